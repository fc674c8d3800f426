package io.iotflow.telemetry.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.device.Device;
import io.iotflow.mqtt.ReceivedMessage;
import io.iotflow.quarantine.Reason;
import io.iotflow.quarantine.Refusal;
import io.iotflow.refusal.TestRefusals;
import io.iotflow.stack.TestMetrics;
import io.iotflow.telemetry.store.NotStored;
import io.iotflow.telemetry.store.RefusedFields;
import io.iotflow.telemetry.store.Retention;
import io.iotflow.telemetry.store.TelemetryMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.metrics.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a message that comes over MQTT, and when it is acknowledged; the log and the quarantine commit by hand. */
class MqttIngestionTest {

    private static final int MAX_PAYLOAD = 64;
    private static final String TOPIC = "iotflow/devices/greenhouse-1/telemetry/climate";
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final Map<String, Device> DEVICES = Map.of(
            "greenhouse-1", new Device(7, "greenhouse-1", "Greenhouse 1", "esp32", null, Device.Status.ACTIVE),
            "retired-1", new Device(8, "retired-1", "Retired 1", "esp32", null, Device.Status.INACTIVE));

    private final TestMetrics metrics = new TestMetrics();
    private final List<TelemetryMessage> stored = new ArrayList<>();
    private final List<Refusal> refused = new ArrayList<>();
    private final CompletableFuture<List<Long>> logCommit = new CompletableFuture<>();
    private final CompletableFuture<List<Long>> quarantineCommit = new CompletableFuture<>();
    private final TestRefusals refusals = new TestRefusals(metrics);
    private Optional<String> limit = Optional.empty();
    private RuntimeException fullQueue;
    private int acknowledged;
    private int taken;

    private final MqttIngestion ingestion = new MqttIngestion(
            received -> NativeMessage.open(received, deviceId -> Optional.ofNullable(DEVICES.get(deviceId))),
            Optional.empty(),
            new MessageReader(TelemetrySettingsTest.settings(Map.of()), Retention.FOREVER),
            this::take,
            MAX_PAYLOAD,
            this::append,
            refusals.refusals(),
            metrics.registry());

    @Test
    void acknowledgesWhenTheMessageIsCommittedAndNotBefore() {
        receive(TOPIC, "{\"temperature\": 21}");
        assertEquals(0, acknowledged);
        assertEquals(Map.of("temperature", 21.0), stored.get(0).fields());

        logCommit.complete(List.of(1L));
        assertEquals(1, acknowledged);
        assertEquals(1, metrics.count("iotflow_stored"));
        assertEquals(1, metrics.count("iotflow_received", new Tag("over", "mqtt")));
    }

    @Test
    void acknowledgesARefusedMessageWhenTheQuarantineHasIt() {
        receive(TOPIC, "{broken");
        assertEquals(List.of(), stored);
        assertEquals(Reason.BAD_JSON, refused.get(0).reason());
        assertArrayEquals("{broken".getBytes(UTF_8), refused.get(0).payload());
        assertEquals(0, acknowledged);

        quarantineCommit.complete(List.of());
        assertEquals(1, acknowledged);
        assertEquals(0, metrics.count("iotflow_stored"));
    }

    @Test
    void notesARefusalOfADeviceOnceTheQuarantineHasIt() {
        receive(TOPIC, "{broken");
        assertEquals(0, refusedCount("bad_json"), "it comes again, should the quarantine not keep it");

        quarantineCommit.complete(List.of());

        assertEquals(1, refusedCount("bad_json"));
        List<String> noted = refusals.take();
        assertEquals(1, noted.size());
        assertTrue(
                noted.get(0).startsWith("7 bad_json: payload ") && noted.get(0).endsWith(TOPIC), noted.get(0));
    }

    @Test
    void countsARefusalOfADeviceThatIsNotRegistered() {
        quarantineCommit.complete(List.of());
        receive("iotflow/devices/unknown-1/telemetry/climate", "{}");

        assertEquals(1, refusedCount("unknown_device"));
        assertEquals(List.of(), refusals.take());
    }

    @Test
    void putsIntoTheQuarantineWhatPostgreSqlRefuses() {
        receive(TOPIC, "{\"temperature\": 21}");
        logCommit.completeExceptionally(
                new NotStored(Reason.REFUSED_BY_POSTGRESQL, new IllegalStateException("invalid byte sequence")));

        assertEquals(0, acknowledged);
        assertEquals(Reason.REFUSED_BY_POSTGRESQL, refused.get(0).reason());
        assertEquals("invalid byte sequence", refused.get(0).detail());

        quarantineCommit.complete(List.of());
        assertEquals(1, acknowledged);
    }

    @Test
    void putsIntoTheQuarantineWhatMeetsAFaultOfOurs() {
        receive(TOPIC, "{\"temperature\": 21}");
        logCommit.completeExceptionally(new NotStored(Reason.INTERNAL_ERROR, new IllegalStateException("a fault")));

        assertEquals(Reason.INTERNAL_ERROR, refused.get(0).reason());
        quarantineCommit.complete(List.of());
        assertEquals(1, acknowledged);
    }

    @Test
    void putsIntoTheQuarantineWhatHasAFieldOfAnotherType() {
        receive(TOPIC, "{\"temperature\": 21}");
        logCommit.completeExceptionally(RefusedFields.at(0));

        assertEquals(0, acknowledged);
        assertEquals(Reason.FIELD_TYPE, refused.get(0).reason());
        assertEquals("temperature is a number", refused.get(0).detail());

        quarantineCommit.complete(List.of());
        assertEquals(1, acknowledged);
    }

    @Test
    void putsIntoTheQuarantineWhatFailsAsNobodyForesaw() {
        receive(TOPIC, "{\"temperature\": 21}");
        logCommit.completeExceptionally(new IllegalStateException("a fault"));

        assertEquals(Reason.INTERNAL_ERROR, refused.get(0).reason());
        quarantineCommit.complete(List.of());
        assertEquals(1, acknowledged);
    }

    @Test
    void doesNotAcknowledgeWhatTheQuarantineCannotKeep() {
        receive(TOPIC, "{broken");
        quarantineCommit.completeExceptionally(new IllegalStateException("disk full"));

        assertEquals(0, acknowledged);
    }

    @Test
    void leavesTheMessageToItsQueueWhenTheLogIsFull() {
        fullQueue = new IllegalStateException("too many messages wait");

        assertThrows(IllegalStateException.class, () -> receive(TOPIC, "{\"temperature\": 21}"));
        assertEquals(List.of(), refused);
        assertEquals(0, acknowledged);
    }

    @Test
    void leavesARefusedMessageToItsQueueWhenTheLogIsFull() {
        fullQueue = new IllegalStateException("too many messages wait");

        assertThrows(IllegalStateException.class, () -> receive(TOPIC, "{broken"));
        assertEquals(0, acknowledged);
    }

    @ParameterizedTest
    @CsvSource({
        "iotflow/devices/greenhouse-1/telemetry, BAD_TOPIC",
        "iotflow/devices/greenhouse-1/telemetry/a/b, BAD_TOPIC",
        "iotflow/devices/unknown-1/telemetry/climate, UNKNOWN_DEVICE",
        "iotflow/devices/retired-1/telemetry/climate, INACTIVE_DEVICE"
    })
    void refusesWhatNoActiveDeviceSays(String topic, Reason reason) {
        receive(topic, "{\"temperature\": 21}");

        assertEquals(reason, refused.get(0).reason());
        assertEquals(topic, refused.get(0).topic());
        assertEquals(List.of(), stored);
    }

    @Test
    void keepsTheBeginningOfATooLargeMessage() {
        receive(TOPIC, "1".repeat(MAX_PAYLOAD + 1));

        assertEquals(Reason.TOO_LARGE, refused.get(0).reason());
        assertEquals(MAX_PAYLOAD, refused.get(0).payload().length);
    }

    @Test
    void refusesWhatIsOverTheDevicesLimitBeforeItIsRead() {
        limit = Optional.of("60 messages in 60 s");
        receive(TOPIC, "{broken");

        assertEquals(Reason.RATE_LIMITED, refused.get(0).reason());
        assertEquals(
                "device_id is over its limit of 60 messages in 60 s",
                refused.get(0).detail());
    }

    @Test
    void takesNothingOfALimitForADeviceThatIsNotRegistered() {
        limit = Optional.of("60 messages in 60 s");
        receive("iotflow/devices/unknown-1/telemetry/climate", "{}");

        assertEquals(Reason.UNKNOWN_DEVICE, refused.get(0).reason());
    }

    @Test
    void readsAStatusMessage() {
        receive("iotflow/devices/greenhouse-1/status/heartbeat", "{\"uptime\": 5}");

        assertEquals("heartbeat", stored.get(0).status().type());
    }

    @Test
    void acknowledgesARetainedMessageAndStoresNothing() {
        ingestion.receive(message(TOPIC, "{\"temperature\": 21}", true));

        assertEquals(1, acknowledged);
        assertEquals(List.of(), stored);
        assertEquals(List.of(), refused);
    }

    private long refusedCount(String reason) {
        return metrics.count("iotflow_refused", new Tag("over", "mqtt"), new Tag("reason", reason));
    }

    @Test
    void storesTheReadingsOfOneMessageAsOneUploadThatIsAcknowledgedOnce() {
        receive(TOPIC, "[{\"a\": 1}, {\"a\": 2}, {\"a\": 3}]");
        assertEquals(3, stored.size());
        assertEquals(3, taken, "each is one of the device's limit");

        logCommit.complete(List.of(1L, 2L, 3L));
        assertEquals(1, acknowledged);
        assertEquals(3, metrics.count("iotflow_stored"));
    }

    @Test
    void keepsTheWholeMessageInTheQuarantineBesideWhatCouldBeStoredOfIt() {
        String payload = "[{\"a\": 1}, 5, {\"a\": 2}]";
        receive(TOPIC, payload);

        assertEquals(2, stored.size());
        assertEquals(Reason.WRONG_TYPE, refused.get(0).reason());
        assertArrayEquals(payload.getBytes(UTF_8), refused.get(0).payload());
        assertEquals(0, acknowledged);
        logCommit.complete(List.of(1L, 2L));
        assertEquals(1, acknowledged);
    }

    private void receive(String topic, String payload) {
        ingestion.receive(message(topic, payload, false));
    }

    private ReceivedMessage message(String topic, String payload, boolean retained) {
        return new ReceivedMessage(topic, payload.getBytes(UTF_8), NOW, retained, () -> acknowledged++);
    }

    private Optional<String> take(String deviceId, int messages) {
        taken += messages;
        return limit;
    }

    private CompletableFuture<?> append(List<TelemetryMessage> messages, List<Refusal> refusals) {
        failIfFull();
        stored.addAll(messages);
        refused.addAll(refusals);
        return messages.isEmpty() ? quarantineCommit : logCommit;
    }

    private void failIfFull() {
        if (fullQueue != null) {
            throw fullQueue;
        }
    }
}
