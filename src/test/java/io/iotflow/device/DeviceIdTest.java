package io.iotflow.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
        "test-device-001, test-device-001",
        "'Rack 4 - a.b_c', rack_4_a.b_c",
        "'Straße Łódź', strasse_lodz",
        "'-roof-', roof",
        "'___', sensor",
        "'温度', sensor",
        "'Датчик 7', sensor_7",
        "2024, sensor_2024",
        "'51', sensor_51",
    })
    void makesAReadableDeviceIdFromAName(String name, String deviceId) {
        assertEquals(deviceId, DeviceId.fromName(name, "sensor").value());
    }

    @ParameterizedTest
    @CsvSource({"48, 7, 50", "48, 123456789012345, 64", "48, 999999999999999999, 64", "64, 7, 64"})
    void putsANumberBehindADeviceIdAndCutsWhatIsTooLong(int length, long number, int expected) {
        String numbered = new DeviceId("x".repeat(length)).withNumber(number).value();

        assertEquals(expected, numbered.length());
        assertTrue(numbered.endsWith("x_" + number), numbered);
    }

    @Test
    void makesADeviceIdThatLeavesSpaceForASuffix() {
        assertEquals(48, DeviceId.fromName("x".repeat(100), "sensor").value().length());
    }

    @ParameterizedTest
    @CsvSource({"'温度', '温度計', device", "'7', '8', device_7"})
    void usesAWordOfItsOwnWhereNeitherNameNorTypeHasLatinLetters(String name, String type, String deviceId) {
        assertEquals(deviceId, DeviceId.fromName(name, type).value());
    }

    @Test
    void doesNotEndWithASeparatorWhereALongNameIsCut() {
        assertEquals(
                "x".repeat(47),
                DeviceId.fromName("x".repeat(47) + " y", "sensor").value());
    }

    @Test
    void isWrittenAsItsValue() {
        assertEquals("pump-7", new DeviceId("pump-7").toString());
    }
}
