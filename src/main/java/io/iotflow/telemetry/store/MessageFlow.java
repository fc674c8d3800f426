package io.iotflow.telemetry.store;

import io.iotflow.platform.database.Columns;
import io.iotflow.platform.database.Sql;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts what becomes of messages, from the first one on; see {@link Flow}. */
@Dependent
public class MessageFlow {

    /** How many counts are added up in one transaction. */
    static final int MAX = 2_000;

    private static final String COUNT = """
            INSERT INTO message_flow_tally (flow, messages) SELECT * FROM unnest(?::text[], ?::bigint[])""";

    private static final String ADD_UP = """
            WITH taken AS (
                DELETE FROM message_flow_tally WHERE id IN (SELECT id FROM message_flow_tally ORDER BY id LIMIT ?)
                RETURNING flow, messages),
            added AS (
                INSERT INTO message_flow AS known (flow, messages)
                SELECT flow, sum(messages) FROM taken GROUP BY flow
                ON CONFLICT (flow) DO UPDATE SET messages = known.messages + excluded.messages)
            SELECT count(*) FROM taken""";

    /** One statement, so that all are of one moment. */
    private static final String TOTALS = """
            SELECT flow, sum(messages) FROM (
                SELECT flow, messages FROM message_flow UNION ALL SELECT flow, messages FROM message_flow_tally
            ) AS counted GROUP BY flow
            UNION ALL SELECT 'backlog', coalesce(sum(points), 0) FROM outbox
            UNION ALL SELECT 'log', coalesce((SELECT sum(messages) FROM telemetry_minute), 0)
                                  + coalesce((SELECT sum(messages) FROM telemetry_tally), 0)""";

    private final Sql sql;

    @Inject
    public MessageFlow(Sql sql) {
        this.sql = sql;
    }

    /**
     * All counts of one moment.
     *
     * @param backlog what is queued and not yet done with
     * @param log how many rows the log has
     */
    public record Totals(Map<Flow, Long> flows, long backlog, long log) {

        public long of(Flow flow) {
            return flows.getOrDefault(flow, 0L);
        }

        /** Received messages of which nobody knows what became; 0, unless there is a fault. */
        public long unaccounted() {
            return of(Flow.RECEIVED) - of(Flow.ROWS) - of(Flow.REPEATS) - of(Flow.REFUSED);
        }

        /** The same of rows that are in the log no more. */
        public long unaccountedRows() {
            return of(Flow.ROWS) - log - of(Flow.DELETED) - of(Flow.EXPIRED);
        }

        /** The same of what was to be written to InfluxDB. */
        public long unaccountedPoints() {
            return of(Flow.QUEUED)
                    - of(Flow.WRITTEN)
                    - of(Flow.REFUSED_BY_INFLUXDB)
                    - of(Flow.EXPIRED_IN_INFLUXDB)
                    - of(Flow.DELETED_BEFORE_WRITTEN)
                    - backlog;
        }
    }

    /** Counts in the caller's transaction. */
    public void count(Map<Flow, Long> messages) {
        sql.requireTransaction();
        List<Map.Entry<Flow, Long>> counted =
                messages.entrySet().stream().filter(it -> it.getValue() != 0).toList();
        if (!counted.isEmpty()) {
            sql.update(
                    COUNT,
                    Columns.texts(counted, it -> it.getKey().code()),
                    Columns.longs(counted, Map.Entry::getValue));
        }
    }

    /** The totals as of the last commit. */
    public Totals totals() {
        Map<Flow, Long> flows = new EnumMap<>(Flow.class);
        long[] stocks = new long[2];
        return sql.read(TOTALS, rows -> {
            while (rows.next()) {
                switch (rows.getString(1)) {
                    case "backlog" -> stocks[0] = rows.getLong(2);
                    case "log" -> stocks[1] = rows.getLong(2);
                    default -> flows.put(Flow.parse(rows.getString(1)), rows.getLong(2));
                }
            }
            return new Totals(flows, stocks[0], stocks[1]);
        });
    }

    /** Adds counts up, of which there is one for each batch; in the caller's transaction. Returns how many. */
    int addUp() {
        sql.requireTransaction();
        return sql.one(ADD_UP, row -> row.getInt(1), MAX);
    }
}
