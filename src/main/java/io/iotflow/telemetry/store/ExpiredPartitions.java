package io.iotflow.telemetry.store;

import io.iotflow.platform.database.Sql;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Logger;

/**
 * Drops partitions, and takes what is gone from the counts in the same transaction. Counting keeps writers away from this
 * one partition, and dropping all from the log for a moment: a longer one is given up and comes later.
 */
@Dependent
class ExpiredPartitions {

    private static final Logger LOG = Logger.getLogger(ExpiredPartitions.class.getName());

    /** Below PostgreSQL's second after which it looks for deadlocks: we give way, and not who works with the log. */
    private static final String WAIT_SHORTLY = "SELECT set_config('lock_timeout', '500ms', true)";

    /** Counting a large partition takes longer than any other statement. */
    private static final Duration LONGEST_COUNT = Duration.ofMinutes(30);

    /** As in {@link TelemetryDeletion}, in one row for each minute. */
    private static final String SUBTRACT = """
            WITH counted AS (
                SELECT CASE WHEN received_at < now() - interval '26 hours' THEN '-infinity'
                            ELSE date_bin('1 minute', received_at, timestamptz 'epoch') END AS minute,
                       log.device, count(*)::integer AS rows,
                       (count(*) FILTER (WHERE series.measurement = 'status'))::integer AS statuses
                FROM %s log JOIN series ON series.id = log.series GROUP BY 1, 2),
            tallied AS (
                INSERT INTO telemetry_tally (minute, messages, status_messages, devices, counts, statuses)
                SELECT minute, -sum(rows), -sum(statuses), array_agg(device), array_agg(-rows), array_agg(-statuses)
                FROM counted GROUP BY minute)
            SELECT coalesce(sum(rows), 0) FROM counted""";

    private static final String AWAITED = "SELECT EXISTS (SELECT FROM outbox WHERE oldest < ?)";

    /** One step through the index of identities for each device. */
    private static final String DEVICES = """
            WITH RECURSIVE found (device) AS (
                (SELECT device FROM %1$s ORDER BY device LIMIT 1)
                UNION ALL
                SELECT (SELECT device FROM %1$s WHERE device > found.device ORDER BY device LIMIT 1)
                FROM found WHERE device IS NOT NULL)
            SELECT device FROM found WHERE device IS NOT NULL""";

    private final Sql sql;
    private final MessageFlow flow;

    @Inject
    ExpiredPartitions(Sql sql, MessageFlow flow) {
        this.sql = sql.waiting(LONGEST_COUNT);
        this.flow = flow;
    }

    /** Whether InfluxDB has not confirmed a message from before this time. */
    boolean isAwaited(Instant horizon) {
        return sql.one(AWAITED, row -> row.getBoolean(1), horizon);
    }

    /** Drops the oldest partition that ends at or before this time; returns how many messages it had, if there is one. */
    Optional<Long> dropOldest(Instant horizon) {
        return sql.inNewTransaction(() -> {
            sql.call(WAIT_SHORTLY);
            sql.call(Partitions.LOCK);
            return dropExpired(horizon);
        });
    }

    private Optional<Long> dropExpired(Instant horizon) {
        List<Partition> expired = Partition.all(sql).stream()
                .filter(it -> !it.end().isAfter(horizon))
                .toList();
        if (expired.isEmpty()) {
            return Optional.empty();
        }
        Partition past = expired.get(0);
        if (hasRows(past)) {
            long messages = subtract(past);
            sql.call("SELECT telemetry_empty_past(?)", past.end());
            return Optional.of(messages);
        }
        return expired.size() == 1 ? Optional.empty() : Optional.of(merge(expired.get(1)));
    }

    /** The empty past takes the place of the partition behind it, so that no time is without one. */
    private long merge(Partition oldest) {
        long messages = subtract(oldest);
        sql.call("SELECT telemetry_drop_oldest(?)", oldest.end());
        LOG.info(() -> "the log's partition " + oldest.table() + " is older than TELEMETRY_RETENTION; dropped with "
                + messages + " messages");
        return messages;
    }

    private long subtract(Partition partition) {
        sql.call("LOCK TABLE " + partition.table() + " IN SHARE ROW EXCLUSIVE MODE");
        long messages = sql.one(SUBTRACT.formatted(partition.table()), row -> row.getLong(1));
        flow.count(Map.of(Flow.EXPIRED, messages));
        return messages;
    }

    private boolean hasRows(Partition partition) {
        return sql.one("SELECT EXISTS (SELECT FROM " + partition.table() + ")", row -> row.getBoolean(1));
    }

    /** The devices, by row id, that have messages in the partition of the past. */
    List<Long> devicesOfThePast() {
        return sql.inTransaction(
                () -> sql.list(DEVICES.formatted(Partition.all(sql).get(0).table()), row -> row.getLong(1)));
    }
}
