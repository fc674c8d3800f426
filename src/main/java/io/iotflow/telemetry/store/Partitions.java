package io.iotflow.telemetry.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.logging.Logger;
import org.hibernate.Session;

/**
 * Makes the log's partitions, each from the end of the last one to the next boundary, so that there is never a gap and the
 * width may change. A new partition is attached with a lock that neither readers nor writers of the log notice.
 */
@ApplicationScoped
public class Partitions {

    /**
     * Names the lock of the one node that makes or drops partitions; it ends with the transaction, and that with a node
     * that is gone without a word.
     */
    static final String LOCK = "SELECT set_config('idle_in_transaction_session_timeout', '30s', true),"
            + " pg_advisory_xact_lock(" + 0x10F_10DL + ")";

    private static final Logger LOG = Logger.getLogger(Partitions.class.getName());
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("'telemetry_'yyyyMMdd").withZone(ZoneOffset.UTC);

    @PersistenceContext(unitName = "iotflow")
    private EntityManager entities;

    private final PartitionWidth width;

    protected Partitions() { // CDI proxy
        this.width = null;
    }

    @Inject
    Partitions(RetentionSettings settings) {
        this.width = settings.partition;
    }

    /** Sees that there is a partition for this time and every earlier one; returns the time at which the last one ends. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public Instant makeUntil(Instant time) {
        return entities.unwrap(Session.class).doReturningWork(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("SELECT set_config('lock_timeout', '5s', true)");
                statement.execute(LOCK);
                Instant end = end(connection);
                while (!time.isBefore(end)) {
                    end = make(statement, end);
                }
                return end;
            }
        });
    }

    private static Instant end(Connection connection) throws SQLException {
        List<Partition> all = Partition.all(connection);
        return all.get(all.size() - 1).end();
    }

    /** Names and bounds are made of times alone. */
    private Instant make(Statement statement, Instant start) throws SQLException {
        String name = NAME.format(start);
        Instant end = width.next(start);
        statement.execute("CREATE TABLE " + name
                + " (LIKE telemetry INCLUDING DEFAULTS, PRIMARY KEY (id), UNIQUE (device, time, measurement))");
        statement.execute("ALTER TABLE telemetry ATTACH PARTITION " + name + " FOR VALUES FROM ('" + start + "') TO ('"
                + end + "')");
        LOG.info(() -> "the log has a new partition: " + name + ", until " + end);
        return end;
    }
}
