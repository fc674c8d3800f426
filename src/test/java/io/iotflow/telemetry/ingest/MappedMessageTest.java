package io.iotflow.telemetry.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.device.Device;
import io.iotflow.mapping.MappedPayload;
import io.iotflow.mapping.Mapping;
import io.iotflow.mapping.MappingFailed;
import io.iotflow.mqtt.ReceivedMessage;
import io.iotflow.platform.json.Json;
import io.iotflow.quarantine.Reason;
import io.iotflow.quarantine.Refusal;
import io.iotflow.refusal.TestRefusals;
import io.iotflow.stack.TestMetrics;
import io.iotflow.telemetry.store.Retention;
import io.iotflow.telemetry.store.TelemetryMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A mapped message goes the way of a native one. */
class MappedMessageTest {

    private static final Device DEVICE = new Device(7, "plug-1", "Plug 1", "esp32", null, Device.Status.ACTIVE);
    private static final Device INACTIVE = new Device(8, "off", "Off", "esp32", null, Device.Status.INACTIVE);
    private static final Map<String, Device> DEVICES = Map.of("plug-1", DEVICE, "off", INACTIVE);

    private final TestMetrics metrics = new TestMetrics();
    private final List<TelemetryMessage> stored = new ArrayList<>();
    private final List<Refusal> refused = new ArrayList<>();
    private final CompletableFuture<List<Long>> commit = new CompletableFuture<>();
    private Optional<String> limit = Optional.empty();
    private boolean mayName = true;
    private int acknowledged;

    private Mapping mapping = Mapping.toTry(
            Json.readObject("{\"topics\":[\"tele/{device_id}/SENSOR\"],\"measurement\":\"kind\",\"time\":\"at\","
                    + "\"fields\":\"values\",\"tags\":\"tags\"}"));

    private final MqttIngestion ingestion = new MqttIngestion(
            this::open,
            Optional.empty(),
            new MessageReader(TelemetrySettingsTest.settings(Map.of()), Retention.FOREVER),
            (deviceId, messages) -> limit,
            1 << 20,
            this::append,
            new TestRefusals(metrics).refusals(),
            metrics.registry());

    private InboundMessage open(ReceivedMessage received) {
        try {
            MappedPayload payload = mapping.open(received.topic(), received.payload(), received.receivedAt());
            Optional<Device> device = payload.deviceId().map(DEVICES::get);
            return new MappedMessage(received, mapping, payload, device, mayName, null, false);
        } catch (MappingFailed e) {
            Refused refusal = MappedSender.failed(mapping, e);
            return new MappedMessage(received, mapping, null, Optional.empty(), false, refusal, false);
        }
    }

    private CompletableFuture<List<Long>> append(List<TelemetryMessage> messages, List<Refusal> refusals) {
        stored.addAll(messages);
        refused.addAll(refusals);
        return messages.isEmpty() ? CompletableFuture.completedFuture(List.of()) : commit;
    }

    private void receive(String deviceId, String payload) {
        ingestion.receive(new ReceivedMessage(
                "tele/" + deviceId + "/SENSOR",
                payload.getBytes(StandardCharsets.UTF_8),
                Instant.parse("2026-11-28T10:00:00Z"),
                false,
                () -> acknowledged++));
    }

    private Refusal onlyRefusal() {
        assertEquals(1, refused.size(), refused.toString());
        assertEquals(List.of(), stored);
        assertEquals(1, acknowledged);
        return refused.get(0);
    }

    @Test
    void isAcknowledgedWhenItIsCommittedAndNotBefore() {
        receive(
                "plug-1",
                "{\"kind\":\"energy\",\"at\":\"2026-11-28T09:00:00Z\",\"values\":{\"p\":8.9,\"a\":{\"b\":1}},\"tags\":{\"room\":\"x\"}}");
        assertEquals(0, acknowledged);

        commit.complete(List.of(1L));
        assertEquals(1, acknowledged);
        TelemetryMessage message = stored.get(0);
        assertEquals("energy", message.measurement());
        assertEquals(Instant.parse("2026-11-28T09:00:00Z"), message.time());
        assertEquals(Map.of("p", 8.9, "a_b", 1.0), message.fields());
        assertEquals(Map.of("room", "x"), message.ownTags());
        assertEquals("tele/plug-1/SENSOR", message.tags().get("topic"));
    }

    @Test
    void takesTheTimeOfArrivalAndTheUsualMeasurementWhereThereAreNone() {
        receive("plug-1", "{\"values\":{\"p\":8.9}}");

        assertEquals("sensor", stored.get(0).measurement());
        assertEquals(Instant.parse("2026-11-28T10:00:00Z"), stored.get(0).time());
    }

    @Test
    void isAcknowledgedAndForgottenWhereTheMappingMakesNothingOfIt() {
        receive("plug-1", "{\"hello\":1}");

        assertEquals(1, acknowledged);
        assertEquals(List.of(), stored);
        assertEquals(List.of(), refused);
    }

    @Test
    void goesToTheQuarantineWithItsBytesWhereAnExpressionFails() {
        receive("plug-1", "{\"values\":[1]}");

        Refusal refusal = onlyRefusal();
        assertEquals(Reason.MAPPING_FAILED, refusal.reason());
        assertEquals("plug-1", refusal.deviceId());
        assertEquals("tele/plug-1/SENSOR", refusal.topic());
        assertEquals("{\"values\":[1]}", new String(refusal.payload(), StandardCharsets.UTF_8));
        assertTrue(refusal.detail().startsWith("fields must give an object"), refusal.detail());
    }

    @Test
    void isRefusedOfADeviceThatIsNotRegisteredOrInactive() {
        receive("nobody", "{\"values\":{\"p\":1}}");
        assertEquals(Reason.UNKNOWN_DEVICE, onlyRefusal().reason());
        assertEquals("nobody", refused.get(0).deviceId());

        refused.clear();
        acknowledged = 0;
        receive("off", "{\"values\":{\"p\":1}}");
        assertEquals(Reason.INACTIVE_DEVICE, onlyRefusal().reason());
    }

    @Test
    void isRefusedOfADeviceThatTheMappingMayNotName() {
        mayName = false;
        receive("plug-1", "{\"values\":{\"p\":1}}");

        assertEquals(Reason.OTHER_DEVICE, onlyRefusal().reason());
    }

    @Test
    void isRefusedWhereItNamesAnotherDeviceThanItsTopic() {
        mapping = Mapping.toTry(Json.readObject(
                "{\"topics\":[\"tele/{device_id}/SENSOR\"],\"device_id\":\"id\",\"fields\":\"values\"}"));
        receive("off", "{\"id\":\"plug-1\",\"values\":{\"p\":1}}");

        assertEquals(Reason.OTHER_DEVICE, onlyRefusal().reason());
        assertEquals("off", refused.get(0).deviceId(), "who sent it");
    }

    @Test
    void isWithinTheLimitOfItsDeviceOrRefusedBeforeItIsRead() {
        limit = Optional.of("60 messages in 60 s");
        receive("plug-1", "{\"values\":[1]}");

        assertEquals(Reason.RATE_LIMITED, onlyRefusal().reason(), "and not for what its fields are");
    }

    @Test
    void anUnreadablePayloadNamesNobody() {
        ingestion.receive(new ReceivedMessage(
                "tele/plug-1/SENSOR", new byte[] {(byte) 0xc3, 0x28}, Instant.EPOCH, false, () -> acknowledged++));

        assertEquals(Reason.MAPPING_FAILED, onlyRefusal().reason());
        assertNull(refused.get(0).deviceId());
    }
}
