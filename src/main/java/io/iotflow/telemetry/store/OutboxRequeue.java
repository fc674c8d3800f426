package io.iotflow.telemetry.store;

import io.iotflow.platform.database.Columns;
import io.iotflow.platform.database.Sql;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Puts rows of the log into the outbox once more, because the time-series store has not taken them. */
@Dependent
public class OutboxRequeue {

    private static final String FIND = """
            SELECT n, log.id
            FROM unnest(?::bigint[], ?::bigint[], ?::text[]) WITH ORDINALITY AS wanted (device, micros, measurement, n)
            JOIN series ON series.device = wanted.device AND series.measurement = wanted.measurement
            JOIN telemetry log ON log.device = wanted.device AND log.series = series.id AND log.version = 0
                 AND log.time = timestamptz 'epoch' + wanted.micros * interval '1 microsecond'""";

    /** A row that begins a batch which still waits is named already. */
    private static final String ADD = """
            INSERT INTO outbox (first_id, last_id, points, weight, oldest, newest, changes_points)
            SELECT log.id, log.id, 1, 1 + length(log.fields::text) / 1024, log.time, log.time, false
            FROM unnest(?::bigint[], ?::bigint[]) AS wanted (id, micros)
            JOIN telemetry log ON log.id = wanted.id
                 AND log.time = timestamptz 'epoch' + wanted.micros * interval '1 microsecond'
            ON CONFLICT (first_id) DO NOTHING""";

    private final Sql sql;
    private final MessageFlow flow;

    @Inject
    public OutboxRequeue(Sql sql, MessageFlow flow) {
        this.sql = sql;
        this.flow = flow;
    }

    /** What is known of a point that InfluxDB refused; several that differ in their tags may share it. */
    public record Key(long deviceRowId, Instant time, String measurement) {}

    /** The rows' ids, of those that the log has. */
    public Map<Key, List<Long>> find(List<Key> keys) {
        Map<Key, List<Long>> found = new HashMap<>();
        return sql.read(
                FIND,
                rows -> {
                    while (rows.next()) {
                        found.computeIfAbsent(keys.get(rows.getInt(1) - 1), key -> new ArrayList<>())
                                .add(rows.getLong(2));
                    }
                    return found;
                },
                Columns.longs(keys, Key::deviceRowId),
                Columns.micros(keys, Key::time),
                Columns.texts(keys, Key::measurement));
    }

    /** Puts these rows into the outbox in the caller's transaction; they are written as they then are. */
    public void add(Map<Key, List<Long>> rows) {
        sql.requireTransaction();
        List<Map.Entry<Key, Long>> entries = rows.entrySet().stream()
                .flatMap(it -> it.getValue().stream().map(id -> Map.entry(it.getKey(), id)))
                .toList();
        int queued = sql.update(
                ADD,
                Columns.longs(entries, Map.Entry::getValue),
                Columns.micros(entries, it -> it.getKey().time()));
        flow.count(Map.of(Flow.QUEUED, (long) queued));
    }
}
