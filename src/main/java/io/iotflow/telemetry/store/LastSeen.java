package io.iotflow.telemetry.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A sign of life of a device.
 *
 * @param deviceRowId the row id of the device
 * @param at when its newest message came, by our clock: a device's own clock may stand anywhere;
 *     whole microseconds, as PostgreSQL keeps it
 * @param offline whether that message was {@code status/offline}
 * @param saidOnline whether one of its messages was {@code status/online}
 */
public record LastSeen(long deviceRowId, Instant at, boolean offline, boolean saidOnline) {

    /** Of a device that did not say {@code status/online}. */
    public LastSeen(long deviceRowId, Instant at, boolean offline) {
        this(deviceRowId, at, offline, false);
    }

    private static LastSeen of(TelemetryMessage message) {
        return new LastSeen(
                message.deviceRowId(),
                message.receivedAt().truncatedTo(ChronoUnit.MICROS),
                message.saysOffline(),
                message.saysOnline());
    }

    /** The newest of each device in a batch; of two at one instant the later in the batch. History is none. */
    static List<LastSeen> in(List<Upload> batch) {
        Map<Long, LastSeen> newest = new HashMap<>();
        for (Upload upload : batch) {
            for (TelemetryMessage message : upload.isHistory() ? List.<TelemetryMessage>of() : upload.messages()) {
                newest.merge(message.deviceRowId(), of(message), LastSeen::and);
            }
        }
        return List.copyOf(newest.values());
    }

    private LastSeen and(LastSeen next) {
        LastSeen newer = next.at.isBefore(at) ? this : next;
        return new LastSeen(deviceRowId, newer.at, newer.offline, saidOnline || next.saidOnline);
    }
}
