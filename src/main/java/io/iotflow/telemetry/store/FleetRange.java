package io.iotflow.telemetry.store;

import io.iotflow.platform.database.SqlText;
import io.iotflow.telemetry.store.FleetQuery.Cut;
import java.time.Instant;
import java.util.Optional;

/**
 * The readings of a range: the statement of {@link FleetQueries} for them, and what functions are computed of. Where one
 * measurement or one field is wanted its name is not read, and a field that is wanted alone is taken out of each message once.
 */
final class FleetRange {

    /** So that PostgreSQL knows that there is one, whose messages its index has in the order of time. */
    private static final String CHOSEN_ONE =
            "(SELECT (?::bigint[])[1] AS device, (?::integer[])[1] AS bucket) AS chosen";

    private static final int FEW = 200_000;

    private final FleetQuery query;
    private final FleetSql parts;

    FleetRange(FleetQuery query) {
        this.query = query;
        this.parts = new FleetSql(query);
    }

    /**
     * The readings as they were stored, in the order of time.
     *
     * @param ofOneSeries whether they are of one series of the log, so that no two of them have the same time
     */
    SqlText readings(Cut cut, boolean ofOneSeries) {
        String byTime = "time " + cut.direction() + ", nanos " + cut.direction();
        SqlText rows = new SqlText("SELECT chosen.bucket, log.measurement, ")
                .add(key())
                .add(", log.tags, log.time, log.nanos, " + value() + " FROM ")
                .add(query.devices().length == 1 ? CHOSEN_ONE : FleetSql.CHOSEN, query.devices(), query.buckets())
                .add(" CROSS JOIN LATERAL (")
                .add(messages(cut, byTime))
                .add(") AS log");
        if (!hasOneField()) {
            rows.add(parts.fields());
        }
        return FleetSql.cut(
                new SqlText("SELECT " + parts.series() + ", time, nanos, value::text FROM (")
                        .add(rows)
                        .add(") AS reading"),
                cut,
                byTime,
                ofOneSeries ? byTime : byTime + ", " + parts.seriesOrder() + ", value");
    }

    /** How many series of the log they are of, at most 2, where they are of one device, measurement and field. */
    Optional<SqlText> countOfSeries() {
        boolean isOne = query.devices().length == 1
                && hasOneMeasurement()
                && hasOneField()
                && query.groupTags().isEmpty();
        return isOne
                ? Optional.of(new SqlText(
                        "SELECT count(*) FROM (SELECT FROM series WHERE device = ? AND measurement = ? LIMIT 2) AS known",
                        query.devices()[0],
                        query.measurements().get(0)))
                : Optional.empty();
    }

    /** A device's messages, each of which has a reading that is wanted: of few readings no more than these. */
    private SqlText messages(Cut cut, String byTime) {
        SqlText messages = new SqlText("SELECT log.time, log.nanos, ")
                .add(valueOrFields())
                .add(", ")
                .add(measurement())
                .add(", ")
                .add(parts.tags())
                .add(" FROM telemetry AS log" + seriesOfLog() + parts.tagSets() + " WHERE ")
                .add(ofDevice(times(query.start(), query.stop())))
                .add(conditions());
        if (hasOneField()) { // without an array to look through for each message
            messages.and("log.fields ?? ?", query.fields().get(0));
        } else if (!query.fields().isEmpty()) {
            messages.and("log.fields ??| ?", (Object) FleetSql.texts(query.fields()));
        }
        long most = cut.rows() + cut.skipped();
        if (cut.perSeries() == 0 && most <= FEW) {
            messages.add(" ORDER BY " + byTime + " FETCH FIRST ? ROWS WITH TIES", most);
        }
        return messages;
    }

    /** {@link FleetSql#columns} of {@link #readings()}. */
    SqlText columns() {
        return new SqlText("log.device, ")
                .add(measurement())
                .add(", ")
                .add(key())
                .add(FleetSql.VALUE.replace("field.value", value()))
                .add(parts.tags());
    }

    /** The readings of the range of the chosen devices. */
    SqlText readings() {
        return readings(times(query.start(), query.stop()));
    }

    /** Times of messages, from the one to before the other. */
    static SqlText times(Instant start, Instant stop) {
        return new SqlText("log.time >= ? AND log.time < ?", start, stop);
    }

    /** The readings of these times of the chosen devices. OFFSET sees that a value is taken out of its message once. */
    SqlText readings(SqlText times) {
        SqlText range = new SqlText(
                        " CROSS JOIN LATERAL (SELECT log.device, log.time, log.nanos, log.series, log.tag_set, log.fields")
                .add(hasOneField() ? new SqlText(", ").add(valueOrFields()) : new SqlText(""))
                .add(" FROM telemetry AS log WHERE ")
                .add(ofDevice(times))
                .add(" OFFSET 0) AS log" + seriesOfLog() + parts.tagSets());
        if (hasOneField()) {
            range.add(" WHERE log.value IS NOT NULL");
        } else {
            range.add(parts.fields()).add(" WHERE true");
        }
        return range.add(conditions());
    }

    /** The chosen device's messages of these times; of the one measurement where one is wanted, whose name is not read then. */
    private SqlText ofDevice(SqlText times) {
        SqlText messages = new SqlText("log.device = chosen.device AND log.version = 0 AND ").add(times);
        return hasOneMeasurement() ? messages.add(ofSeries()) : messages;
    }

    private SqlText ofSeries() {
        return new SqlText(
                " AND log.series = ANY (ARRAY(SELECT id FROM series"
                        + " WHERE series.device = chosen.device AND series.measurement = ?))",
                query.measurements().get(0));
    }

    /** The totals of the hours of these days of the chosen devices; {@code log} as in {@link #readings()}, of whole series. */
    SqlText totals(SqlText days) {
        SqlText totals = new SqlText("SELECT log.device, ")
                .add(measurement())
                .add(", ")
                .add(hasOneField() ? key() : new SqlText("log.field AS key"))
                .add(", each.*, ")
                .add(parts.tags())
                .add(FleetAggregateSql.EACH_DEVICE)
                .add(" CROSS JOIN LATERAL (SELECT * FROM telemetry_hours AS log WHERE log.device = chosen.device AND ")
                .add(days);
        if (hasOneMeasurement()) {
            totals.add(ofSeries());
        }
        if (!query.fields().isEmpty()) {
            totals.and("log.field = ANY (?)", (Object) FleetSql.texts(query.fields()));
        }
        return totals.add(" OFFSET 0) AS log" + seriesOfLog()
                        + " CROSS JOIN LATERAL unnest(log.hours, log.readings, log.numbers, log.totals, log.least, log.greatest)"
                        + " AS each(hour, readings, numbers, total, least, greatest) WHERE true")
                .add(conditions());
    }

    private boolean hasOneMeasurement() {
        return query.measurements().size() == 1;
    }

    private boolean hasOneField() {
        return query.fields().size() == 1;
    }

    private String seriesOfLog() {
        return hasOneMeasurement() ? "" : FleetSql.SERIES_OF_LOG;
    }

    /** What all rows have alike is a parameter, by which PostgreSQL need not group. */
    private SqlText measurement() {
        return hasOneMeasurement()
                ? new SqlText("?::text AS measurement", query.measurements().get(0))
                : new SqlText("series.measurement");
    }

    private SqlText key() {
        return hasOneField() ? new SqlText("?::text AS key", query.fields().get(0)) : new SqlText("field.key");
    }

    private String value() {
        return hasOneField() ? "log.value" : "field.value";
    }

    private SqlText valueOrFields() {
        return hasOneField()
                ? new SqlText("log.fields -> ? AS value", query.fields().get(0))
                : new SqlText("log.fields");
    }

    /** Those of messages; that of the measurement where {@link #ofDevice} does not have it. */
    private SqlText conditions() {
        return hasOneMeasurement() ? parts.messageConditions() : parts.conditions();
    }
}
