package io.iotflow.telemetry.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.hibernate.Session;

/**
 * How many messages the log holds: exact as of the last commit, and never counted row by row. A repeated delivery of a
 * message counts once.
 */
@ApplicationScoped
@Transactional
public class TelemetryCounts {

    /** How far back {@link #since} can look. */
    public static final Duration MINUTES_KEPT = Duration.ofHours(26);

    private static final String OF_DEVICE = """
            SELECT coalesce((SELECT messages FROM telemetry_count WHERE device = ?), 0)
                 + coalesce((SELECT sum(counts[array_position(devices, ?)]) FROM telemetry_tally), 0)""";

    private static final String OF_DEVICES = """
            SELECT device, sum(messages) FROM (
                SELECT device, messages FROM telemetry_count WHERE device = ANY (?)
                UNION ALL
                SELECT one.device, one.messages
                FROM telemetry_tally, unnest(devices, counts) AS one (device, messages) WHERE one.device = ANY (?)
            ) AS counted GROUP BY device""";

    private static final String TOTAL = """
            SELECT coalesce((SELECT sum(messages) FROM telemetry_minute), 0)
                 + coalesce((SELECT sum(messages) FROM telemetry_tally), 0)""";

    private static final String SINCE = """
            SELECT coalesce((SELECT sum(messages) FROM telemetry_minute WHERE minute >= ?), 0)
                 + coalesce((SELECT sum(messages) FROM telemetry_tally WHERE minute >= ?), 0)""";

    private static final String FLOOR = """
            SELECT least((SELECT min(first_id) FROM telemetry_minute WHERE minute >= ?),
                         (SELECT min(first_id) FROM telemetry_tally WHERE minute >= ?))""";

    @PersistenceContext(unitName = "iotflow")
    private EntityManager entities;

    /** The messages of a device, by its row number. */
    public long ofDevice(long device) {
        return query(
                OF_DEVICE,
                statement -> {
                    statement.setLong(1, device);
                    statement.setLong(2, device);
                },
                TelemetryCounts::number);
    }

    /** The messages of each of these devices, also where there are none. */
    public Map<Long, Long> ofDevices(Collection<Long> devices) {
        Map<Long, Long> counts = new HashMap<>();
        devices.forEach(it -> counts.put(it, 0L));
        long[] numbers = devices.stream().mapToLong(Long::longValue).toArray();
        return query(
                OF_DEVICES,
                statement -> {
                    statement.setObject(1, numbers);
                    statement.setObject(2, numbers);
                },
                rows -> {
                    while (rows.next()) {
                        counts.put(rows.getLong(1), rows.getLong(2));
                    }
                    return counts;
                });
    }

    /** All messages of all devices. */
    public long total() {
        return query(TOTAL, statement -> {}, TelemetryCounts::number);
    }

    /**
     * The messages that were received in the minute of this instant or later.
     *
     * @throws IllegalArgumentException when it is longer ago than {@link #MINUTES_KEPT}
     */
    public long since(Instant instant) {
        if (instant.isBefore(Instant.now().minus(MINUTES_KEPT))) {
            throw new IllegalArgumentException("counts by the minute are kept for " + MINUTES_KEPT);
        }
        return query(SINCE, statement -> bindMinute(statement, instant), TelemetryCounts::number);
    }

    /**
     * An id below which no row is that was received since then, however old; 0 when that is not known any more, and the
     * largest number when there is no such row.
     */
    long firstIdSince(Instant instant) {
        if (instant.isBefore(Instant.now().minus(MINUTES_KEPT))) {
            return 0;
        }
        return query(FLOOR, statement -> bindMinute(statement, instant), rows -> {
            rows.next();
            long first = rows.getLong(1);
            return rows.wasNull() ? Long.MAX_VALUE : first;
        });
    }

    private static void bindMinute(PreparedStatement statement, Instant instant) throws SQLException {
        Instant minute = Instant.ofEpochSecond(Math.floorDiv(instant.getEpochSecond(), 60) * 60);
        statement.setObject(1, minute.atOffset(ZoneOffset.UTC));
        statement.setObject(2, minute.atOffset(ZoneOffset.UTC));
    }

    private static long number(ResultSet rows) throws SQLException {
        rows.next();
        return rows.getLong(1);
    }

    private <T> T query(String sql, Parameters parameters, Rows<T> rows) {
        return entities.unwrap(Session.class).doReturningWork(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                parameters.set(statement);
                try (ResultSet result = statement.executeQuery()) {
                    return rows.read(result);
                }
            }
        });
    }

    private interface Parameters {
        void set(PreparedStatement statement) throws SQLException;
    }

    private interface Rows<T> {
        T read(ResultSet rows) throws SQLException;
    }
}
