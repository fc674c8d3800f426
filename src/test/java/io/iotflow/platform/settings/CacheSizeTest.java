package io.iotflow.platform.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CacheSizeTest {

    @ParameterizedTest
    @CsvSource({"1, 10000", "512, 209715", "2560, 1048576", "3000000, 5000000"})
    void remembersAsManyDevicesAsTheHeapHasRoomFor(long megabytes, int devices) {
        assertEquals(devices, CacheSize.ofDevices(megabytes << 20));
    }
}
