package io.iotflow.telemetry.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Logger;
import org.hibernate.Session;

/**
 * Drops partitions, and takes what is gone from the counts in the same transaction. Counting keeps writers away from this
 * one partition, and dropping all from the log for a moment: a longer one is given up and comes later.
 */
@ApplicationScoped
class ExpiredPartitions {

    private static final Logger LOG = Logger.getLogger(ExpiredPartitions.class.getName());

    /** Below PostgreSQL's second after which it looks for deadlocks: we give way, and not who works with the log. */
    private static final String WAIT_SHORTLY = "SELECT set_config('lock_timeout', '500ms', true)";

    /** Counting a large partition takes longer than any other statement. */
    private static final Duration LONGEST_COUNT = Duration.ofMinutes(30);

    /** As in {@code stored.Erasure}, in one row for each minute. */
    private static final String SUBTRACT = """
            WITH counted AS (
                SELECT CASE WHEN received_at < now() - interval '26 hours' THEN '-infinity'
                            ELSE date_bin('1 minute', received_at, timestamptz 'epoch') END AS minute,
                       device, count(*)::integer AS rows
                FROM %s GROUP BY 1, 2),
            tallied AS (
                INSERT INTO telemetry_tally (minute, messages, devices, counts)
                SELECT minute, -sum(rows), array_agg(device), array_agg(-rows) FROM counted GROUP BY minute)
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

    @PersistenceContext(unitName = "iotflow")
    private EntityManager entities;

    /** Whether InfluxDB has not confirmed a message from before this time. */
    @Transactional
    boolean isAwaited(Instant horizon) {
        return entities.unwrap(Session.class).doReturningWork(connection -> {
            try (PreparedStatement query = connection.prepareStatement(AWAITED)) {
                query.setObject(1, horizon.atOffset(ZoneOffset.UTC));
                try (ResultSet row = query.executeQuery()) {
                    row.next();
                    return row.getBoolean(1);
                }
            }
        });
    }

    /** Drops the oldest partition that ends at or before this time; returns how many messages it had, if there is one. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    Optional<Long> dropOldest(Instant horizon) {
        return entities.unwrap(Session.class).doReturningWork(connection -> {
            int usualTimeout = connection.getNetworkTimeout();
            connection.setNetworkTimeout(Runnable::run, Math.toIntExact(LONGEST_COUNT.toMillis()));
            try (Statement statement = connection.createStatement()) {
                statement.execute(WAIT_SHORTLY);
                statement.execute(Partitions.LOCK);
                return dropOldest(connection, statement, horizon);
            } finally {
                connection.setNetworkTimeout(Runnable::run, usualTimeout);
            }
        });
    }

    private static Optional<Long> dropOldest(Connection connection, Statement statement, Instant horizon)
            throws SQLException {
        List<Partition> expired = Partition.all(connection).stream()
                .filter(it -> !it.end().isAfter(horizon))
                .toList();
        if (expired.isEmpty()) {
            return Optional.empty();
        }
        Partition past = expired.get(0);
        if (hasRows(statement, past)) {
            long messages = subtract(statement, past);
            statement.execute("TRUNCATE " + past.table());
            return Optional.of(messages);
        }
        return expired.size() == 1 ? Optional.empty() : Optional.of(merge(statement, past, expired.get(1)));
    }

    /** The empty past takes the place of the partition behind it, so that no time is without one. */
    private static long merge(Statement statement, Partition past, Partition oldest) throws SQLException {
        long messages = subtract(statement, oldest);
        statement.execute("ALTER TABLE telemetry DETACH PARTITION " + past.table());
        statement.execute("DROP TABLE " + oldest.table());
        statement.execute("ALTER TABLE telemetry ATTACH PARTITION " + past.table() + " FOR VALUES FROM (MINVALUE) TO ('"
                + oldest.end() + "')");
        LOG.info(() -> "the log's partition " + oldest.table() + " is older than TELEMETRY_RETENTION; dropped with "
                + messages + " messages");
        return messages;
    }

    private static long subtract(Statement statement, Partition partition) throws SQLException {
        statement.execute("LOCK TABLE " + partition.table() + " IN SHARE ROW EXCLUSIVE MODE");
        try (ResultSet row = statement.executeQuery(SUBTRACT.formatted(partition.table()))) {
            row.next();
            return row.getLong(1);
        }
    }

    private static boolean hasRows(Statement statement, Partition partition) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT EXISTS (SELECT FROM " + partition.table() + ")")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    /** The devices, by row number, that have messages in the partition of the past. */
    @Transactional
    List<Long> devicesOfThePast() {
        return entities.unwrap(Session.class).doReturningWork(connection -> {
            Partition past = Partition.all(connection).get(0);
            List<Long> devices = new ArrayList<>();
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(DEVICES.formatted(past.table()))) {
                while (rows.next()) {
                    devices.add(rows.getLong(1));
                }
            }
            return devices;
        });
    }
}
