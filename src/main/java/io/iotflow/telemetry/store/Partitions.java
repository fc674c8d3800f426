package io.iotflow.telemetry.store;

import io.iotflow.platform.database.Sql;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.logging.Logger;

/**
 * Makes the log's partitions, each from the end of the last one to the next boundary, so that there is never a gap and the
 * width may change. A new partition is attached with a lock that neither readers nor writers of the log notice.
 */
@Dependent
public class Partitions {

    /**
     * Names the lock of the one node that makes or drops partitions; it ends with the transaction, and that with a node
     * that is gone without a word.
     */
    static final String LOCK = "SELECT set_config('idle_in_transaction_session_timeout', '30s', true),"
            + " pg_advisory_xact_lock(" + 0x10F_10DL + ")";

    private static final Logger LOG = Logger.getLogger(Partitions.class.getName());

    private final Sql sql;
    private final PartitionWidth width;

    @Inject
    Partitions(Sql sql, RetentionSettings settings) {
        this.sql = sql;
        this.width = settings.partition;
    }

    /** Sees that there is a partition for this time and every earlier one; returns the time at which the last one ends. */
    public Instant makeUntil(Instant time) {
        return sql.inNewTransaction(() -> {
            sql.call("SELECT set_config('lock_timeout', '5s', true)");
            sql.call(LOCK);
            Instant end = end();
            while (!time.isBefore(end)) {
                end = make(end);
            }
            return end;
        });
    }

    private Instant end() {
        List<Partition> all = Partition.all(sql);
        return all.get(all.size() - 1).end();
    }

    private Instant make(Instant start) {
        Instant end = width.next(start);
        String name = sql.one("SELECT telemetry_add_partition(?, ?)", row -> row.getString(1), start, end);
        LOG.info(() -> "the log has a new partition: " + name + ", until " + end);
        return end;
    }
}
