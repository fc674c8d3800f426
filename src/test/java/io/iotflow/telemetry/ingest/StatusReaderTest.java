package io.iotflow.telemetry.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.iotflow.device.Device;
import io.iotflow.platform.json.Json;
import io.iotflow.quarantine.Reason;
import io.iotflow.telemetry.store.Retention;
import io.iotflow.telemetry.store.StatusReported;
import io.iotflow.telemetry.store.TelemetryMessage;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusReaderTest {

    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final Device DEVICE =
            new Device(7, "greenhouse-1", "Greenhouse 1", "esp32", "roof", Device.Status.ACTIVE);
    private static final String TOPIC = "iotflow/devices/greenhouse-1/status/online";

    @Test
    void isAPointOfMeasurementStatusThatNamesItsType() throws Refused {
        TelemetryMessage message = read("");
        assertEquals("status", message.measurement());
        assertEquals(Map.of("status", "online"), message.fields());
        assertEquals(TOPIC, message.tags().get("topic"));
        assertEquals(NOW, message.time());
    }

    @Test
    void takesTheMembersOfAnObjectAsFields() throws Refused {
        TelemetryMessage message = read("{\"uptime\": 5, \"ok\": true, \"ip\": \"10.0.0.1\"}");
        assertEquals(Map.of("status", "online", "uptime", 5.0, "ok", true, "ip", "10.0.0.1"), message.fields());
        assertNull(message.extra());
    }

    @Test
    void keepsTheTypeThoughThePayloadHasAStatusOfItsOwn() throws Refused {
        TelemetryMessage message = read("{\"status\": \"done\"}");
        assertEquals(Map.of("status", "online"), message.fields());
        assertEquals("{\"payload\":{\"status\":\"done\"}}", message.extra());
    }

    @Test
    void keepsNoKeyThatComesWithAStatus() throws Refused {
        TelemetryMessage message = read("{\"api_key\": \"secret\", \"status\": \"alive\"}");
        assertEquals(Map.of("status", "online"), message.fields());
        assertEquals("{\"payload\":{\"status\":\"alive\"}}", message.extra());
    }

    @Test
    void takesANumberAsValue() throws Refused {
        assertEquals(Map.of("status", "online", "value", 42.5), read("42.5").fields());
    }

    @ParameterizedTest
    @ValueSource(strings = {"up\r\n", "{broken", "[1]", "true", "null"})
    void takesAnyOtherTextAsMessage(String payload) throws Refused {
        assertEquals(payload.strip(), read(payload).fields().get("message"));
    }

    @Test
    void takesAJsonStringAsItsText() throws Refused {
        assertEquals("up", read("\"up\"").fields().get("message"));
    }

    @Test
    void keepsWhatCannotBeAFieldWithTheOriginal() throws Refused {
        String payload = "{\"time\":1,\"\":2,\"a\":{\"b\":1},\"n\":null,\"uptime\":5}";
        TelemetryMessage message = read(payload);
        assertEquals(Map.of("status", "online", "uptime", 5.0), message.fields());
        assertEquals("{\"payload\":" + payload + "}", message.extra());
    }

    @Test
    void takesOurTimeForADevicesTimeThatCannotBeRead() throws Refused {
        TelemetryMessage message = read("{\"timestamp\":\"yesterday\"}");
        assertEquals(NOW, message.time());
        assertEquals(
                "{\"payload\":{\"timestamp\":\"yesterday\"},"
                        + "\"left_out\":[{\"member\":\"timestamp\",\"reason\":\"bad_timestamp\"}]}",
                message.extra());
    }

    @Test
    void takesTheDevicesTimeForThePointAndTheArrivalBesideIt() throws Refused {
        TelemetryMessage message = read("{\"timestamp\":1769853600}");
        assertEquals(Instant.parse("2026-01-31T10:00:00Z"), message.time());
        assertEquals(NOW, message.status().receivedAt());
    }

    @Test
    void reportsWhatTheDeviceAnswered() throws Refused {
        TelemetryMessage message = reader().ofStatus(
                        DEVICE,
                        TOPIC,
                        "command_response",
                        "{\"command_id\":\"c1\",\"result\":{\"a\":1}}".getBytes(StandardCharsets.UTF_8),
                        NOW);
        assertEquals(StatusReported.COMMAND_RESPONSE, message.status().type());
        assertEquals(
                Json.read("{\"command_id\":\"c1\",\"result\":{\"a\":1}}"),
                message.status().payload());
    }

    @Test
    void reportsAnEmptyPayloadWhereItIsNoObject() throws Refused {
        assertEquals(JsonValue.EMPTY_JSON_OBJECT, read("ok").status().payload());
    }

    @Test
    void refusesAPayloadOfAnotherDevice() {
        assertEquals(Reason.OTHER_DEVICE, refusal("{\"device_id\":\"other\"}").reason());
    }

    @Test
    void refusesWhatCannotBeStored() {
        assertEquals(Reason.BAD_NAME, refusal("a\0b").reason());
        assertEquals(Reason.BAD_JSON, refusal("{\"a\":\"\\ud800\"}").reason());
        assertThrows(
                Refused.class, () -> reader().ofStatus(DEVICE, TOPIC, "online", new byte[] {(byte) 0xC3, 0x28}, NOW));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\nb", "a\\"})
    void refusesATypeThatIsNoName(String type) {
        assertThrows(Refused.class, () -> reader().ofStatus(DEVICE, TOPIC, type, new byte[0], NOW));
    }

    private static Refused refusal(String payload) {
        return assertThrows(Refused.class, () -> read(payload));
    }

    private static TelemetryMessage read(String payload) throws Refused {
        return reader().ofStatus(DEVICE, TOPIC, "online", payload.getBytes(StandardCharsets.UTF_8), NOW);
    }

    private static MessageReader reader() {
        return new MessageReader(TelemetrySettingsTest.settings(Map.of()), Retention.FOREVER);
    }
}
