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
 * to do: what is to be done is read from the registry when it is done, so the order of changes does not matter.
 */
@Dependent
class AccountChanges {

    /** The topic of {@link io.iotflow.platform.database.Changed}; its subject is the device's id. */
    static final String TOPIC = "broker_account";

    private static final long APPLIERS = 0x10F_ACC7L;

    private static final String ADD = """
            INSERT INTO broker_account_change (device_id, due_at)
            SELECT unnest(?::text[]), now() + ? * interval '1 millisecond'""";

    private static final String DUE = """
            SELECT id, device_id, attempts FROM broker_account_change WHERE due_at <= now() ORDER BY id LIMIT ?""";

    private static final String POSTPONE = """
            UPDATE broker_account_change SET attempts = attempts + 1, due_at = now() + ? * interval '1 millisecond'
            WHERE id = ?""";

    private final Sql sql;
    private final Changes changes;

    @Inject
    AccountChanges(Sql sql, Changes changes) {
        this.sql = sql;
        this.changes = changes;
    }

    /** A device to be seen to. */
    record Due(long id, String deviceId, int attempts) {}

    /** Tells all nodes, and the embedded broker, with the caller's transaction. */
    void announce(String deviceId) {
        changes.announce(TOPIC, deviceId);
    }

    /** Stores that a device is due, in the caller's transaction. */
    void add(String deviceId) {
        sql.requireTransaction();
        insert(List.of(deviceId), Duration.ZERO);
    }

    /** Stores that devices are due at once, whatever becomes of the caller's transaction. */
    void noteNow(Collection<String> deviceIds, Duration pause) {
        sql.inNewTransaction(() -> insert(deviceIds, pause));
    }

    private int insert(Collection<String> deviceIds, Duration pause) {
        return sql.update(ADD, deviceIds.toArray(String[]::new), pause.toMillis());
    }

    /** What is due, oldest first; nothing while another node sees to it, which the caller's transaction decides. */
    List<Due> due(int max) {
        sql.requireTransaction();
        boolean mine = sql.one("SELECT pg_try_advisory_xact_lock(?)", row -> row.getBoolean(1), APPLIERS);
        return mine ? sql.list(DUE, row -> new Due(row.getLong(1), row.getString(2), row.getInt(3)), max) : List.of();
    }

    void done(Collection<Long> ids) {
        sql.update("DELETE FROM broker_account_change WHERE id = ANY (?)", Columns.longs(ids));
    }

    /** Tries again later what the broker refused. */
    void postpone(Due change, Duration pause) {
        sql.update(POSTPONE, pause.toMillis(), change.id());
    }
}
