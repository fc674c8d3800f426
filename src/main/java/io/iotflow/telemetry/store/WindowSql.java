package io.iotflow.telemetry.store;

import io.iotflow.platform.database.SqlText;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * In which window a time is. Where windows are equally long, PostgreSQL's {@code date_bin} says it with a division; else, as for
 * days around a change of the clock, the time is looked for among the bounds.
 */
final class WindowSql {

    private static final double MICROS = 1e6; // in a second

    private final boolean isEven;
    private final long origin;
    private final long length;

    private WindowSql(boolean isEven, long origin, long length) {
        this.isEven = isEven;
        this.origin = origin;
        this.length = length;
    }

    /** Of bounds in microseconds: at least two, rising. The first and the last window may be shorter than the others. */
    static WindowSql of(long[] bounds) {
        int last = bounds.length - 1;
        long length = Math.max(bounds[1] - bounds[0], bounds[last] - bounds[last - 1]);
        if (last > 2) {
            length = bounds[2] - bounds[1];
        }
        boolean isEven = bounds[1] - bounds[0] <= length && bounds[last] - bounds[last - 1] <= length;
        for (int i = 2; i < last; i++) {
            isEven &= bounds[i] - bounds[i - 1] == length;
        }
        return new WindowSql(isEven, bounds[1], length);
    }

    /** What tells the windows of times between the bounds apart. */
    SqlText of(String time) {
        return isEven
                ? new SqlText(
                        "date_bin(?::bigint * interval '1 microsecond', " + time + ", ?)",
                        length,
                        Instant.EPOCH.plus(origin, ChronoUnit.MICROS))
                : new SqlText("width_bucket(" + time + ", " + FleetAggregateSql.BOUNDS + ")");
    }

    /** The window's number, of what {@link #of} says; the first one is 1. */
    SqlText number(String bin) {
        return isEven
                ? new SqlText( // a whole number, but for what floating point loses, and that is rounded off
                        "((date_part('epoch', " + bin + ") - ?::float8) / ?::float8)::integer + 2",
                        origin / MICROS,
                        length / MICROS)
                : new SqlText(bin);
    }
}
