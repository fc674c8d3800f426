package io.iotflow.telemetry.store;

import static io.iotflow.telemetry.store.FleetSql.CHOSEN;
import static io.iotflow.telemetry.store.FleetSql.SERIES;
import static io.iotflow.telemetry.store.FleetSql.SERIES_ORDER;

import io.iotflow.platform.database.SqlText;
import io.iotflow.telemetry.store.FleetFunction.Source;
import io.iotflow.telemetry.store.FleetQuery.Aggregation;
import io.iotflow.telemetry.store.FleetQuery.Cut;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The statement of {@link FleetQueries} for functions of windows. */
final class FleetAggregateSql {

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

    private final FleetQuery query;
    private final Aggregation aggregation;
    private final FleetSql parts;

    FleetAggregateSql(FleetQuery query, Aggregation aggregation) {
        this.query = query;
        this.aggregation = aggregation;
        this.parts = new FleetSql(query);
    }

    /** The functions of each series and window, series by series. */
    SqlText text(Cut cut) {
        List<Source> sources = Arrays.stream(Source.values())
                .filter(source -> aggregation.functions().stream().anyMatch(it -> it.source() == source))
                .toList();
        SqlText all = new SqlText(BOUND, aggregation.micros());
        if (!sources.equals(List.of(Source.VALUES))) {
            all.add(", point AS (").add(points()).add(")" + STEP);
        }
        all.add(", every_window AS MATERIALIZED (SELECT " + SERIES
                + ", w"); // grouped by hash, and sorted when it is small
        int count = aggregation.functions().size();
        for (int i = 0; i < count; i++) {
            all.add(sources.size() == 1 ? ", f" + i : ", max(f" + i + ") AS f" + i);
        }
        all.add(" FROM (");
        for (int i = 0; i < sources.size(); i++) {
            all.add(i == 0 ? "" : " UNION ALL ").add(source(sources.get(i)));
        }
        all.add(") AS source");
        if (sources.size() > 1) {
            all.add(" GROUP BY " + SERIES + ", w");
        }
        String some = IntStream.range(0, count).mapToObj(it -> "f" + it).collect(Collectors.joining(", "));
        all.add(") SELECT * FROM every_window WHERE coalesce(" + some + ") IS NOT NULL");
        return FleetSql.cut(all, cut, "w " + cut.direction(), SERIES_ORDER + ", w " + cut.direction());
    }

    private SqlText source(Source source) {
        SqlText rows = new SqlText("SELECT " + SERIES + ", w");
        List<FleetFunction> functions = aggregation.functions();
        for (int i = 0; i < functions.size(); i++) {
            boolean own = functions.get(i).source() == source;
            rows.add(", " + (own ? "(" + functions.get(i).sql() + ")" : "NULL") + "::text AS f" + i);
        }
        SqlText from = switch (source) {
            case VALUES -> values();
            case STEPS -> steps();
            case SPANS -> spans();
        };
        return rows.add(" FROM (").add(from).add(") AS part GROUP BY " + SERIES + ", w");
    }

    private SqlText values() {
        return new SqlText("SELECT chosen.bucket, width_bucket(log.time, " + BOUNDS + ") AS w, ")
                .add(parts.columns())
                .add(" FROM " + CHOSEN, query.devices(), query.buckets())
                .add(parts.joins())
                .add(parts.fields())
                .add(" WHERE log.time >= ? AND log.time < ?", query.start(), query.stop())
                .add(parts.conditions());
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

    private SqlText spans() {
        return new SqlText(
                SPAN,
                query.devices(),
                query.buckets(),
                aggregation.until(),
                aggregation.bounds().size() - 1,
                aggregation.until());
    }

    /** The readings of the range, and of each series that before it and that behind it. */
    private SqlText points() {
        return new SqlText("SELECT ")
                .add(parts.columns())
                .add(" FROM unnest(?::bigint[]) AS chosen(device)", (Object) query.eachDeviceOnce())
                .add(parts.joins())
                .add(parts.fields())
                .add(" WHERE log.time >= ? AND log.time < ?", query.start(), query.stop())
                .add(parts.conditions())
                .add(neighbour(true))
                .add(neighbour(false));
    }

    private SqlText neighbour(boolean before) {
        String direction = before ? "DESC" : "ASC";
        return new SqlText(
                        " UNION ALL SELECT neighbour.* FROM unnest(?::bigint[]) AS chosen(device)"
                                + " JOIN series AS own ON own.device = chosen.device CROSS JOIN unnest(?::text[]) AS wanted"
                                + " CROSS JOIN LATERAL (SELECT ",
                        query.eachDeviceOnce(),
                        FleetSql.texts(query.fields()))
                .add(parts.columns())
                .add(" FROM (SELECT chosen.device) AS one")
                .add(parts.joins("one"))
                .add(" CROSS JOIN LATERAL (SELECT wanted AS key, log.fields -> wanted AS value) AS field")
                .add(
                        " WHERE log.series = own.id AND log.time >= ? AND log.time < ?",
                        before ? query.start().minus(aggregation.lookback()) : query.stop(),
                        before ? query.start() : query.stop().plus(aggregation.lookback()))
                .add(parts.conditions())
                .add(" AND field.value IS NOT NULL")
                .add(" ORDER BY log.time " + direction + ", log.nanos " + direction + " LIMIT 1) AS neighbour");
    }
}
