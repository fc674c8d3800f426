package io.iotflow.telemetry.store;

import java.util.IdentityHashMap;
import java.util.Map;

/**
 * The series of a batch's messages. Those that were read together share their tags, so that a series is found by comparing
 * it for one of them.
 */
final class SeriesOfBatch {

    private final Map<SeriesKey, SeriesIds> ids;
    private final Map<Map<String, String>, Found> byTags = new IdentityHashMap<>();

    SeriesOfBatch(Map<SeriesKey, SeriesIds> ids) {
        this.ids = ids;
    }

    private record Found(TelemetryMessage message, SeriesIds ids) {}

    /** Null where it has none yet. */
    SeriesIds of(TelemetryMessage message) {
        Found found = byTags.get(message.tags());
        if (found != null && message.isOfSeries(found.message)) {
            return found.ids;
        }
        SeriesIds own = ids.get(SeriesKey.of(message));
        if (own != null) {
            byTags.put(message.tags(), new Found(message, own));
        }
        return own;
    }
}
