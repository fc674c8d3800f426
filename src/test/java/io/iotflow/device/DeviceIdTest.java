package io.iotflow.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceIdTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "7", "Pump-7_b.2", "0123456789012345678901234567890123456789012345678901234567890123"})
    void takesADeviceId(String deviceId) {
        assertEquals(deviceId, new DeviceId(deviceId).value());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-a",
                ".a",
                "_a",
                "a b",
                "a/b",
                "a+b",
                "a#",
                "ü",
                "a\n",
                "01234567890123456789012345678901234567890123456789012345678901234",
            })
    void refusesWhatIsUnsafeInATopicOrUrl(String text) {
        assertThrows(IllegalArgumentException.class, () -> new DeviceId(text));
    }

    @ParameterizedTest
    @CsvSource({
        "'Büro Sensor #2', buro_sensor_2",
        "'  Pump -- 7  ', pump_7",
        "'ŠKODA', skoda",
        "'ﬁeld ①', field_1",
        "'___', device",
        "'温度', device",
    })
    void makesADeviceIdFromAName(String name, String deviceId) {
        assertEquals(deviceId, DeviceId.fromName(name).value());
    }

    @Test
    void makesADeviceIdThatLeavesSpaceForASuffix() {
        assertEquals(48, DeviceId.fromName("x".repeat(100)).value().length());
    }

    @Test
    void isWrittenAsItsValue() {
        assertEquals("pump-7", new DeviceId("pump-7").toString());
    }
}
