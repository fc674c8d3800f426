package io.iotflow.tools.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeapTest {

    @ParameterizedTest
    @CsvSource({"256m, -Xmx256m", "512M, -Xmx512m", "1g, -Xmx1024m"})
    void aSmallHeapHasTheSerialCollector(String size, String option) {
        assertEquals(List.of(option, "-XX:+UseSerialGC"), Heap.of(size).javaOptions());
    }

    @ParameterizedTest
    @CsvSource({"1025m, -Xmx1025m", "4G, -Xmx4096m"})
    void aLargeOneHasWhatJavaTakes(String size, String option) {
        assertEquals(List.of(option), Heap.of(size).javaOptions());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "255m", "512", "512k", "0g", "-1g", "1.5g", "512m -Dx=y", "9999999999999g"})
    void whatIsNoSizeIsRefusedWithAnExample(String size) {
        StartException refused = assertThrows(StartException.class, () -> Heap.of(size));

        assertTrue(refused.getMessage().contains("such as 512m or 4g"), refused.getMessage());
    }
}
