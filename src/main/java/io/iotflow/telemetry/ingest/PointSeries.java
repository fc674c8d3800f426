package io.iotflow.telemetry.ingest;

import io.iotflow.device.Device;
import io.iotflow.telemetry.store.TelemetryMessage;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Makes messages of the points of one batch. What a point says beside its fields and time is read and checked with the first
 * point of each series, and is the same for the others.
 */
final class PointSeries {

    private final MessageReader reader;
    private final Instant now;
    private final Map<Series, TelemetryMessage> firsts = new HashMap<>();

    PointSeries(MessageReader reader, Instant now) {
        this.reader = reader;
        this.now = now;
    }

    /** What a point says beside its fields and time. */
    private record Series(long device, JsonValue measurement, JsonValue tags) {

        static Series of(Device device, JsonObject point) {
            return new Series(device.rowId(), point.get("measurement"), point.get("tags"));
        }
    }

    TelemetryMessage message(Device device, JsonObject point) throws Refused {
        Series series = Series.of(device, point);
        TelemetryMessage first = firsts.get(series);
        TelemetryMessage next = first == null ? null : reader.ofNextPoint(first, device, point, now);
        if (next != null) {
            return next;
        }
        TelemetryMessage message = reader.ofPoint(device, point, now);
        if (first == null
                && message.leftOut().isEmpty()
                && !PointFields.givenBack(point.get("fields")).isEmpty()) {
            firsts.put(series, message); // nothing in it is of this point alone
        }
        return message;
    }
}
