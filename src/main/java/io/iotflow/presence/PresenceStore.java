package io.iotflow.presence;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.Session;

/** The rows of presence. */
@ApplicationScoped
@Transactional
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

    @PersistenceContext(unitName = "iotflow")
    private EntityManager entities;

    /** Writes what was seen, where it is newer than what is known; returns who came back. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    List<DeviceBackOnline> write(Map<Long, LastSeenUpdate> seen, Duration timeout) {
        return entities.unwrap(Session.class).doReturningWork(connection -> {
            List<Long> back = write(connection, seen, timeout);
            return back.isEmpty() ? List.of() : named(connection, back);
        });
    }

    private static List<Long> write(Connection connection, Map<Long, LastSeenUpdate> seen, Duration timeout)
            throws SQLException {
        List<Map.Entry<Long, LastSeenUpdate>> entries = List.copyOf(seen.entrySet());
        try (PreparedStatement write = connection.prepareStatement(WRITE)) {
            write.setObject(1, entries.stream().mapToLong(Map.Entry::getKey).toArray());
            write.setObject(
                    2,
                    entries.stream()
                            .mapToLong(it -> ChronoUnit.MICROS.between(
                                    Instant.EPOCH, it.getValue().at()))
                            .toArray());
            write.setArray(
                    3,
                    connection.createArrayOf(
                            "boolean",
                            entries.stream().map(it -> it.getValue().offline()).toArray(Boolean[]::new)));
            write.setLong(4, timeout.toNanos() / 1000);
            List<Long> back = new ArrayList<>();
            try (ResultSet rows = write.executeQuery()) {
                while (rows.next()) {
                    long device = rows.getLong(1);
                    LastSeenUpdate written = seen.get(device);
                    if (rows.getBoolean(2) || written.wasOffline() && !written.offline()) {
                        back.add(device);
                    }
                }
            }
            return back;
        }
    }

    private static List<DeviceBackOnline> named(Connection connection, List<Long> devices) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(NAMES)) {
            query.setObject(1, numbers(devices));
            List<DeviceBackOnline> named = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    named.add(new DeviceBackOnline(rows.getLong(1), rows.getString(2)));
                }
            }
            return named;
        }
    }

    /** What is written of these devices; nothing of those never seen. */
    Map<Long, LastSeenUpdate> read(Collection<Long> devices) {
        return entities.unwrap(Session.class).doReturningWork(connection -> {
            try (PreparedStatement query = connection.prepareStatement(READ)) {
                query.setObject(1, numbers(devices));
                Map<Long, LastSeenUpdate> found = new HashMap<>();
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        Instant at = rows.getObject(2, OffsetDateTime.class).toInstant();
                        found.put(rows.getLong(1), new LastSeenUpdate(at, rows.getBoolean(3), false));
                    }
                }
                return found;
            }
        });
    }

    /** How many have been seen since then and did not say that they go. */
    long online(Instant since) {
        return entities.unwrap(Session.class).doReturningWork(connection -> {
            try (PreparedStatement query = connection.prepareStatement(ONLINE)) {
                query.setObject(1, since.atOffset(ZoneOffset.UTC));
                try (ResultSet row = query.executeQuery()) {
                    row.next();
                    return row.getLong(1);
                }
            }
        });
    }

    private static long[] numbers(Collection<Long> devices) {
        return devices.stream().mapToLong(Long::longValue).toArray();
    }
}
