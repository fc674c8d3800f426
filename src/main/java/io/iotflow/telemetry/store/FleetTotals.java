package io.iotflow.telemetry.store;

import io.iotflow.platform.database.SqlText;
import io.iotflow.telemetry.store.FleetQuery.Aggregation;
import io.iotflow.telemetry.store.HourTotals.Hours;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * What windows are made of where hours' totals say it: these, and the readings of the hours that have none, at the ends of the
 * range or of days that are stale.
 */
final class FleetTotals {

    private static final String TOTALS =
            ", device, measurement, key, tags, readings, numbers, total, least, greatest FROM (";

    private static final String ONE_READING =
            ", device, measurement, key, tags, 1 AS readings, num_nonnulls(n) AS numbers,"
                    + " n AS total, n AS least, n AS greatest FROM (SELECT ";

    private static final String STALE_DAYS = " CROSS JOIN LATERAL (SELECT DISTINCT day FROM telemetry_hours_stale"
            + " WHERE telemetry_hours_stale.device = chosen.device AND day > ? AND day < ?) AS stale";

    private static final String OF_STALE_DAY =
            "log.time >= greatest(stale.day, ?) AND log.time < least(stale.day + interval '1 day', ?)";

    private static final String NOT_STALE = "NOT EXISTS (SELECT FROM telemetry_hours_stale AS stale"
            + " WHERE stale.device = log.device AND stale.day = log.day)";

    private final FleetQuery query;
    private final FleetRange range;
    private final WindowSql windows;
    private final Hours hours;

    FleetTotals(FleetQuery query, FleetRange range, WindowSql windows, Hours hours) {
        this.query = query;
        this.range = range;
        this.windows = windows;
        this.hours = hours;
    }

    /** Whether totals say the same as readings: all of a series is asked, by hours, and nothing of single readings. */
    static boolean canAnswer(FleetQuery query, Aggregation aggregation) {
        List<Instant> bounds = aggregation.bounds();
        return query.conditions().isEmpty()
                && query.groupTags().isEmpty()
                && aggregation.functions().stream().allMatch(it -> it.ofTotals().isPresent())
                && bounds.subList(1, bounds.size() - 1).stream()
                        .allMatch(it -> it.equals(it.truncatedTo(ChronoUnit.HOURS)));
    }

    /** With what {@link FleetFunction#ofTotals} is computed of. */
    SqlText values() {
        SqlText values = totals();
        if (hours.begin().isAfter(query.start())) {
            values.add(" UNION ALL ").add(readings(new SqlText(""), FleetRange.times(query.start(), hours.begin())));
        }
        if (hours.end().isBefore(query.stop())) {
            values.add(" UNION ALL ").add(readings(new SqlText(""), FleetRange.times(hours.end(), query.stop())));
        }
        if (hours.hasStale()) {
            SqlText days = new SqlText(STALE_DAYS, hours.begin().minus(1, ChronoUnit.DAYS), hours.end());
            values.add(" UNION ALL ").add(readings(days, new SqlText(OF_STALE_DAY, hours.begin(), hours.end())));
        }
        return values;
    }

    private SqlText totals() {
        SqlText days =
                new SqlText("log.day >= ? AND log.day < ?", hours.begin().truncatedTo(ChronoUnit.DAYS), hours.end());
        if (hours.hasStale()) {
            days.and(NOT_STALE);
        }
        return new SqlText("SELECT ")
                .add(windows.of("hour"))
                .add(" AS bin" + TOTALS)
                .add(range.totals(days))
                .add(") AS log WHERE hour >= ? AND hour < ?", hours.begin(), hours.end());
    }

    private SqlText readings(SqlText days, SqlText times) {
        return new SqlText("SELECT ")
                .add(windows.of("time"))
                .add(" AS bin" + ONE_READING)
                .add(range.columns())
                .add(FleetAggregateSql.EACH_DEVICE)
                .add(days)
                .add(range.readings(times))
                .add(") AS log");
    }
}
