package io.iotflow.tools.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeapTest {

    @ParameterizedTest
    @CsvSource({"256m, -Xmx256m", "512M, -Xmx512m", "1g, -Xmx1024m"})
    void aSmallHeapHasTheSerialCollector(String size, String option) {
        List<String> options = Heap.of(size).javaOptions();

        assertEquals(option, options.get(0));
        assertTrue(options.contains("-XX:+UseSerialGC"), options::toString);
    }

    @ParameterizedTest
    @CsvSource({"256m, 134217728, 67108864", "512m, 268435456, 134217728", "1g, 536870912, 268435456"})
    void aSmallHeapBeginsAlikeOnEachMachine(String size, String initial, String young) throws Exception {
        String flags = flags(size);

        assertTrue(flags.matches("(?s).* InitialHeapSize += " + initial + " .*"), flags);
        assertTrue(flags.matches("(?s).* NewSize += " + young + " .*"), flags);
        assertTrue(flags.matches("(?s).* MaxNewSize += " + young + " .*"), flags);
    }

    @ParameterizedTest
    @CsvSource({"1025m, -Xmx1025m", "4G, -Xmx4096m"})
    void aLargeOneHasWhatJavaTakes(String size, String option) {
        List<String> options = Heap.of(size).javaOptions();

        assertEquals(option, options.get(0));
        assertFalse(options.contains("-XX:+UseSerialGC"), options::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"512m", "4g"})
    void thisJavaTakesTheOptionsAndGivesFreedNativeMemoryBackWhereItCan(String size) throws Exception {
        flags(size)
                .lines()
                .filter(it -> it.contains(" TrimNativeHeapInterval "))
                .forEach(it -> assertTrue(it.contains("= 60000 "), it));
    }

    /** As this Java has them, with the options for such a heap. */
    private static String flags(String size) throws Exception {
        List<String> command = new ArrayList<>(List.of(JavaHome.current().java().toString()));
        command.addAll(Heap.of(size).javaOptions());
        command.addAll(List.of("-XX:+PrintFlagsFinal", "-version"));
        Process java = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, java.waitFor(), output);
        return output;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "255m", "512", "512k", "0g", "-1g", "1.5g", "512m -Dx=y", "9999999999999g"})
    void whatIsNoSizeIsRefusedWithAnExample(String size) {
        StartException refused = assertThrows(StartException.class, () -> Heap.of(size));

        assertTrue(refused.getMessage().contains("such as 512m or 4g"), refused.getMessage());
    }
}
