package io.iotflow.refusal;

import io.iotflow.platform.database.Columns;
import io.iotflow.platform.database.Sql;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rows of refusals. */
@Dependent
class RefusalStore {

    /** So many of each device are kept. */
    static final int MAX_OF_DEVICE = 50;

    /** One node at a time: else two of them, each in an order of its own, could wait for each other. */
    private static final String LOCK = "SELECT pg_advisory_xact_lock(?)";

    private static final long WRITERS = 0x10F_2EFL;

    /** Joined and locked, because a device may be deleted meanwhile. */
    private static final String WRITE = """
            INSERT INTO refusal AS known
                (device, over, reason, detail, request, address, first_at, last_at, times, messages)
            SELECT row.device, row.over, row.reason, row.detail, row.request, row.address,
                   timestamptz 'epoch' + row.first_micros * interval '1 microsecond',
                   timestamptz 'epoch' + row.last_micros * interval '1 microsecond', row.times, row.messages
            FROM unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[],
                        ?::bigint[], ?::bigint[])
                 AS row (device, over, reason, detail, request, address, first_micros, last_micros, times, messages)
            JOIN device ON device.id = row.device
            ORDER BY row.device
            FOR KEY SHARE OF device
            ON CONFLICT (device, over, reason, detail, request, address) DO UPDATE
            SET first_at = least(known.first_at, excluded.first_at), last_at = greatest(known.last_at, excluded.last_at),
                times = known.times + excluded.times, messages = known.messages + excluded.messages""";

    private static final String KEEP_NEWEST = """
            DELETE FROM refusal WHERE ctid IN (
                SELECT ctid FROM (
                    SELECT ctid, row_number() OVER (PARTITION BY device ORDER BY last_at DESC) AS place
                    FROM refusal WHERE device = ANY (?)) AS placed
                WHERE place > ?)""";

    /** The place of the oldest one that is kept is found in the index, without counting. */
    private static final String DROP = """
            DELETE FROM refusal WHERE last_at < greatest(?,
                (SELECT last_at FROM refusal ORDER BY last_at DESC OFFSET ? LIMIT 1))""";

    private static final String NEWEST = """
            SELECT over, reason, detail, request, address, first_at, last_at, times, messages
            FROM refusal WHERE device = ? ORDER BY last_at DESC, over, reason, detail, request, address""";

    private static final String MESSAGES =
            "SELECT device, sum(messages) FROM refusal WHERE device = ANY (?) GROUP BY device";

    private static final String ALL_MESSAGES = "SELECT device, sum(messages) FROM refusal GROUP BY device";

    private static final String ALL_BEFORE =
            "SELECT device, sum(messages) FROM refusal WHERE last_at < ? GROUP BY device";

    private final Sql sql;

    @Inject
    RefusalStore(Sql sql) {
        this.sql = sql;
    }

    /** Adds refusals, in the caller's transaction; of each device the newest stay. */
    void write(List<PendingRefusals.OfDevice> refusals) {
        sql.requireTransaction();
        sql.call(LOCK, WRITERS);
        sql.update(
                WRITE,
                Columns.longs(refusals, PendingRefusals.OfDevice::deviceRowId),
                Columns.texts(refusals, it -> it.refusal().same().over()),
                Columns.texts(refusals, it -> it.refusal().same().reason()),
                Columns.texts(refusals, it -> it.refusal().same().detail()),
                Columns.texts(refusals, it -> it.refusal().same().request()),
                Columns.texts(refusals, it -> it.refusal().same().address()),
                Columns.micros(refusals, it -> it.refusal().firstAt()),
                Columns.micros(refusals, it -> it.refusal().lastAt()),
                Columns.longs(refusals, it -> it.refusal().times()),
                Columns.longs(refusals, it -> it.refusal().messages()));
        List<Long> devices = refusals.stream()
                .map(PendingRefusals.OfDevice::deviceRowId)
                .distinct()
                .toList();
        sql.update(KEEP_NEWEST, Columns.longs(devices), MAX_OF_DEVICE);
    }

    /** Drops what is older than this, and the oldest until at most so many are left, in a transaction of its own. */
    void drop(Instant olderThan, int max) {
        sql.inNewTransaction(() -> {
            sql.call(LOCK, WRITERS);
            return sql.update(DROP, olderThan, max - 1);
        });
    }

    /** A device's, newest first. */
    List<Refusal> newest(long deviceRowId) {
        return sql.list(NEWEST, RefusalStore::refusal, deviceRowId);
    }

    /** How many messages the kept refusals of these devices are of; nothing of those that have none. */
    Map<Long, Long> messagesOf(Collection<Long> deviceRowIds) {
        return sql.read(MESSAGES, RefusalStore::sums, Columns.longs(deviceRowIds));
    }

    /** The same of all devices. */
    Map<Long, Long> messagesOfAll() {
        return sql.read(ALL_MESSAGES, RefusalStore::sums);
    }

    /** The same of refusals that did not come again since then. */
    Map<Long, Long> messagesOfAllBefore(Instant time) {
        return sql.read(ALL_BEFORE, RefusalStore::sums, time);
    }

    private static Map<Long, Long> sums(ResultSet rows) throws SQLException {
        Map<Long, Long> messages = new HashMap<>();
        while (rows.next()) {
            messages.put(rows.getLong(1), rows.getLong(2));
        }
        return messages;
    }

    private static Refusal refusal(ResultSet row) throws SQLException {
        return new Refusal(
                new Refusal.Same(
                        row.getString(1), row.getString(2), row.getString(3), row.getString(4), row.getString(5)),
                Sql.instant(row, 6),
                Sql.instant(row, 7),
                row.getLong(8),
                row.getLong(9));
    }
}
