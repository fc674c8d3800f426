package io.iotflow.brokerauth;

import io.iotflow.platform.database.Changes;
import io.iotflow.platform.database.Columns;
import io.iotflow.platform.database.Sql;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * The devices whose account at the broker has to be brought in line with the registry. A row says which device, not what
 * to do: what is to be done is read from the registry when it is done, so the order of changes does not matter. Who sees to
 * a device claims its rows for a while, and holds no transaction meanwhile; nobody else is at that device then.
 */
@Dependent
class AccountChanges {

    /** The topic of {@link io.iotflow.platform.database.Changed}; its subject is the device's id. */
    static final String TOPIC = "broker_account";

    /** Names the locks of devices, held while it is looked whether somebody is at one. */
    static final int LOCKS = 0x10FACC7;

    /** Longer than the broker is waited for, connecting and a hundred accounts included. */
    private static final Duration CLAIM = Duration.ofSeconds(60);

    private static final String ADD = """
            INSERT INTO broker_account_change (device_id, due_at)
            SELECT unnest(?::text[]), now() + ? * interval '1 millisecond'""";

    private static final String ADD_ALL = """
            INSERT INTO broker_account_change (device_id, due_at)
            SELECT d.device_id, now() FROM device d ORDER BY d.id""";

    /** What nobody is at: no other row of the device is claimed, and no key of it on its way. */
    private static final String DUE = """
            due.due_at <= now() AND NOT EXISTS (
                SELECT FROM broker_account_change AS other WHERE other.device_id = due.device_id
                AND (other.claimed_until > now() OR other.opening IS NOT NULL AND other.due_at > now()))""";

    private static final String LOCK_DUE = """
            WITH oldest AS MATERIALIZED (
                SELECT device_id FROM broker_account_change AS due WHERE\s""" + DUE + """

                GROUP BY device_id ORDER BY min(id) LIMIT ?)
            SELECT device_id FROM oldest WHERE pg_try_advisory_xact_lock(?, hashtext(device_id))""";

    private static final String CLAIM_DUE = """
            UPDATE broker_account_change AS change
            SET claimed_until = now() + ? * interval '1 millisecond', opening = NULL
            FROM (SELECT id, opening IS NOT NULL AS was_opening FROM broker_account_change AS due
                  WHERE device_id = ANY (?) AND\s""" + DUE + """
            ) AS claimed
            WHERE change.id = claimed.id
            RETURNING change.id, change.device_id, change.attempts, claimed.was_opening""";

    private static final String POSTPONE = """
            UPDATE broker_account_change
            SET attempts = attempts + 1, due_at = now() + ? * interval '1 millisecond', claimed_until = NULL
            WHERE id = ?""";

    private final Sql sql;
    private final Changes changes;

    @Inject
    AccountChanges(Sql sql, Changes changes) {
        this.sql = sql;
        this.changes = changes;
    }

    /**
     * A device to be seen to.
     *
     * @param isUncertain whether it is not known which key the broker has: whoever was to give it one did not finish
     */
    record Due(long id, String deviceId, int attempts, boolean isUncertain) {}

    /** Tells all nodes, and the embedded broker, with the caller's transaction. */
    void announce(String deviceId) {
        changes.announce(TOPIC, deviceId);
    }

    /** Tells all nodes, and the embedded broker, that any device's rights may have changed, with the caller's transaction. */
    void announceAll() {
        changes.announce(TOPIC, "");
    }

    /** Stores that all devices are due, in the caller's transaction. */
    void addAll() {
        sql.requireTransaction();
        sql.update(ADD_ALL);
    }

    /** Stores that a device is due, in the caller's transaction. */
    void add(String deviceId) {
        sql.requireTransaction();
        note(List.of(deviceId), Duration.ZERO);
    }

    /** Stores that devices are due after a pause. */
    void note(Collection<String> deviceIds, Duration pause) {
        sql.update(ADD, deviceIds.toArray(String[]::new), pause.toMillis());
    }

    /** Claims what is due of so many devices, the oldest first, in a transaction of its own. */
    List<Due> claim(int maxDevices) {
        return sql.inNewTransaction(() -> {
            List<String> devices = sql.list(LOCK_DUE, row -> row.getString(1), maxDevices, LOCKS);
            return devices.isEmpty()
                    ? List.of()
                    : sql.list(
                            CLAIM_DUE,
                            row -> new Due(row.getLong(1), row.getString(2), row.getInt(3), row.getBoolean(4)),
                            CLAIM.toMillis(),
                            devices.toArray(String[]::new));
        });
    }

    /** Gives claims back: the broker did not answer. */
    void release(Collection<Due> claimed) {
        sql.update(
                "UPDATE broker_account_change SET claimed_until = NULL WHERE id = ANY (?)",
                Columns.longs(claimed, Due::id));
    }

    void done(Collection<Due> claimed) {
        sql.update("DELETE FROM broker_account_change WHERE id = ANY (?)", Columns.longs(claimed, Due::id));
    }

    /** Tries again later what the broker refused. */
    void postpone(Due change, Duration pause) {
        sql.update(POSTPONE, pause.toMillis(), change.id());
    }
}
