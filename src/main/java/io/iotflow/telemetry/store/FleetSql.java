package io.iotflow.telemetry.store;

import io.iotflow.platform.database.SqlText;
import io.iotflow.telemetry.store.FleetQuery.Cut;
import java.util.List;
import java.util.stream.Collectors;

/** The statements of {@link FleetQueries} for readings, and the parts that those for functions have, too. */
final class FleetSql {

    static final String CHOSEN = "unnest(?::bigint[], ?::integer[]) AS chosen(device, bucket)";

    static final String SERIES = "bucket, measurement, key, tags";

    static final String SERIES_ORDER = "bucket, measurement COLLATE \"C\", key COLLATE \"C\", tags";

    private static final int FEW = 200_000;

    private final FleetQuery query;

    FleetSql(FleetQuery query) {
        this.query = query;
    }

    /** The readings as they were stored, in the order of time. */
    SqlText readings(Cut cut) {
        String byTime = "time " + cut.direction() + ", nanos " + cut.direction();
        SqlText rows = new SqlText(
                        "SELECT chosen.bucket, log.measurement, field.key, log.tags, log.time, log.nanos,"
                                + " field.value FROM " + CHOSEN,
                        query.devices(),
                        query.buckets())
                .add(" CROSS JOIN LATERAL (")
                .add(messages(cut, byTime))
                .add(") AS log")
                .add(fields());
        return cut(
                new SqlText("SELECT " + SERIES + ", time, nanos, value::text FROM (")
                        .add(rows)
                        .add(") AS reading"),
                cut,
                byTime,
                byTime + ", " + SERIES_ORDER + ", value");
    }

    /** A device's messages, each of which has a reading that is wanted: of few readings no more than these. */
    private SqlText messages(Cut cut, String byTime) {
        SqlText messages = new SqlText("SELECT log.time, log.nanos, log.fields, series.measurement, ")
                .add(tags())
                .add(" FROM (SELECT chosen.device) AS one")
                .add(joins("one"))
                .add(" WHERE log.time >= ? AND log.time < ?", query.start(), query.stop())
                .add(conditions());
        if (!query.fields().isEmpty()) {
            messages.and("log.fields ??| ?", (Object) texts(query.fields()));
        }
        long most = cut.rows() + cut.skipped();
        if (cut.perSeries() == 0 && most <= FEW) {
            messages.add(" ORDER BY " + byTime + " FETCH FIRST ? ROWS WITH TIES", most);
        }
        return messages;
    }

    /** The newest reading of each series; without named fields those of each device's newest message of a series. */
    SqlText latest(Cut cut) {
        boolean named = !query.fields().isEmpty();
        SqlText newest = new SqlText("SELECT chosen.bucket, newest.* FROM " + CHOSEN, query.devices(), query.buckets());
        if (named) {
            newest.add(" CROSS JOIN unnest(?::text[]) AS wanted", (Object) texts(query.fields()));
        } else {
            newest.add(" JOIN series AS own ON own.device = chosen.device");
        }
        newest.add(" CROSS JOIN LATERAL (SELECT ")
                .add(columns())
                .add(" FROM (SELECT chosen.device) AS one")
                .add(joins("one"))
                .add(
                        named
                                ? " CROSS JOIN LATERAL (SELECT wanted AS key, log.fields -> wanted AS value) AS field"
                                : " CROSS JOIN LATERAL (SELECT '' AS key, log.fields AS value) AS field")
                .add(" WHERE log.time >= ? AND log.time < ?", query.start(), query.stop())
                .add(conditions())
                .add(named ? " AND field.value IS NOT NULL" : " AND log.series = own.id")
                .add(" ORDER BY log.time DESC, log.nanos DESC LIMIT 1) AS newest");
        String each = "SELECT DISTINCT ON (" + SERIES + ") " + SERIES + ", time, nanos, value FROM (";
        SqlText rows = named
                ? new SqlText(each).add(newest)
                : new SqlText(each + "SELECT bucket, measurement, field.key, tags, time, nanos, field.value FROM (")
                        .add(newest)
                        .add(") AS message CROSS JOIN LATERAL jsonb_each(message.value) AS field");
        rows.add(") AS reading ORDER BY " + SERIES + ", time DESC, nanos DESC");
        return cut(
                new SqlText("SELECT " + SERIES + ", time, nanos, value::text FROM (")
                        .add(rows)
                        .add(") AS newest"),
                cut,
                "time " + cut.direction(),
                SERIES_ORDER);
    }

    SqlText columns() {
        return new SqlText("log.device, series.measurement, field.key, log.time, log.nanos, field.value,"
                        + " CASE WHEN jsonb_typeof(field.value) = 'number' THEN field.value::numeric END AS n, ")
                .add(tags());
    }

    SqlText tags() {
        String each = query.groupTags().stream().map(it -> "tag_set.tags ->> ?").collect(Collectors.joining(", "));
        return new SqlText(
                "ARRAY[" + each + "]::text[] AS tags", query.groupTags().toArray());
    }

    String joins() {
        return joins("chosen");
    }

    String joins(String devices) {
        boolean tags =
                !query.groupTags().isEmpty() || query.conditions().stream().anyMatch(MessageCondition::tag);
        return " JOIN telemetry log ON log.device = " + devices + ".device AND log.version = 0"
                + " JOIN series ON series.id = log.series"
                + (tags ? " JOIN tag_set ON tag_set.id = log.tag_set" : "");
    }

    SqlText fields() {
        return query.fields().isEmpty()
                ? new SqlText(" CROSS JOIN LATERAL jsonb_each(log.fields) AS field(key, value)")
                : new SqlText(
                        " JOIN LATERAL (SELECT key, log.fields -> key AS value FROM unnest(?::text[]) AS key) AS field"
                                + " ON field.value IS NOT NULL",
                        (Object) texts(query.fields()));
    }

    SqlText conditions() {
        SqlText conditions = new SqlText("");
        if (!query.measurements().isEmpty()) {
            conditions.and("series.measurement = ANY (?)", (Object) texts(query.measurements()));
        }
        query.conditions().forEach(it -> conditions.add(" AND ").add(it.sql()));
        return conditions;
    }

    static SqlText cut(SqlText rows, Cut cut, String ofSeries, String order) {
        SqlText all = rows;
        if (cut.perSeries() > 0) {
            all = new SqlText("SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY " + SERIES + " ORDER BY "
                            + ofSeries + ") AS nth FROM (")
                    .add(rows)
                    .add(") AS every) AS numbered WHERE nth <= ?", cut.perSeries());
        }
        return new SqlText("").add(all).add(" ORDER BY " + order + " LIMIT ? OFFSET ?", cut.rows(), cut.skipped());
    }

    static String[] texts(List<String> list) {
        return list.toArray(String[]::new);
    }
}
