package io.iotflow.telemetry.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The messages of a batch that may each be a row. What is delivered twice has one place; what says something else of the
 * same point has a place of its own.
 */
final class Batch {

    private static final Comparator<LogRow> BY_DEVICE =
            Comparator.comparingLong((LogRow it) -> it.message().deviceRowId()).thenComparingInt(LogRow::place);

    private final List<LogRow> points = new ArrayList<>();
    private final List<LogRow> others = new ArrayList<>();
    private final Map<Point, LogRow> firsts = new HashMap<>();
    private final Map<Point, List<LogRow>> more = new HashMap<>();
    private final List<Integer> places = new ArrayList<>();

    private Batch() {}

    /** A time of a series, which is of one device. */
    private record Point(int series, Instant time) {}

    static Batch of(List<Upload> uploads, SeriesOfBatch series) {
        Batch batch = new Batch();
        for (Upload upload : uploads) {
            upload.messages().forEach(it -> batch.add(it, series));
        }
        if (uploads.stream().allMatch(Upload::isLarge)) {
            batch.placeByDevice();
        }
        return batch;
    }

    /**
     * Places what came at once device by device, each device's messages in their order. That is how rows are inserted, so that
     * PostgreSQL's index of ids grows at its end and nowhere else (ADR 49).
     */
    private void placeByDevice() {
        List<LogRow> all = new ArrayList<>(points);
        all.addAll(others);
        all.sort(BY_DEVICE);
        int[] places = new int[all.size()];
        for (int place = 0; place < places.length; place++) {
            places[all.get(place).place()] = place;
        }
        points.replaceAll(it -> it.at(places[it.place()]));
        others.replaceAll(it -> it.at(places[it.place()]));
        this.places.replaceAll(it -> places[it]);
    }

    private void add(TelemetryMessage message, SeriesOfBatch series) {
        SeriesIds ids = series.of(message);
        Point point = new Point(ids.series(), message.time());
        LogRow row = new LogRow(message, ids, size(), 0);
        LogRow first = firsts.putIfAbsent(point, row);
        if (first == null) {
            points.add(row);
        } else {
            LogRow same = saysTheSame(point, first, message);
            if (same != null) {
                places.add(same.place());
                return;
            }
            more.computeIfAbsent(point, it -> new ArrayList<>(1)).add(row);
            others.add(row);
        }
        places.add(row.place());
    }

    private LogRow saysTheSame(Point point, LogRow first, TelemetryMessage message) {
        if (first.message().saysTheSame(message)) {
            return first;
        }
        for (LogRow row : more.getOrDefault(point, List.of())) {
            if (row.message().saysTheSame(message)) {
                return row;
            }
        }
        return null;
    }

    /** The first message of each point. */
    List<LogRow> points() {
        return points;
    }

    /** The same as points of InfluxDB. */
    List<StoredPoint> storedPoints() {
        return points.stream().map(it -> it.message().point()).toList();
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
        return places.size();
    }

    /** The place of the nth message. */
    int place(int n) {
        return places.get(n);
    }
}
