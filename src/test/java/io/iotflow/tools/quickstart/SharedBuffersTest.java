package io.iotflow.tools.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SharedBuffersTest {

    @ParameterizedTest
    @CsvSource({
        "0, 128MB",
        "512, 128MB",
        "1024, 128MB",
        "2000, 250MB",
        "4096, 512MB",
        "16384, 2048MB",
        "262144, 2048MB",
    })
    void areAnEighthOfTheMemoryWithinBounds(long megabytes, String setting) {
        assertEquals(setting, SharedBuffers.of(megabytes << 20).setting());
    }
}
