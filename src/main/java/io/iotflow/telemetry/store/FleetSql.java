package io.iotflow.telemetry.store;

import io.iotflow.platform.database.SqlText;
import io.iotflow.telemetry.store.FleetFunction.Source;
import io.iotflow.telemetry.store.FleetQuery.Aggregation;
import io.iotflow.telemetry.store.FleetQuery.Cut;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The statements of {@link FleetQueries}. */
final class FleetSql {

    private static final String CHOSEN = "unnest(?::bigint[], ?::integer[]) AS chosen(device, bucket)";

    private static final String SERIES = "bucket, measurement, key, tags";

    private static final String SERIES_ORDER = "bucket, measurement COLLATE \"C\", key COLLATE \"C\", tags";

    private static final String BOUND = """
            WITH bound AS MATERIALIZED (
                SELECT array_agg(timestamptz 'epoch' + micros * interval '1 microsecond' ORDER BY micros) AS bounds
                FROM unnest(?::bigint[]) AS micros)""";

    private static final String BOUNDS = "(SELECT bounds FROM bound)";

    /** Each reading with its neighbours; the last one before the range and the first one behind it belong to them. */
    private static final String STEP = """
            , step AS MATERIALIZED (
                SELECT *, lag(n) OVER neighbours AS before, lag(time) OVER neighbours AS before_time,
                       lead(n) OVER neighbours AS after, lead(time) OVER neighbours AS after_time
                FROM point WINDOW neighbours AS (PARTITION BY device, measurement, key, tags ORDER BY time, nanos))""";

    private static final String SPAN = """
            SELECT chosen.bucket, step.measurement, step.key, step.tags, w, step.value,
                   extract(epoch FROM z - a) AS seconds,
                   CASE WHEN step.after_time IS NOT NULL THEN extract(epoch FROM z - a) * (step.n + (step.after - step.n)
                       * (extract(epoch FROM a - step.time) + extract(epoch FROM z - step.time))
                       / (2 * extract(epoch FROM step.after_time - step.time))) END AS area
            FROM step JOIN\s""" + CHOSEN + """
             ON chosen.device = step.device
            CROSS JOIN LATERAL generate_series(greatest(width_bucket(step.time, :bounds), 1),
                least(width_bucket(coalesce(step.after_time, ?), :bounds), ?)) AS w
            CROSS JOIN LATERAL (SELECT greatest(step.time, :bounds[w]) AS a,
                least(coalesce(step.after_time, ?), :bounds[w + 1]) AS z) AS piece
            WHERE a < z""".replace(":bounds", BOUNDS);

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

    /** The functions of each series and window, series by series. */
    SqlText aggregates(Aggregation aggregation, Cut cut) {
        List<Source> sources = Arrays.stream(Source.values())
                .filter(source -> aggregation.functions().stream().anyMatch(it -> it.source() == source))
                .toList();
        SqlText all = new SqlText(BOUND, aggregation.micros());
        if (!sources.equals(List.of(Source.VALUES))) {
            all.add(", point AS (").add(points(aggregation)).add(")" + STEP);
        }
        all.add(", every_window AS MATERIALIZED (SELECT " + SERIES
                + ", w"); // grouped by hash, and sorted when it is small
        int count = aggregation.functions().size();
        for (int i = 0; i < count; i++) {
            all.add(sources.size() == 1 ? ", f" + i : ", max(f" + i + ") AS f" + i);
        }
        all.add(" FROM (");
        for (int i = 0; i < sources.size(); i++) {
            all.add(i == 0 ? "" : " UNION ALL ").add(source(sources.get(i), aggregation));
        }
        all.add(") AS source");
        if (sources.size() > 1) {
            all.add(" GROUP BY " + SERIES + ", w");
        }
        String some = IntStream.range(0, count).mapToObj(it -> "f" + it).collect(Collectors.joining(", "));
        all.add(") SELECT * FROM every_window WHERE coalesce(" + some + ") IS NOT NULL");
        return cut(all, cut, "w " + cut.direction(), SERIES_ORDER + ", w " + cut.direction());
    }

    private SqlText source(Source source, Aggregation aggregation) {
        SqlText rows = new SqlText("SELECT " + SERIES + ", w");
        List<FleetFunction> functions = aggregation.functions();
        for (int i = 0; i < functions.size(); i++) {
            boolean own = functions.get(i).source() == source;
            rows.add(", " + (own ? "(" + functions.get(i).sql() + ")" : "NULL") + "::text AS f" + i);
        }
        SqlText from = switch (source) {
            case VALUES -> values();
            case STEPS -> steps();
            case SPANS -> spans(aggregation);
        };
        return rows.add(" FROM (").add(from).add(") AS part GROUP BY " + SERIES + ", w");
    }

    private SqlText values() {
        return new SqlText("SELECT chosen.bucket, width_bucket(log.time, " + BOUNDS + ") AS w, ")
                .add(columns())
                .add(" FROM " + CHOSEN, query.devices(), query.buckets())
                .add(joins())
                .add(fields())
                .add(" WHERE log.time >= ? AND log.time < ?", query.start(), query.stop())
                .add(conditions());
    }

    private SqlText steps() {
        return new SqlText(
                        "SELECT chosen.bucket, step.*, width_bucket(step.time, " + BOUNDS + ") AS w,"
                                + " extract(epoch FROM step.time - step.before_time) AS seconds,"
                                + " extract(epoch FROM " + BOUNDS + "[width_bucket(step.time, " + BOUNDS + ") + 1] - "
                                + BOUNDS + "[width_bucket(step.time, " + BOUNDS + ")]) AS length FROM step JOIN "
                                + CHOSEN + " ON chosen.device = step.device",
                        query.devices(),
                        query.buckets())
                .add(" WHERE step.time >= ? AND step.time < ?", query.start(), query.stop());
    }

    private SqlText spans(Aggregation aggregation) {
        return new SqlText(
                SPAN,
                query.devices(),
                query.buckets(),
                aggregation.until(),
                aggregation.bounds().size() - 1,
                aggregation.until());
    }

    /** The readings of the range, and of each series that before it and that behind it. */
    private SqlText points(Aggregation aggregation) {
        return new SqlText("SELECT ")
                .add(columns())
                .add(" FROM unnest(?::bigint[]) AS chosen(device)", (Object) query.eachDeviceOnce())
                .add(joins())
                .add(fields())
                .add(" WHERE log.time >= ? AND log.time < ?", query.start(), query.stop())
                .add(conditions())
                .add(neighbour(aggregation, true))
                .add(neighbour(aggregation, false));
    }

    private SqlText neighbour(Aggregation aggregation, boolean before) {
        String direction = before ? "DESC" : "ASC";
        return new SqlText(
                        " UNION ALL SELECT neighbour.* FROM unnest(?::bigint[]) AS chosen(device)"
                                + " JOIN series AS own ON own.device = chosen.device CROSS JOIN unnest(?::text[]) AS wanted"
                                + " CROSS JOIN LATERAL (SELECT ",
                        query.eachDeviceOnce(),
                        texts(query.fields()))
                .add(columns())
                .add(" FROM (SELECT chosen.device) AS one")
                .add(joins("one"))
                .add(" CROSS JOIN LATERAL (SELECT wanted AS key, log.fields -> wanted AS value) AS field")
                .add(
                        " WHERE log.series = own.id AND log.time >= ? AND log.time < ?",
                        before ? query.start().minus(aggregation.lookback()) : query.stop(),
                        before ? query.start() : query.stop().plus(aggregation.lookback()))
                .add(conditions())
                .add(" AND field.value IS NOT NULL")
                .add(" ORDER BY log.time " + direction + ", log.nanos " + direction + " LIMIT 1) AS neighbour");
    }

    private SqlText columns() {
        return new SqlText("log.device, series.measurement, field.key, log.time, log.nanos, field.value,"
                        + " CASE WHEN jsonb_typeof(field.value) = 'number' THEN field.value::numeric END AS n, ")
                .add(tags());
    }

    private SqlText tags() {
        String each = query.groupTags().stream().map(it -> "tag_set.tags ->> ?").collect(Collectors.joining(", "));
        return new SqlText(
                "ARRAY[" + each + "]::text[] AS tags", query.groupTags().toArray());
    }

    private String joins() {
        return joins("chosen");
    }

    private String joins(String devices) {
        boolean tags =
                !query.groupTags().isEmpty() || query.conditions().stream().anyMatch(MessageCondition::tag);
        return " JOIN telemetry log ON log.device = " + devices + ".device AND log.version = 0"
                + " JOIN series ON series.id = log.series"
                + (tags ? " JOIN tag_set ON tag_set.id = log.tag_set" : "");
    }

    private SqlText fields() {
        return query.fields().isEmpty()
                ? new SqlText(" CROSS JOIN LATERAL jsonb_each(log.fields) AS field(key, value)")
                : new SqlText(
                        " JOIN LATERAL (SELECT key, log.fields -> key AS value FROM unnest(?::text[]) AS key) AS field"
                                + " ON field.value IS NOT NULL",
                        (Object) texts(query.fields()));
    }

    private SqlText conditions() {
        SqlText conditions = new SqlText("");
        if (!query.measurements().isEmpty()) {
            conditions.and("series.measurement = ANY (?)", (Object) texts(query.measurements()));
        }
        query.conditions().forEach(it -> conditions.add(" AND ").add(it.sql()));
        return conditions;
    }

    private static SqlText cut(SqlText rows, Cut cut, String ofSeries, String order) {
        SqlText all = rows;
        if (cut.perSeries() > 0) {
            all = new SqlText("SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY " + SERIES + " ORDER BY "
                            + ofSeries + ") AS nth FROM (")
                    .add(rows)
                    .add(") AS every) AS numbered WHERE nth <= ?", cut.perSeries());
        }
        return new SqlText("").add(all).add(" ORDER BY " + order + " LIMIT ? OFFSET ?", cut.rows(), cut.skipped());
    }

    private static String[] texts(List<String> list) {
        return list.toArray(String[]::new);
    }
}
