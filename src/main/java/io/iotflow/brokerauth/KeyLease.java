package io.iotflow.brokerauth;

import io.iotflow.platform.database.Sql;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * The right to give a device's account a key: one at a time on all nodes, for as long as a row says, and without a
 * transaction that is open meanwhile. When its holder dies, the row is due and the account is seen to.
 */
@Dependent
class KeyLease {

    /** Longer than connecting and giving a key may take, and the registry's change after it. */
    private static final Duration LENGTH = Duration.ofSeconds(30);

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofMillis(50);

    private static final String LOCK = "SELECT pg_advisory_xact_lock(?, hashtext(?))";

    private static final String IS_CLAIMED = """
            SELECT EXISTS (SELECT FROM broker_account_change WHERE device_id = ? AND claimed_until > now())""";

    private static final String TAKE = """
            INSERT INTO broker_account_change AS earlier (device_id, due_at, opening)
            VALUES (?, now() + ? * interval '1 millisecond', ?)
            ON CONFLICT (device_id) WHERE opening IS NOT NULL DO UPDATE
            SET opening = excluded.opening, due_at = excluded.due_at WHERE earlier.due_at <= now()""";

    private static final String END = """
            UPDATE broker_account_change SET opening = NULL, due_at = now() + ? * interval '1 millisecond'
            WHERE device_id = ? AND opening = ?""";

    private final Sql sql;
    private final Duration patience;

    @Inject
    KeyLease(Sql sql) {
        this(sql, PATIENCE);
    }

    KeyLease(Sql sql, Duration patience) {
        this.sql = sql;
        this.patience = patience;
    }

    /** Takes it, after a short wait where somebody else is at the device's account; false when that takes too long. */
    boolean take(String deviceId, UUID id) {
        Instant end = Instant.now().plus(patience);
        boolean isTaken = tryTake(deviceId, id);
        while (!isTaken
                && Instant.now().isBefore(end)
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(LOOK.toNanos());
            isTaken = tryTake(deviceId, id);
        }
        return isTaken;
    }

    private boolean tryTake(String deviceId, UUID id) {
        return sql.inNewTransaction(() -> {
            sql.call(LOCK, AccountChanges.LOCKS, deviceId);
            boolean isClaimed = sql.one(IS_CLAIMED, row -> row.getBoolean(1), deviceId);
            return !isClaimed && sql.update(TAKE, deviceId, LENGTH.toMillis(), id) == 1;
        });
    }

    /**
     * Ends it, in the caller's transaction where there is one; the account is looked at after this pause. False when it is
     * over already, so that somebody else may have given another key.
     */
    boolean end(String deviceId, UUID id, Duration pause) {
        return sql.update(END, pause.toMillis(), deviceId, id) == 1;
    }

    /** Ends it, because nothing was changed at the broker. */
    void cancel(String deviceId, UUID id) {
        sql.update("DELETE FROM broker_account_change WHERE device_id = ? AND opening = ?", deviceId, id);
    }
}
