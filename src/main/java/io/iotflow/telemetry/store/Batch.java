package io.iotflow.telemetry.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The messages of a batch that may each be a row. What is delivered twice has one place; what says something else of the
 * same point has a place of its own.
 */
final class Batch {

    private final List<LogRow> points = new ArrayList<>();
    private final List<LogRow> others = new ArrayList<>();
    private final Map<TelemetryMessage.Identity, List<LogRow>> byPoint = new HashMap<>();
    private final Map<TelemetryMessage, Integer> places = new IdentityHashMap<>();
    private int messages;

    private Batch() {}

    static Batch of(List<Upload> uploads, Map<SeriesKey, SeriesIds> series) {
        Batch batch = new Batch();
        for (Upload upload : uploads) {
            upload.messages().forEach(it -> batch.add(it, series));
        }
        return batch;
    }

    private void add(TelemetryMessage message, Map<SeriesKey, SeriesIds> series) {
        messages++;
        List<LogRow> ofPoint = byPoint.computeIfAbsent(message.identity(), it -> new ArrayList<>(1));
        for (LogRow row : ofPoint) {
            if (row.message().saysTheSame(message)) {
                places.put(message, row.place());
                return;
            }
        }
        LogRow row = new LogRow(message, series.get(SeriesKey.of(message)), points.size() + others.size(), 0);
        places.put(message, row.place());
        (ofPoint.isEmpty() ? points : others).add(row);
        ofPoint.add(row);
    }

    /** The first message of each point. */
    List<LogRow> points() {
        return points;
    }

    /** The messages that say something else of one of these points, in their order. */
    List<LogRow> others() {
        return others;
    }

    /** How many places there are. */
    int size() {
        return points.size() + others.size();
    }

    /** How many messages there are, each delivery counted. */
    int messages() {
        return messages;
    }

    int place(TelemetryMessage message) {
        return places.get(message);
    }
}
