package io.iotflow.presence;

import io.iotflow.platform.database.Columns;
import io.iotflow.platform.database.Sql;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rows of presence. */
@Dependent
class PresenceStore {

    /**
     * One statement for all. The database, which other nodes write to, decides who came back: then online_since moves to
     * last_seen. Ordered, so that two nodes cannot wait for each other; joined, because a device may have been deleted.
     */
    private static final String WRITE = """
            INSERT INTO presence AS known (device, last_seen, said_offline, online_since)
            SELECT seen.device, seen.at, seen.offline, CASE WHEN NOT seen.offline THEN seen.at END
            FROM (SELECT device, timestamptz 'epoch' + micros * interval '1 microsecond' AS at, offline
                  FROM unnest(?::bigint[], ?::bigint[], ?::boolean[]) AS row (device, micros, offline)) AS seen
            JOIN device ON device.id = seen.device
            ORDER BY seen.device
            ON CONFLICT (device) DO UPDATE
            SET last_seen = excluded.last_seen, said_offline = excluded.said_offline,
                online_since = CASE
                    WHEN excluded.said_offline THEN known.online_since
                    WHEN known.said_offline OR known.last_seen < excluded.last_seen - ? * interval '1 microsecond'
                        THEN excluded.last_seen
                    ELSE known.online_since END
            WHERE known.last_seen <= excluded.last_seen -- equal: a repetition of a write whose answer was lost
            RETURNING device, NOT said_offline AND online_since = last_seen""";

    private static final String NAMES = "SELECT id, device_id FROM device WHERE id = ANY (?) ORDER BY id";
    private static final String READ = "SELECT device, last_seen, said_offline FROM presence WHERE device = ANY (?)";
    private static final String ONLINE = "SELECT count(*) FROM presence WHERE NOT said_offline AND last_seen >= ?";

    private final Sql sql;

    @Inject
    PresenceStore(Sql sql) {
        this.sql = sql;
    }

    /** A row that was written, and whether the database says that its device came back. */
    private record Written(long deviceRowId, boolean isBack) {}

    /** Writes what was seen, where it is newer than what is known; returns who came back. */
    List<DeviceBackOnline> write(Map<Long, LastSeenUpdate> seen, Duration timeout) {
        return sql.inNewTransaction(() -> {
            List<Long> back = writeAll(List.copyOf(seen.entrySet()), timeout).stream()
                    .filter(it -> it.isBack() || wasAway(seen.get(it.deviceRowId())))
                    .map(Written::deviceRowId)
                    .toList();
            return back.isEmpty() ? List.of() : named(back);
        });
    }

    private List<Written> writeAll(List<Map.Entry<Long, LastSeenUpdate>> seen, Duration timeout) {
        return sql.list(
                WRITE,
                row -> new Written(row.getLong(1), row.getBoolean(2)),
                Columns.longs(seen, Map.Entry::getKey),
                Columns.micros(seen, it -> it.getValue().at()),
                Columns.booleans(seen, it -> it.getValue().offline()),
                timeout.toNanos() / 1000);
    }

    private static boolean wasAway(LastSeenUpdate update) {
        return update.wasOffline() && !update.offline();
    }

    private List<DeviceBackOnline> named(List<Long> deviceRowIds) {
        return sql.list(
                NAMES, row -> new DeviceBackOnline(row.getLong(1), row.getString(2)), Columns.longs(deviceRowIds));
    }

    /** What is written of these devices; nothing of those never seen. */
    Map<Long, LastSeenUpdate> read(Collection<Long> deviceRowIds) {
        Map<Long, LastSeenUpdate> found = new HashMap<>();
        return sql.read(
                READ,
                rows -> {
                    while (rows.next()) {
                        found.put(rows.getLong(1), new LastSeenUpdate(Sql.instant(rows, 2), rows.getBoolean(3), false));
                    }
                    return found;
                },
                Columns.longs(deviceRowIds));
    }

    /** How many have been seen since then and did not say that they go. */
    long online(Instant since) {
        return sql.one(ONLINE, row -> row.getLong(1), since);
    }
}
