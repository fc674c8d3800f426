package io.iotflow.influx;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The type of every field, which InfluxDB fixes per shard and measurement at the first write. */
final class FieldTypes {
    private static final int MAX_STRING_BYTES = 1_048_576;
    /** Shards are aligned to Monday, 1 January of the year 1, where Go's clock starts. */
    private static final long SECONDS_BEFORE_1970 = 62_135_596_800L;

    private final Map<ShardMeasurement, Map<String, FieldType>> types = new HashMap<>();

    record ShardMeasurement(long shard, String measurement) {}

    static long shardOf(long epochNanos, Duration shardLength) {
        return Math.floorDiv(Math.floorDiv(epochNanos, 1_000_000_000L) + SECONDS_BEFORE_1970, shardLength.toSeconds());
    }

    /** Registers the types of the point's fields; the reason why the point must be dropped, or null. */
    String register(long shard, ParsedPoint point) {
        String measurement = point.series().measurement();
        if (point.fields().stream().allMatch(field -> field.name().equals("time"))) {
            return "invalid field name: input field \"time\" on measurement \"" + measurement + "\" is invalid";
        }
        Map<String, FieldType> known =
                types.computeIfAbsent(new ShardMeasurement(shard, measurement), unknown -> new HashMap<>());
        for (ParsedPoint.Field field : point.fields()) {
            String where = "input field " + GoFormat.quoted(field.name()) + " on measurement "
                    + GoFormat.quoted(measurement) + " is ";
            if (field.value() instanceof String text && text.getBytes(UTF_8).length > MAX_STRING_BYTES) {
                return where + "too long, " + text.getBytes(UTF_8).length + " > " + MAX_STRING_BYTES;
            }
            if (field.name().equals("time")) {
                continue;
            }
            FieldType given = FieldType.of(field.value());
            FieldType first = known.computeIfAbsent(field.name(), unknown -> given);
            if (first != given) {
                return "field type conflict: " + where + "type " + given.messageName + ", already exists as type "
                        + first.messageName;
            }
        }
        return null;
    }

    /**
     * The times that a query over the range sees of a field: the shards from one end of the range until the first that
     * knows the field, in whatever series of the measurement, by another type.
     */
    Predicate<Long> seen(
            String measurement,
            String field,
            long fromInclusive,
            long toExclusive,
            Duration shardLength,
            boolean fromTheEnd) {
        TreeMap<Long, FieldType> byShard = new TreeMap<>();
        types.forEach((key, fields) -> {
            if (key.measurement().equals(measurement) && fields.containsKey(field)) {
                byShard.put(key.shard(), fields.get(field));
            }
        });
        NavigableMap<Long, FieldType> inRange =
                byShard.subMap(shardOf(fromInclusive, shardLength), true, shardOf(toExclusive - 1, shardLength), true);
        Set<Long> readable = new HashSet<>();
        FieldType type = null;
        for (Map.Entry<Long, FieldType> shard : (fromTheEnd ? inRange.descendingMap() : inRange).entrySet()) {
            type = type == null ? shard.getValue() : type;
            if (type != shard.getValue()) {
                break;
            }
            readable.add(shard.getKey());
        }
        return time -> readable.contains(shardOf(time, shardLength));
    }

    /** Forgets the types of measurements that no longer have values in a shard. */
    void keepOnly(Predicate<ShardMeasurement> present) {
        types.keySet().removeIf(present.negate());
    }
}
