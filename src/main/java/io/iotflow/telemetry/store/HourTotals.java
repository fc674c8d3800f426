package io.iotflow.telemetry.store;

import io.iotflow.platform.database.Columns;
import io.iotflow.platform.database.Sql;
import io.iotflow.platform.database.SqlText;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Keeps what the values of each field come to in an hour, so that the mean of a month need not be computed from each reading.
 * Hours are added when they are so old that a reading of theirs which comes later is noted by the log's triggers, in the
 * reading's own transaction: its device's day is computed again, and until then answered from the readings.
 */
@Dependent
class HourTotals {

    /** Names the lock of the one node that adds hours. */
    static final long ADDERS = 0x10F_10FL;

    /** So many days of devices are computed again in one transaction; of a reading each second that is a few million values. */
    private static final int STALE_DAYS = 50;

    /** About so many series times hours are added in one transaction, but an hour at least. */
    private static final int ADDED = 100_000;

    private static final int MOST_HOURS = 24;

    /** PostgreSQL's own 4 MB would group a fleet's hour on its disk. */
    private static final String SETTINGS =
            "SELECT set_config('work_mem', '32MB', true), set_config('jit', 'off', true)";

    private static final Duration LONGEST = Duration.ofMinutes(10);

    /** An hour later than the triggers' two: no transaction is so long. */
    private static final String UNTIL = """
            SELECT nullif(stop, '-infinity'), date_bin('1 hour', now() - interval '3 hours', timestamptz 'epoch')
            FROM telemetry_hour_until""";

    private static final String SENDERS = "(SELECT DISTINCT device FROM series) AS sender";

    private static final String ADD = """
            INSERT INTO telemetry_hour (device, hour, series, field, readings, numbers, total, least, greatest)
            SELECT log.device, date_bin('1 hour', log.time, timestamptz 'epoch') AS hour, log.series, field.key,
                   count(*)::integer, count(n)::integer, sum(n), min(n), max(n)
            FROM %s CROSS JOIN LATERAL (
                SELECT device, time, series, fields FROM telemetry
                WHERE telemetry.device = %s AND version = 0 AND time >= %s AND time < %s OFFSET 0) AS log
            CROSS JOIN LATERAL jsonb_each(log.fields) AS field
            CROSS JOIN LATERAL (SELECT CASE WHEN jsonb_typeof(field.value) = 'number' THEN field.value::numeric END AS n) AS number
            GROUP BY log.device, hour, log.series, field.key""";

    private static final String ADD_HOURS = ADD.formatted(SENDERS, "sender.device", "?", "?");

    private static final String STALE = "(SELECT device, timestamptz 'epoch' + micros * interval '1 microsecond' AS day"
            + " FROM unnest(?::bigint[], ?::bigint[]) AS noted(device, micros)) AS stale";

    private static final String ADD_STALE = ADD.formatted(
            STALE,
            "stale.device",
            "stale.day",
            "least(stale.day + interval '1 day', (SELECT stop FROM telemetry_hour_until))");

    private static final String FORGET_STALE = "DELETE FROM telemetry_hour USING " + STALE
            + " WHERE telemetry_hour.device = stale.device AND hour >= stale.day AND hour < stale.day + interval '1 day'";

    /** What was noted first, and all that was noted of the same days. */
    private static final String FIND_STALE = """
            WITH chosen AS (
                SELECT DISTINCT device, day
                FROM (SELECT device, day FROM telemetry_hour_stale ORDER BY id LIMIT %d) AS oldest)
            SELECT device, day, array_agg(id) FROM telemetry_hour_stale JOIN chosen USING (device, day)
            GROUP BY device, day""".formatted(STALE_DAYS);

    private final Sql sql;

    @Inject
    HourTotals(Sql sql) {
        this.sql = sql;
    }

    /** Until when there are hours; nowhere before the first one. Until when there could be. */
    private record Until(Optional<Instant> stop, Instant limit) {

        boolean isReached() {
            return stop.filter(it -> !it.isBefore(limit)).isPresent();
        }
    }

    /**
     * Hours that can be read instead of readings.
     *
     * @param begin where the first one begins
     * @param end where the last one ends
     * @param hasStale whether of some days the readings must be read
     */
    record Hours(Instant begin, Instant end, boolean hasStale) {}

    /** Which hours of a range there are. A later statement may find more, and no fewer. */
    Optional<Hours> within(Instant start, Instant stop) {
        Instant hour = start.truncatedTo(ChronoUnit.HOURS);
        Instant begin = hour.isBefore(start) ? hour.plus(1, ChronoUnit.HOURS) : hour;
        return sql.first(
                        "SELECT least(stop, ?), EXISTS (SELECT FROM telemetry_hour_stale) FROM telemetry_hour_until"
                                + " WHERE stop > ?",
                        row -> new Hours(begin, Sql.instant(row, 1), row.getBoolean(2)),
                        stop.truncatedTo(ChronoUnit.HOURS),
                        begin)
                .filter(it -> it.end.isAfter(begin));
    }

    /** Computes some stale days again and adds some hours; returns whether there is more, false also while another node does it. */
    boolean addSome() {
        return sql.inNewTransaction(() -> isAlone() && addAlone());
    }

    private boolean addAlone() {
        sql.call(SETTINGS);
        boolean moreStale = computeAgain() == STALE_DAYS;
        Until until = sql.one(UNTIL, row -> new Until(Optional.ofNullable(Sql.instant(row, 1)), Sql.instant(row, 2)));
        return !until.isReached() && add(until).isBefore(until.limit) || moreStale;
    }

    private boolean isAlone() {
        return sql.one("SELECT pg_try_advisory_xact_lock(" + ADDERS + ")", row -> row.getBoolean(1));
    }

    /** What is noted meanwhile stays noted. */
    private int computeAgain() {
        record Stale(long device, Instant day, Long[] ids) {}
        List<Stale> stale = sql.list(
                FIND_STALE,
                row -> new Stale(row.getLong(1), Sql.instant(row, 2), (Long[])
                        row.getArray(3).getArray()));
        if (!stale.isEmpty()) {
            long[] devices = Columns.longs(stale, Stale::device);
            long[] days = Columns.micros(stale, Stale::day);
            long[] ids = Columns.longs(
                    stale.stream().flatMap(it -> Stream.of(it.ids)).toList());
            Sql patient = patient();
            patient.update(FORGET_STALE, devices, days);
            patient.update(ADD_STALE, devices, days);
            patient.update("DELETE FROM telemetry_hour_stale WHERE id = ANY (?)", ids);
        }
        return stale.size();
    }

    /** The hours that come next; where nothing was sent for long the next one with a reading. Returns until when there are hours. */
    private Instant add(Until until) {
        Instant begin = until.stop.orElseGet(() -> nextWithReadings(Optional.empty(), until.limit));
        Instant end = earlier(begin.plus(hours(), ChronoUnit.HOURS), until.limit);
        if (patient().update(ADD_HOURS, begin, end) == 0) {
            end = nextWithReadings(Optional.of(end), until.limit);
        }
        sql.update("UPDATE telemetry_hour_until SET stop = ?", end);
        return end;
    }

    private long hours() {
        long series = sql.one("SELECT count(*) FROM series", row -> row.getLong(1));
        return Math.max(1, Math.min(ADDED / Math.max(1, series), MOST_HOURS));
    }

    private Instant nextWithReadings(Optional<Instant> from, Instant limit) {
        SqlText next = new SqlText("SELECT min(log.time) FROM " + SENDERS + " CROSS JOIN LATERAL (")
                .add("SELECT time FROM telemetry WHERE telemetry.device = sender.device AND time < ?", limit);
        from.ifPresent(it -> next.and("time >= ?", it));
        next.add(" ORDER BY time LIMIT 1) AS log");
        return patient()
                .list(next, row -> Optional.ofNullable(Sql.instant(row, 1)))
                .get(0)
                .map(it -> it.truncatedTo(ChronoUnit.HOURS))
                .orElse(limit);
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private Sql patient() {
        return sql.within(LONGEST, 0).waiting(LONGEST.plusSeconds(10));
    }

    /** Forgets the hours before this one, whose readings have expired. */
    void forget(Instant hour) {
        patient().update("DELETE FROM telemetry_hour WHERE hour < ?", hour);
    }
}
