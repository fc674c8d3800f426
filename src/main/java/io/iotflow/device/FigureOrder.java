package io.iotflow.device;

import io.iotflow.platform.database.SqlText;

/**
 * Devices in the order of another module's column, for which there is no index: it changes with each message.
 *
 * @param conditions on a row of the module, and the same on devices without one
 * @param isDescending whether the largest come first
 * @param areNullsFirst or last
 */
record FigureOrder(
        DeviceColumns module,
        DeviceColumns.Column column,
        SqlText conditions,
        SqlText conditionsWithout,
        boolean isDescending,
        boolean areNullsFirst) {

    /** Rows of devices that are being deleted come with the others; so many more are read. */
    private static final int DELETED = 100;

    /**
     * A page. To sort all rows takes longer than to read them, and longest where many are equal. So those are read that are better
     * than one of a sample, then those that are equal to it in the order of their numbers, where they are needed; all are sorted
     * where both are too few.
     */
    SqlText page(Part part, Sample sample) {
        int most = part.offset() + part.size() + DELETED;
        SqlText rows = module.isTable() ? sampled(most, sample) : sorted(new SqlText(""), most);
        String order = direction() + nulls() + ", device";
        return new SqlText("SELECT device.id FROM (SELECT device, figure FROM (")
                .add(rows)
                .add(" UNION ALL (SELECT device, " + column.without() + " FROM " + module.without() + " WHERE true")
                .add(conditionsWithout)
                .add(" ORDER BY device" + direction() + " LIMIT ?)", most)
                .add(") AS read ORDER BY figure" + order + direction() + " LIMIT ?", most)
                .add(
                        ") AS listed JOIN device ON device.id = listed.device ORDER BY listed.figure" + order + ".id"
                                + direction() + " LIMIT ? OFFSET ?",
                        part.size(),
                        part.offset());
    }

    private SqlText sampled(int most, Sample sample) {
        int place = sample.place() + most * sample.percent() / 50;
        return new SqlText("(WITH bound AS MATERIALIZED (SELECT ")
                .add(column.value())
                .add(" AS figure FROM " + module.rows() + " TABLESAMPLE SYSTEM (" + sample.percent() + ") WHERE true")
                .add(conditions)
                .add(" ORDER BY figure" + direction() + nulls() + " LIMIT 1 OFFSET ?), ", place)
                .add("better AS MATERIALIZED (SELECT device, ")
                .add(column.value())
                .add(" AS figure FROM " + module.rows() + " WHERE (")
                .add(column.value())
                .add((isDescending ? " > " : " < ") + "(SELECT figure FROM bound)")
                .add(areNullsFirst ? orNull() : new SqlText(""))
                .add(")")
                .add(conditions)
                .add("), equal AS MATERIALIZED (SELECT device, ")
                .add(column.value())
                .add(" AS figure FROM " + module.rows() + " WHERE (SELECT count(*) FROM better) < ? AND ", most)
                .add(column.value())
                .add(" = (SELECT figure FROM bound)")
                .add(conditions)
                .add(" ORDER BY device" + direction() + " LIMIT ?), ", most)
                .add(
                        "enough AS MATERIALIZED (SELECT (SELECT figure FROM bound) IS NOT NULL"
                                + " AND (SELECT count(*) FROM better) + (SELECT count(*) FROM equal) >= ? AS are) ",
                        most)
                .add("SELECT device, figure FROM better WHERE (SELECT are FROM enough)"
                        + " UNION ALL SELECT device, figure FROM equal WHERE (SELECT are FROM enough) UNION ALL ")
                .add(sorted(new SqlText(" AND NOT (SELECT are FROM enough)"), most))
                .add(")");
    }

    private SqlText sorted(SqlText condition, int most) {
        return new SqlText("(SELECT device, ")
                .add(column.value())
                .add(" AS figure FROM " + module.rows() + " WHERE true")
                .add(condition)
                .add(conditions)
                .add(" ORDER BY figure" + direction() + nulls() + ", device" + direction() + " LIMIT ?)", most);
    }

    private SqlText orNull() {
        return new SqlText(" OR (").add(column.value()).add(" IS NULL AND (SELECT figure FROM bound) IS NOT NULL)");
    }

    private String direction() {
        return isDescending ? " DESC" : " ASC";
    }

    private String nulls() {
        return areNullsFirst ? " NULLS FIRST" : " NULLS LAST";
    }
}
