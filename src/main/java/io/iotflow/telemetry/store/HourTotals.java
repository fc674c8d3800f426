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
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Keeps what the values of each field come to in an hour, so that the mean of a month need not be computed from each reading.
 * Days are added when they are so old that a reading of theirs which comes later is noted by the log's triggers, in the
 * reading's own transaction: its device's day is computed again, and until then answered from the readings.
 */
@Dependent
class HourTotals {

    /** Names the lock of the one node that adds days. */
    static final long ADDERS = 0x10F_110L;

    /** So many days of devices are computed in one transaction; of a reading each second that is a few million values. */
    private static final int AT_ONCE = 100;

    private static final Duration LONGEST = Duration.ofMinutes(10);

    /** An hour later than the triggers' two: no transaction is so long. */
    private static final String UNTIL = """
            SELECT nullif(stop, '-infinity'), device, date_bin('1 day', now() - interval '3 hours', timestamptz 'epoch')
            FROM telemetry_hours_until""";

    private static final String DAYS = "(SELECT device, timestamptz 'epoch' + micros * interval '1 microsecond' AS day"
            + " FROM unnest(?::bigint[], ?::bigint[]) AS chosen(device, micros)) AS chosen";

    private static final String ADD = """
            INSERT INTO telemetry_hours (device, day, series, field, hours, readings, numbers, totals, least, greatest)
            SELECT device, day, series, key, array_agg(hour ORDER BY hour), array_agg(readings ORDER BY hour),
                   array_agg(numbers ORDER BY hour), array_agg(total ORDER BY hour), array_agg(least ORDER BY hour),
                   array_agg(greatest ORDER BY hour)
            FROM (SELECT chosen.device, chosen.day, log.series, field.key, date_bin('1 hour', log.time, timestamptz 'epoch') AS hour,
                         count(*)::integer AS readings, count(n)::integer AS numbers, sum(n) AS total, min(n) AS least,
                         max(n) AS greatest
                  FROM %s CROSS JOIN LATERAL (
                      SELECT time, series, fields FROM telemetry
                      WHERE telemetry.device = chosen.device AND version = 0
                        AND time >= chosen.day AND time < chosen.day + interval '1 day' OFFSET 0) AS log
                  CROSS JOIN LATERAL jsonb_each(log.fields) AS field
                  CROSS JOIN LATERAL (
                      SELECT CASE WHEN jsonb_typeof(field.value) = 'number' THEN field.value::numeric END AS n) AS number
                  GROUP BY chosen.device, chosen.day, log.series, field.key, hour) AS hours
            GROUP BY device, day, series, key""".formatted(DAYS);

    private static final String FORGET = "DELETE FROM telemetry_hours USING " + DAYS
            + " WHERE telemetry_hours.device = chosen.device AND telemetry_hours.day = chosen.day";

    /** What was noted first, and all that was noted of the same days. */
    private static final String FIND_STALE = """
            WITH chosen AS (
                SELECT DISTINCT device, day
                FROM (SELECT device, day FROM telemetry_hours_stale ORDER BY id LIMIT %d) AS oldest)
            SELECT device, day, array_agg(id) FROM telemetry_hours_stale JOIN chosen USING (device, day)
            GROUP BY device, day""".formatted(AT_ONCE);

    private static final String SENDERS =
            "SELECT DISTINCT device FROM series WHERE device >= ? ORDER BY device LIMIT " + AT_ONCE;

    private final Sql sql;

    @Inject
    HourTotals(Sql sql) {
        this.sql = sql;
    }

    /**
     * Up to where days were added.
     *
     * @param stop nowhere before the first one
     * @param device those before it have the day that begins at {@code stop}, too
     * @param limit up to where they can be
     */
    private record Until(Optional<Instant> stop, long device, Instant limit) {

        boolean isReached() {
            return stop.filter(it -> !it.isBefore(limit)).isPresent();
        }

        boolean has(Stale stale) {
            return stop.filter(it -> stale.day.isBefore(it) || stale.device < device && stale.day.equals(it))
                    .isPresent();
        }
    }

    private record Stale(long device, Instant day, Long[] ids) {}

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
                        "SELECT least(stop, ?), EXISTS (SELECT FROM telemetry_hours_stale) FROM telemetry_hours_until"
                                + " WHERE stop > ?",
                        row -> new Hours(begin, Sql.instant(row, 1), row.getBoolean(2)),
                        stop.truncatedTo(ChronoUnit.HOURS),
                        begin)
                .filter(it -> it.end.isAfter(begin));
    }

    /**
     * Computes some stale days again, and adds a day of some devices; returns whether there is more to do, false also while
     * another node does it.
     */
    boolean addSome() {
        return sql.inNewTransaction(() -> isAlone() && addAlone());
    }

    private boolean isAlone() {
        return sql.one("SELECT pg_try_advisory_xact_lock(" + ADDERS + ")", row -> row.getBoolean(1));
    }

    private boolean addAlone() {
        sql.call(FleetQueries.SETTINGS);
        Until until = sql.one(
                UNTIL, row -> new Until(Optional.ofNullable(Sql.instant(row, 1)), row.getLong(2), Sql.instant(row, 3)));
        boolean moreStale = computeAgain(until);
        return !until.isReached() && !add(until).isReached() || moreStale;
    }

    /** What is noted meanwhile stays noted. A day that was not added yet will be, with what is noted of it. */
    private boolean computeAgain(Until until) {
        if (until.stop.isEmpty()) {
            return false;
        }
        List<Stale> noted = sql.list(
                FIND_STALE,
                row -> new Stale(row.getLong(1), Sql.instant(row, 2), (Long[])
                        row.getArray(3).getArray()));
        List<Stale> added = noted.stream().filter(until::has).toList();
        if (!added.isEmpty()) {
            long[] devices = Columns.longs(added, Stale::device);
            long[] days = Columns.micros(added, Stale::day);
            patient().update(FORGET, devices, days);
            patient().update(ADD, devices, days);
        }
        sql.update("DELETE FROM telemetry_hours_stale WHERE id = ANY (?)", (Object)
                Columns.longs(noted.stream().flatMap(it -> Stream.of(it.ids)).toList()));
        return noted.size() == AT_ONCE;
    }

    /** Adds the day that comes next, of the next devices; a day on which nothing was sent is none. */
    private Until add(Until until) {
        if (until.stop.isEmpty()) {
            sql.update("DELETE FROM telemetry_hours_stale"); // all will have what is noted there
        }
        Instant day = until.device > 0 ? until.stop.orElseThrow() : nextWithReadings(until);
        List<Long> devices =
                day.isBefore(until.limit) ? sql.list(SENDERS, row -> row.getLong(1), until.device) : List.of();
        if (!devices.isEmpty()) {
            patient()
                    .update(
                            ADD,
                            Columns.longs(devices),
                            LongStream.generate(() -> Columns.micros(day))
                                    .limit(devices.size())
                                    .toArray());
        }
        boolean more = devices.size() == AT_ONCE;
        Until now = new Until(
                Optional.of(more || !day.isBefore(until.limit) ? day : day.plus(1, ChronoUnit.DAYS)),
                more ? devices.get(AT_ONCE - 1) + 1 : 0,
                until.limit);
        sql.update("UPDATE telemetry_hours_until SET stop = ?, device = ?", now.stop.orElseThrow(), now.device);
        return now;
    }

    private Instant nextWithReadings(Until until) {
        SqlText next = new SqlText(
                        "SELECT min(log.time) FROM (SELECT DISTINCT device FROM series) AS sender CROSS JOIN LATERAL (")
                .add("SELECT time FROM telemetry WHERE telemetry.device = sender.device AND time < ?", until.limit);
        until.stop.ifPresent(it -> next.and("time >= ?", it));
        next.add(" ORDER BY time LIMIT 1) AS log");
        return patient()
                .list(next, row -> Optional.ofNullable(Sql.instant(row, 1)))
                .get(0)
                .map(it -> it.truncatedTo(ChronoUnit.DAYS))
                .orElse(until.limit);
    }

    private Sql patient() {
        return sql.within(LONGEST, 0).waiting(LONGEST.plusSeconds(10));
    }

    /** Forgets the days before this one, whose readings have expired. */
    void forget(Instant day) {
        patient().update("DELETE FROM telemetry_hours WHERE day < ?", day);
    }
}
