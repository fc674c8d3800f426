package io.iotflow.telemetry.store;

import io.iotflow.platform.database.SqlText;
import io.iotflow.platform.json.Json;
import io.iotflow.telemetry.store.StoredTelemetry.Selection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One value for each window, measurement, field and tag set. Windows are aligned to 1970 and the first one begins with the
 * selection; a window's time is its beginning. Windows without a value, or whose value is no finite number, are left out.
 *
 * @param function what is made of the values of a window
 * @param micros the length of a window in microseconds
 * @param fields only these; none for all
 */
public record WindowQuery(Function function, long micros, List<String> fields) {

    static final int FETCHED = 500;

    /** The functions; those that only numbers have leave other fields out. */
    public enum Function {
        MEAN("avg(value::numeric)"),
        MIN("min(value::numeric)"),
        MAX("max(value::numeric)"),
        SUM("sum(value::numeric)"),
        COUNT("count(*)"),
        FIRST("log.time, log.nanos"),
        LAST("log.time DESC, log.nanos DESC"),
        MEDIAN("percentile_cont(0.5) WITHIN GROUP (ORDER BY value::double precision)"),
        SPREAD("max(value::numeric) - min(value::numeric)"),
        STDDEV("stddev_samp(value::numeric)");

        /** An aggregate (in numeric, which does not overflow), or the order of which the first is taken. */
        private final String sql;

        Function(String sql) {
            this.sql = sql;
        }

        /** Whether it keeps one of the values as it is. */
        boolean selects() {
            return this == FIRST || this == LAST;
        }

        /** Whether booleans and strings have it, too. */
        public boolean takesAnything() {
            return selects() || this == COUNT;
        }
    }

    private static final String WINDOWS = """
            SELECT time, CASE WHEN time = ? THEN ? ELSE 0 END, tag_set, tag_set.tags, series.measurement, key, value FROM (
                SELECT %s greatest(date_bin(? * interval '1 microsecond', log.time, ?), ?) AS time,
                       log.series, log.tag_set, key, %s AS value
                FROM telemetry log CROSS JOIN LATERAL jsonb_each(log.fields)""";

    private static final String OF_SERIES = """
            ) AS windows
            JOIN series ON series.id = windows.series
            JOIN tag_set ON tag_set.id = windows.tag_set""";

    SqlText sql(Selection selection) {
        Instant start = selection.start().truncatedTo(ChronoUnit.MICROS);
        SqlText query = new SqlText(
                        WINDOWS.formatted(
                                function.selects() ? "DISTINCT ON (1, 2, 3, 4)" : "",
                                function.selects() ? "value" : function.sql),
                        start,
                        selection.start().getNano() % 1_000,
                        micros,
                        beginOfWindow(selection.start()),
                        start)
                .add(selection.where())
                .and("log.version = 0");
        if (!fields.isEmpty()) {
            query.and("key = ANY (?)", (Object) fields.toArray(String[]::new));
        }
        if (!function.takesAnything()) {
            query.and("jsonb_typeof(value) = 'number'");
        }
        return query.add(function.selects() ? " ORDER BY 1, 2, 3, 4, " + function.sql : " GROUP BY 1, 2, 3, 4")
                .add(OF_SERIES);
    }

    /** From where on date_bin counts: not from 1970, because before its origin its bins are not ours in all versions. */
    private Instant beginOfWindow(Instant time) {
        long sinceEpoch = ChronoUnit.MICROS.between(Instant.EPOCH, time);
        return Instant.EPOCH.plus(Math.floorDiv(sinceEpoch, micros) * micros, ChronoUnit.MICROS);
    }

    void read(ResultSet rows, Consumer<StoredPoint> into) throws SQLException {
        PointRows points = new PointRows(rows);
        while (rows.next()) {
            Object value = value(rows.getString(7));
            if (value != null) {
                into.accept(points.read(Map.of(rows.getString(6), value)));
            }
        }
    }

    private Object value(String text) {
        if (text == null) {
            return null;
        }
        if (function.selects()) {
            return PointRows.value(Json.read(text));
        }
        double number = Double.parseDouble(text);
        return Double.isFinite(number) ? number : null;
    }
}
