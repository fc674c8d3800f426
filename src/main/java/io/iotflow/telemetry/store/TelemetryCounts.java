package io.iotflow.telemetry.store;

import io.iotflow.platform.database.Columns;
import io.iotflow.platform.database.Sql;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * How much telemetry the log holds: exact as of the last commit, and never counted row by row. A repeated delivery of a
 * message counts once; what devices say of themselves, such as a heartbeat, does not count.
 */
@Dependent
public class TelemetryCounts {

    /** How far back {@link #since} can look. */
    public static final Duration MINUTES_KEPT = Duration.ofHours(26);

    private static final String OF_DEVICE = """
            SELECT coalesce((SELECT messages - statuses FROM telemetry_count WHERE device = ?), 0)
                 + coalesce((SELECT sum(counts[place] - coalesce(statuses[place], 0))
                             FROM telemetry_tally, array_position(devices, ?) AS place), 0)""";

    private static final String OF_DEVICES = """
            SELECT device, sum(messages), max(last_reading) FROM (
                SELECT device, messages - statuses AS messages, last_reading FROM telemetry_count WHERE device = ANY (?)
                UNION ALL
                SELECT one.device, one.messages - coalesce(one.statuses, 0),
                       CASE WHEN one.messages > coalesce(one.statuses, 0) THEN one.newest END
                FROM telemetry_tally, unnest(devices, counts, statuses, newest) AS one (device, messages, statuses, newest)
                WHERE one.device = ANY (?)
            ) AS counted GROUP BY device""";

    private static final String TOTAL = """
            SELECT coalesce((SELECT sum(messages - statuses) FROM telemetry_minute), 0)
                 + coalesce((SELECT sum(messages - status_messages) FROM telemetry_tally), 0)""";

    private static final String SINCE = """
            SELECT coalesce((SELECT sum(messages - statuses) FROM telemetry_minute WHERE minute >= ?), 0)
                 + coalesce((SELECT sum(messages - status_messages) FROM telemetry_tally WHERE minute >= ?), 0)""";

    private static final String FLOOR = """
            SELECT least((SELECT min(first_id) FROM telemetry_minute WHERE minute >= ?),
                         (SELECT min(first_id) FROM telemetry_tally WHERE minute >= ?))""";

    private final Sql sql;

    @Inject
    public TelemetryCounts(Sql sql) {
        this.sql = sql;
    }

    /** The messages of a device, by its row id. */
    public long ofDevice(long deviceRowId) {
        return number(OF_DEVICE, deviceRowId, deviceRowId);
    }

    /**
     * What is kept of one device.
     *
     * @param messages that the log holds
     * @param lastReading when the newest of them came; null where there is none
     */
    public record OfDevice(long messages, Instant lastReading) {}

    /** What is kept of each of these devices, also where there are no messages. */
    public Map<Long, OfDevice> ofDevices(Collection<Long> deviceRowIds) {
        Map<Long, OfDevice> counts = new HashMap<>();
        deviceRowIds.forEach(it -> counts.put(it, new OfDevice(0, null)));
        long[] ids = Columns.longs(deviceRowIds);
        return sql.read(
                OF_DEVICES,
                rows -> {
                    while (rows.next()) {
                        long messages = rows.getLong(2);
                        counts.put(
                                rows.getLong(1), new OfDevice(messages, messages == 0 ? null : Sql.instant(rows, 3)));
                    }
                    return counts;
                },
                ids,
                ids);
    }

    /** All messages of all devices. */
    public long total() {
        return number(TOTAL);
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
        return number(SINCE, minute(instant), minute(instant));
    }

    /**
     * An id below which no row is that was received since then, however old; 0 when that is not known any more, and the
     * largest number when there is no such row.
     */
    long firstIdSince(Instant instant) {
        if (instant.isBefore(Instant.now().minus(MINUTES_KEPT))) {
            return 0;
        }
        return sql.one(
                FLOOR,
                row -> {
                    long first = row.getLong(1);
                    return row.wasNull() ? Long.MAX_VALUE : first;
                },
                minute(instant),
                minute(instant));
    }

    private static Instant minute(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MINUTES);
    }

    private long number(String query, Object... parameters) {
        return sql.one(query, row -> row.getLong(1), parameters);
    }
}
