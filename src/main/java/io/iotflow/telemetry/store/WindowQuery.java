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
        FIRST("time"),
        LAST("time DESC"),
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

    private static final String WINDOW = """
            greatest(date_bin(? * interval '1 microsecond', time, ?), ?) AS begin, measurement, key,
                   tags, %s AS value
            FROM telemetry CROSS JOIN LATERAL jsonb_each(fields)""";

    SqlText sql(Selection selection) {
        SqlText query = new SqlText(function.selects() ? "SELECT DISTINCT ON (1, 2, 3, 4) " : "SELECT ")
                .add(
                        WINDOW.formatted(function.selects() ? "value" : function.sql),
                        micros,
                        beginOfWindow(selection.start()),
                        selection.start())
                .add(selection.where());
        if (!fields.isEmpty()) {
            query.and("key = ANY (?)", (Object) fields.toArray(String[]::new));
        }
        if (!function.takesAnything()) {
            query.and("jsonb_typeof(value) = 'number'");
        }
        return query.add(function.selects() ? " ORDER BY 1, 2, 3, 4, " + function.sql : " GROUP BY 1, 2, 3, 4");
    }

    /** From where on date_bin counts: not from 1970, because before its origin its bins are not ours in all versions. */
    private Instant beginOfWindow(Instant time) {
        long sinceEpoch = ChronoUnit.MICROS.between(Instant.EPOCH, time);
        return Instant.EPOCH.plus(Math.floorDiv(sinceEpoch, micros) * micros, ChronoUnit.MICROS);
    }

    void read(ResultSet rows, Consumer<StoredPoint> into) throws SQLException {
        PointRows points = new PointRows(rows);
        while (rows.next()) {
            Object value = value(rows.getString(5));
            if (value != null) {
                into.accept(new StoredPoint(
                        points.time(), rows.getString(2), Map.of(rows.getString(3), value), points.tags(4)));
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
