package io.iotflow.influx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** All values of all buckets, keyed by series, field and time: the last write wins and fields merge. */
final class PointStore {
    private final Map<String, BucketData> buckets = new ConcurrentHashMap<>();

    /** One series' field with its values by time. */
    record FieldColumn(SeriesKey series, String field, SortedMap<Long, Object> values) {}

    /** Values of one bucket and the types of its fields. */
    private static final class BucketData {
        final SortedMap<SeriesKey, SortedMap<String, SortedMap<Long, Object>>> series = new TreeMap<>();
        final FieldTypes types = new FieldTypes();
    }

    /**
     * Stores what can be stored.
     *
     * @throws InfluxFailure 422 when points were dropped; the others are stored all the same
     */
    synchronized void write(Bucket bucket, List<ParsedPoint> points, long now) {
        BucketData data = data(bucket);
        WriteReport report = new WriteReport(bucket, now);
        for (ParsedPoint point : points) {
            if (report.isExpired(point)) {
                report.dropExpired(point);
                continue;
            }
            long shard = FieldTypes.shardOf(point.time(), bucket.shardLength());
            String conflict = data.types.register(shard, point);
            if (conflict == null) {
                store(data, point);
            } else {
                report.drop(shard, conflict);
            }
        }
        report.throwIfPartial();
    }

    private static void store(BucketData data, ParsedPoint point) {
        SortedMap<String, SortedMap<Long, Object>> fields =
                data.series.computeIfAbsent(point.series(), unknown -> new TreeMap<>());
        for (ParsedPoint.Field field : point.fields()) {
            if (!field.name().equals("time")) {
                fields.computeIfAbsent(field.name(), unknown -> new TreeMap<>()).put(point.time(), field.value());
            }
        }
    }

    /**
     * A copy of what a query sees of the range, by series and field in InfluxDB's order; columns without values are
     * left out. Where the field's type changes from one shard to the next the server silently stops reading, and so
     * does this.
     */
    synchronized List<FieldColumn> read(Bucket bucket, long fromInclusive, long toExclusive, boolean fromTheEnd) {
        List<FieldColumn> columns = new ArrayList<>();
        BucketData data = data(bucket);
        data.series.forEach((series, fields) -> fields.forEach((field, values) -> {
            SortedMap<Long, Object> inRange = new TreeMap<>(values.subMap(fromInclusive, toExclusive));
            Predicate<Long> seen = data.types.seen(
                    series.measurement(), field, fromInclusive, toExclusive, bucket.shardLength(), fromTheEnd);
            inRange.keySet().removeIf(seen.negate());
            if (!inRange.isEmpty() && !isLost(series)) {
                columns.add(new FieldColumn(series, field, inRange));
            }
        }));
        return columns;
    }

    /** InfluxDB accepts an escaped equals sign in a measurement, and never finds the series again. */
    private static boolean isLost(SeriesKey series) {
        return series.measurement().contains("\\=");
    }

    /** Removes the values of the matching series from both ends of the range and all between. */
    synchronized void delete(Bucket bucket, Predicate<SeriesKey> wanted, long fromInclusive, long toInclusive) {
        if (fromInclusive > toInclusive) {
            return;
        }
        BucketData data = data(bucket);
        data.series.forEach((series, fields) -> {
            if (wanted.test(series)) {
                fields.values()
                        .forEach(values ->
                                values.subMap(fromInclusive, toInclusive + 1).clear());
                fields.values().removeIf(Map::isEmpty);
            }
        });
        data.series.values().removeIf(Map::isEmpty);
        data.types.keepOnly(measurementsByShard(data, bucket));
    }

    private static Predicate<FieldTypes.ShardMeasurement> measurementsByShard(BucketData data, Bucket bucket) {
        Set<FieldTypes.ShardMeasurement> present = new HashSet<>();
        data.series.forEach((series, fields) -> fields.values()
                .forEach(values -> values.keySet()
                        .forEach(time -> present.add(new FieldTypes.ShardMeasurement(
                                FieldTypes.shardOf(time, bucket.shardLength()), series.measurement())))));
        return present::contains;
    }

    synchronized void clear() {
        buckets.clear();
    }

    synchronized List<StoredValue> values(Bucket bucket) {
        List<StoredValue> all = new ArrayList<>();
        data(bucket)
                .series
                .forEach((series, fields) -> fields.forEach((field, values) -> values.forEach((time, value) -> all.add(
                        new StoredValue(bucket.name(), series.measurement(), series.tags(), field, value, time)))));
        return Collections.unmodifiableList(all);
    }

    synchronized long valueCount(Bucket bucket, String measurement, String field) {
        return data(bucket).series.entrySet().stream()
                .filter(it -> it.getKey().measurement().equals(measurement))
                .mapToLong(it -> it.getValue()
                        .getOrDefault(field, Collections.emptySortedMap())
                        .size())
                .sum();
    }

    private BucketData data(Bucket bucket) {
        return buckets.computeIfAbsent(bucket.id(), unknown -> new BucketData());
    }
}
