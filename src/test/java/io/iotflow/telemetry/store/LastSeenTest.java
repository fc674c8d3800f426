package io.iotflow.telemetry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LastSeenTest {

    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    @Test
    void isOneForEachDeviceInABatch() {
        assertEquals(
                Set.of(new LastSeen(1, NOW.plusSeconds(1), false), new LastSeen(2, NOW, false)),
                in(telemetry(1, NOW), telemetry(2, NOW), telemetry(1, NOW.plusSeconds(1))));
    }

    @Test
    void isOfflineWhereTheNewestMessageSaysSo() {
        assertEquals(
                Set.of(new LastSeen(1, NOW.plusSeconds(1), true)),
                in(telemetry(1, NOW), status(1, "offline", NOW.plusSeconds(1))));
    }

    @Test
    void isOnlineWhereSomethingCameAfterTheOfflineMessage() {
        assertEquals(
                Set.of(new LastSeen(1, NOW, false, true)), in(status(1, "offline", NOW), status(1, "online", NOW)));
    }

    @Test
    void keepsThatADeviceSaidThatItIsOnlineWhateverItSentThen() {
        assertEquals(
                Set.of(new LastSeen(1, NOW.plusSeconds(1), false, true)),
                in(status(1, "online", NOW), telemetry(1, NOW.plusSeconds(1))));
    }

    @Test
    void isCutToWhatPostgresqlKeeps() {
        assertEquals(Set.of(new LastSeen(1, NOW, false)), in(telemetry(1, NOW.plusNanos(999))));
    }

    @Test
    void goesByArrivalAndNotByPlace() {
        assertEquals(
                Set.of(new LastSeen(1, NOW.plusSeconds(1), false)),
                in(telemetry(1, NOW.plusSeconds(1)), status(1, "offline", NOW)));
    }

    @Test
    void isNothingThatAnotherProductTookLongAgo() {
        assertEquals(List.of(), LastSeen.in(List.of(Upload.ofHistory(List.of(telemetry(1, NOW)), stored -> {}))));
    }

    private static Set<LastSeen> in(TelemetryMessage... messages) {
        return Set.copyOf(LastSeen.in(List.of(Upload.of(List.of(messages)))));
    }

    /** With a device's time that lies years back, which must not matter. */
    private static TelemetryMessage telemetry(long device, Instant receivedAt) {
        return new TelemetryMessage(
                device, "d", "m", Instant.EPOCH, Map.of("value", 1.0), Map.of(), Map.of(), null, receivedAt);
    }

    private static TelemetryMessage status(long device, String type, Instant receivedAt) {
        return telemetry(device, receivedAt)
                .withStatus(
                        new StatusReported(device, "d", type, JsonValue.EMPTY_JSON_OBJECT, Instant.EPOCH, receivedAt));
    }
}
