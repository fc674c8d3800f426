package io.iotflow.telemetry.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A sign of life of a device.
 *
 * @param device the row number of the device
 * @param at when its newest message came, by our clock: a device's own clock may stand anywhere;
 *     whole microseconds, as PostgreSQL keeps it
 * @param offline whether that message was {@code status/offline}
 */
public record LastSeen(long device, Instant at, boolean offline) {

    /** The newest of each device in a batch; of two at one instant the later in the batch. History is none. */
    static List<LastSeen> in(List<Upload> batch) {
        Map<Long, TelemetryMessage> newest = new HashMap<>();
        for (Upload upload : batch) {
            for (TelemetryMessage message : upload.isHistory() ? List.<TelemetryMessage>of() : upload.messages()) {
                newest.merge(message.device(), message, LastSeen::later);
            }
        }
        List<LastSeen> lastSeen = new ArrayList<>(newest.size());
        newest.values()
                .forEach(it -> lastSeen.add(
                        new LastSeen(it.device(), it.receivedAt().truncatedTo(ChronoUnit.MICROS), it.saysOffline())));
        return lastSeen;
    }

    private static TelemetryMessage later(TelemetryMessage one, TelemetryMessage next) {
        return next.receivedAt().isBefore(one.receivedAt()) ? one : next;
    }
}
