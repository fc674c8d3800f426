package io.iotflow.telemetry.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.iotflow.device.Device;
import io.iotflow.platform.json.Json;
import io.iotflow.telemetry.store.Retention;
import io.iotflow.telemetry.store.TelemetryMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The shape that comes over MQTT. */
class MqttPayloadTest {

    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final Device DEVICE =
            new Device(7, "greenhouse-1", "Greenhouse 1", "esp32", "roof", Device.Status.ACTIVE);
    private static final String TOPIC = "iotflow/devices/greenhouse-1/telemetry/temperature";

    @Test
    void takesNumbersBooleansAndStringsAsFields() throws Refused {
        assertEquals(
                Map.of("value", 21.5, "open", true, "mode", "auto"),
                read("{\"value\": 21.5, \"open\": true, \"mode\": \"auto\"}").fields());
    }

    @Test
    void namesTheReadingOfItsMeasurementValue() throws Refused {
        assertEquals(
                Map.of("value", 21.0, "humidity", 40.0),
                read("{\"temperature\": 21, \"humidity\": 40}").fields());
    }

    @Test
    void renamesNothingBesideAValue() throws Refused {
        assertEquals(
                Map.of("value", 1.0, "temperature", 21.0),
                read("{\"temperature\": 21, \"value\": 1}").fields());
    }

    @Test
    void keepsThePayloadThatARenamingChanged() throws Refused {
        assertEquals(Json.read("{\"payload\": {\"temperature\": 21}}"), extra("{\"temperature\": 21}"));
    }

    @Test
    void keepsNoSecondCopyOfAPayloadThatIsAllFields() throws Refused {
        assertNull(read("{\"value\": 21, \"timestamp\": 1769853600}").extra());
    }

    @Test
    void keepsNoKeyThatComesWithAReading() throws Refused {
        TelemetryMessage message = read("{\"api_key\": \"secret\", \"temperature\": 21, \"gps\": {\"lat\": 1}}");

        assertEquals(Map.of("value", 21.0, "gps_lat", 1.0), message.fields());
        assertEquals(
                Json.read("{\"payload\": {\"temperature\": 21, \"gps\": {\"lat\": 1}}}"), Json.read(message.extra()));
    }

    @Test
    void takesReadingsInDataAsTheFormerProductsDevicesSendThem() throws Refused {
        TelemetryMessage message = read(
                "{\"api_key\": \"secret\", \"timestamp\": 1769853600,"
                        + " \"data\": {\"temperature\": 21, \"uptime\": 5}, \"metadata\": {\"location\": \"lab\", \"fw\": \"1\"}}");

        assertEquals(Map.of("value", 21.0, "uptime", 5.0), message.fields());
        assertEquals(Instant.ofEpochSecond(1769853600), message.time());
        assertEquals("lab", message.tags().get("location"));
        assertEquals(
                Json.read("{\"payload\": {\"temperature\": 21, \"uptime\": 5},"
                        + " \"metadata\": {\"location\": \"lab\", \"fw\": \"1\"}}"),
                Json.read(message.extra()));
    }

    @Test
    void losesNothingThatStandsBesideData() throws Refused {
        TelemetryMessage message = read("{\"data\": {\"temperature\": 21}, \"battery\": 5}");

        assertEquals(Map.of("battery", 5.0, "data_temperature", 21.0), message.fields());
        assertEquals(
                Json.read("{\"payload\": {\"data\": {\"temperature\": 21}, \"battery\": 5}}"),
                Json.read(message.extra()));
    }

    @Test
    void takesABareNumberAsValue() throws Refused {
        assertEquals(Map.of("value", -3.25), read(" -3.25 ").fields());
    }

    @Test
    void givesABareNumberOurTime() throws Refused {
        assertEquals(NOW, read("21").time());
    }

    @Test
    void takesWhatDescribesAReadingAsNoField() throws Refused {
        String payload = "{\"value\": 1, \"location\": \"a\", \"type\": 5, \"status\": \"ok\", \"unit\": \"C\","
                + " \"timestamp\": 1769853600}";
        assertEquals(Map.of("value", 1.0), read(payload).fields());
    }

    @Test
    void keepsWhatDescribesAReading() throws Refused {
        String payload = "{\"value\": 1, \"status\": \"ok\"}";
        assertEquals(Json.read("{\"payload\": " + payload + "}"), extra(payload));
    }

    @Test
    void takesTheDevicesTime() throws Refused {
        assertEquals(
                Instant.parse("2026-01-31T10:00:00Z"),
                read("{\"value\": 1, \"timestamp\": 1769853600}").time());
    }

    @Test
    void takesItsOwnDeviceIdAsNoField() throws Refused {
        assertEquals(
                Map.of("value", 1.0),
                read("{\"value\": 1, \"device_id\": \"greenhouse-1\"}").fields());
    }

    @Test
    void takesADeviceIdThatIsNoStringAsAField() throws Refused {
        assertEquals(Map.of("device_id", 5.0), read("{\"device_id\": 5}").fields());
    }

    @Test
    void keepsNullWithTheOriginal() throws Refused {
        String payload = "{\"value\": 1, \"more\": null}";
        assertEquals(Map.of("value", 1.0), read(payload).fields());
        assertEquals(Json.read("{\"payload\": " + payload + "}"), extra(payload));
    }

    static TelemetryMessage read(String payload) throws Refused {
        return read(payload.getBytes(StandardCharsets.UTF_8));
    }

    static TelemetryMessage read(byte[] payload) throws Refused {
        return new MessageReader(TelemetrySettingsTest.settings(Map.of()), Retention.FOREVER)
                .ofPayload(DEVICE, TOPIC, "temperature", payload, NOW)
                .messages()
                .get(0);
    }

    private static Object extra(String payload) throws Refused {
        return Json.read(read(payload).extra());
    }
}
