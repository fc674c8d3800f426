package io.iotflow.telemetry.store;

import io.iotflow.platform.database.SqlText;
import io.iotflow.telemetry.store.FleetQuery.Cut;
import java.util.List;
import java.util.stream.Collectors;

/** The statement of {@link FleetQueries} for the latest readings, and the parts that the others have, too. */
final class FleetSql {

    static final String CHOSEN = "unnest(?::bigint[], ?::integer[]) AS chosen(device, bucket)";

    static final String SERIES = "bucket, measurement, key, tags";

    static final String VALUE = ", log.time, log.nanos, field.value,"
            + " CASE WHEN jsonb_typeof(field.value) = 'number' THEN field.value::numeric END AS n, ";

    static final String SERIES_OF_LOG = " JOIN series ON series.id = log.series";

    private static final String OWN_SERIES = " JOIN series AS own ON own.device = chosen.device";

    /** A set of tags that the device no longer sends would be looked for as far back as the question goes. */
    private static final String OWN_MEASUREMENTS = " JOIN LATERAL (SELECT DISTINCT measurement FROM series"
            + " WHERE series.device = chosen.device) AS own ON true";

    /** A field is not looked for in a measurement of which others are known only: that would go through all messages. */
    private static final String WANTED = """
             JOIN LATERAL unnest(?::text[]) AS wanted
            ON EXISTS (SELECT FROM field_type WHERE field_type.measurement = own.measurement AND field = wanted)
                OR NOT EXISTS (SELECT FROM field_type WHERE field_type.measurement = own.measurement)""";

    private final FleetQuery query;

    FleetSql(FleetQuery query) {
        this.query = query;
    }

    /** The newest reading of each series; without named fields those of each device's newest message of a series. */
    SqlText latest(Cut cut) {
        boolean named = !query.fields().isEmpty();
        boolean bySeries = !named || !query.groupTags().isEmpty();
        SqlText newest = new SqlText("SELECT chosen.bucket, newest.* FROM " + CHOSEN, query.devices(), query.buckets())
                .add(bySeries ? OWN_SERIES : OWN_MEASUREMENTS);
        if (!query.measurements().isEmpty()) { // in others nothing would be found, after all messages were looked at
            newest.add(" AND own.measurement = ANY (?)", (Object) texts(query.measurements()));
        }
        if (named) {
            newest.add(WANTED, (Object) texts(query.fields()));
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
                .add(bySeries ? " AND log.series = own.id" : " AND series.measurement = own.measurement")
                .add(named ? " AND field.value IS NOT NULL" : "")
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
                seriesOrder());
    }

    /** {@link #SERIES} as it is sent: without what all rows have alike. */
    String series() {
        return "bucket"
                + (query.measurements().size() == 1 ? ", NULL::text AS measurement" : ", measurement")
                + (query.fields().size() == 1 ? ", NULL::text AS key" : ", key")
                + (query.groupTags().isEmpty() ? ", NULL::text[] AS tags" : ", tags");
    }

    /** Series in the order of their texts' code points; what all have alike is not compared. */
    String seriesOrder() {
        return "bucket"
                + (query.measurements().size() == 1 ? "" : ", measurement COLLATE \"C\"")
                + (query.fields().size() == 1 ? "" : ", key COLLATE \"C\"")
                + (query.groupTags().isEmpty() ? "" : ", tags COLLATE \"C\"");
    }

    SqlText columns() {
        return new SqlText("log.device, series.measurement, field.key" + VALUE).add(tags());
    }

    SqlText tags() {
        String each = query.groupTags().stream().map(it -> "tag_set.tags ->> ?").collect(Collectors.joining(", "));
        return new SqlText(
                "ARRAY[" + each + "]::text[] AS tags", query.groupTags().toArray());
    }

    String joins(String devices) {
        return " JOIN telemetry log ON log.device = " + devices + ".device AND log.version = 0" + SERIES_OF_LOG
                + tagSets();
    }

    String tagSets() {
        boolean tags =
                !query.groupTags().isEmpty() || query.conditions().stream().anyMatch(MessageCondition::tag);
        return tags ? " JOIN tag_set ON tag_set.id = log.tag_set" : "";
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
        return conditions.add(messageConditions());
    }

    SqlText messageConditions() {
        SqlText conditions = new SqlText("");
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
