package io.iotflow.telemetry.store;

import io.iotflow.platform.database.Columns;
import io.iotflow.platform.database.Sql;
import io.iotflow.platform.json.Json;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Messages whose point is in the log already. One that says what an earlier one said is a repeated delivery of it and has
 * its id. Another one is kept beside it as the next version, and changes the point: the later value of a field wins, as in
 * InfluxDB. This is rare, so it costs what it costs.
 */
@Dependent
class KnownPoints {

    /** Locked in one order: another node may be at the same points. */
    private static final String FIND = """
            SELECT n, log.id, log.version, log.tag_set, log.fields, log.extra
            FROM unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[])
                 WITH ORDINALITY AS wanted (device, micros, nanos, series, n)
            JOIN telemetry log ON log.device = wanted.device AND log.series = wanted.series
                 AND log.time = timestamptz 'epoch' + wanted.micros * interval '1 microsecond'
                 AND log.nanos = wanted.nanos
            ORDER BY log.device, log.time, log.nanos, log.series, log.version FOR UPDATE OF log""";

    private static final String CHANGE = """
            UPDATE telemetry SET fields = changed.fields::jsonb, extra = changed.extra::json
            FROM unnest(?::bigint[], ?::bigint[], ?::text[], ?::text[]) AS changed (id, micros, fields, extra)
            WHERE telemetry.id = changed.id
              AND telemetry.time = timestamptz 'epoch' + changed.micros * interval '1 microsecond'""";

    private static final int MAX_ROUNDS = 10;

    /** How many messages one point may have: a clock that stands would give it more and more. */
    static final int MAX_VERSIONS = 1_000;

    private final Sql sql;
    private final LogRows rows;

    @Inject
    KnownPoints(Sql sql, LogRows rows) {
        this.sql = sql;
        this.rows = rows;
    }

    private record Key(long device, int series, Instant time) {

        static Key of(LogRow row) {
            return new Key(
                    row.message().deviceRowId(),
                    row.series().series(),
                    row.message().time());
        }
    }

    /**
     * Gives each of these a row of its own, or finds the one that it repeats; the ids of the latter by place.
     *
     * @throws PointsFull when some of them find no room
     */
    Map<Integer, Long> settle(long firstId, List<LogRow> messages) {
        Map<Integer, Long> repeated = new HashMap<>();
        List<LogRow> left = messages;
        for (int round = 0; !left.isEmpty(); round++) {
            if (round == MAX_ROUNDS) {
                throw new IllegalStateException("other sessions change the same points again and again");
            }
            Map<Key, Point> points = find(left);
            List<LogRow> added = new ArrayList<>();
            List<TelemetryMessage> refused = new ArrayList<>(0);
            for (LogRow row : left) {
                points.computeIfAbsent(Key.of(row), it -> new Point()).take(row, firstId, repeated, added, refused);
            }
            if (!refused.isEmpty()) {
                throw new PointsFull(refused);
            }
            // What is deleted meanwhile is not there the next time, and what is added is.
            boolean changesPoints = points.values().stream().anyMatch(it -> it.isChanged() && !it.isOfBatch(firstId));
            left = added.isEmpty()
                    ? List.of()
                    : rows.insert(firstId, added, changesPoints).rest();
            change(points.values().stream().filter(Point::isChanged).toList());
        }
        return repeated;
    }

    private Map<Key, Point> find(List<LogRow> wanted) {
        Map<Key, Point> points = new HashMap<>();
        List<LogRow> firsts = List.copyOf(wanted.stream()
                .collect(Collectors.toMap(Key::of, it -> it, (one, next) -> one))
                .values());
        return sql.read(
                FIND,
                found -> {
                    while (found.next()) {
                        LogRow first = firsts.get(found.getInt(1) - 1);
                        points.computeIfAbsent(Key.of(first), it -> new Point()).add(first, found);
                    }
                    return points;
                },
                Columns.longs(firsts, it -> it.message().deviceRowId()),
                Columns.micros(firsts, it -> it.message().time()),
                Columns.longs(firsts, LogRow::nanos),
                Columns.longs(firsts, it -> it.series().series()));
    }

    private void change(List<Point> changed) {
        if (!changed.isEmpty()) {
            sql.update(
                    CHANGE,
                    Columns.longs(changed, it -> it.id),
                    Columns.micros(changed, it -> it.time),
                    Columns.texts(changed, it -> Json.text(it.fields)),
                    Columns.texts(changed, it -> Json.text(it.extra)));
        }
    }

    /** A point, and what each of its messages said. */
    private static final class Point {

        private final Map<Object, Long> said = new HashMap<>();
        private long id;
        private Instant time;
        private int tagSet;
        private int last = -1;
        private JsonObject fields;
        private JsonObject extra;
        private boolean changed;

        void add(LogRow wanted, ResultSet row) throws SQLException {
            JsonObject rowFields = Json.readObject(row.getString(5));
            JsonObject rowExtra =
                    row.getString(6) == null ? JsonValue.EMPTY_JSON_OBJECT : Json.readObject(row.getString(6));
            last = row.getInt(3);
            if (last == 0) {
                id = row.getLong(2);
                time = wanted.message().time();
                tagSet = row.getInt(4);
                fields = rowFields;
                extra = rowExtra;
            }
            said.put(content(rowFields, rowExtra), row.getLong(2));
        }

        void take(
                LogRow row,
                long firstId,
                Map<Integer, Long> repeated,
                List<LogRow> added,
                List<TelemetryMessage> refused) {
            JsonObject newFields = Json.readObject(row.fields());
            JsonObject newExtra = row.message().extra() == null
                    ? JsonValue.EMPTY_JSON_OBJECT
                    : Json.readObject(row.message().extra());
            Object content = content(newFields, newExtra);
            Long known = said.get(content);
            if (known != null) {
                repeated.put(row.place(), known);
                return;
            }
            if (last + 1 >= MAX_VERSIONS) {
                refused.add(row.message());
                return;
            }
            said.put(content, firstId + row.place());
            last++;
            if (last == 0) { // there is none any more
                id = firstId + row.place();
                time = row.message().time();
                tagSet = row.series().tagSet();
                fields = newFields;
                extra = newExtra;
            } else {
                if (!extra.containsKey("payload")) {
                    extra = Json.createObjectBuilder(extra)
                            .add("payload", fields)
                            .build();
                }
                fields = Json.createObjectBuilder(fields)
                        .addAll(Json.createObjectBuilder(newFields))
                        .build();
                changed = true;
            }
            added.add(row.withVersion(last, tagSet));
        }

        boolean isChanged() {
            return changed;
        }

        boolean isOfBatch(long firstId) {
            return id >= firstId && id < firstId + LogIds.BATCH;
        }

        /** What a message said, however its numbers are written. */
        private static Object content(JsonObject fields, JsonObject extra) {
            return List.of(
                    comparable(extra.containsKey("payload") ? extra.get("payload") : fields),
                    comparable(extra.getOrDefault("metadata", JsonValue.EMPTY_JSON_OBJECT)));
        }

        private static Object comparable(JsonValue value) {
            return switch (value.getValueType()) {
                case OBJECT ->
                    value.asJsonObject().entrySet().stream()
                            .collect(Collectors.toMap(Map.Entry::getKey, it -> comparable(it.getValue())));
                case ARRAY ->
                    value.asJsonArray().stream().map(Point::comparable).toList();
                case NUMBER -> stripped(((JsonNumber) value).bigDecimalValue());
                default -> value;
            };
        }

        private static BigDecimal stripped(BigDecimal number) {
            return number.stripTrailingZeros();
        }
    }
}
