package io.iotflow.telemetry.store;

import io.iotflow.platform.database.SqlText;
import io.iotflow.telemetry.store.FleetFunction.Source;
import io.iotflow.telemetry.store.FleetQuery.Aggregation;
import io.iotflow.telemetry.store.FleetQuery.Cut;
import io.iotflow.telemetry.store.HourTotals.Hours;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The statement of {@link FleetQueries} for functions of windows. It goes bucket by bucket, so that what is sorted and grouped
 * at once is small, and the first rows come before the last bucket is read.
 */
final class FleetAggregateSql {

    private static final String BOUND = """
            WITH bound AS MATERIALIZED (
                SELECT array_agg(timestamptz 'epoch' + micros * interval '1 microsecond' ORDER BY micros) AS bounds
                FROM unnest(?::bigint[]) AS micros)""";

    static final String BOUNDS = "(SELECT bounds FROM bound)";

    private static final String OWN = " FROM (SELECT bucket, array_agg(device) AS devices"
            + " FROM unnest(?::bigint[], ?::integer[]) AS chosen(device, bucket) GROUP BY bucket) AS own";

    static final String EACH_DEVICE = " FROM unnest(own.devices) AS chosen(device)";

    /** Of one bucket. */
    private static final String SERIES = "measurement, key, tags";

    /** Each reading with its neighbours; the last one before the range and the first one behind it belong to them. */
    private static final String STEP = """
            , step AS MATERIALIZED (
                SELECT *, lag(n) OVER neighbours AS before, lag(time) OVER neighbours AS before_time,
                       lead(n) OVER neighbours AS after, lead(time) OVER neighbours AS after_time
                FROM point WINDOW neighbours AS (PARTITION BY device, measurement, key, tags ORDER BY time, nanos))""";

    private static final String STEPS = """
            SELECT step.*, width_bucket(step.time, :bounds) AS bin,
                   extract(epoch FROM step.time - step.before_time) AS seconds,
                   extract(epoch FROM :bounds[width_bucket(step.time, :bounds) + 1]
                       - :bounds[width_bucket(step.time, :bounds)]) AS length
            FROM step WHERE step.time >= ? AND step.time < ?""".replace(":bounds", BOUNDS);

    private static final String SPANS = """
            SELECT step.measurement, step.key, step.tags, bin, step.value, extract(epoch FROM z - a) AS seconds,
                   CASE WHEN step.after_time IS NOT NULL THEN extract(epoch FROM z - a) * (step.n + (step.after - step.n)
                       * (extract(epoch FROM a - step.time) + extract(epoch FROM z - step.time))
                       / (2 * extract(epoch FROM step.after_time - step.time))) END AS area
            FROM step
            CROSS JOIN LATERAL generate_series(greatest(width_bucket(step.time, :bounds), 1),
                least(width_bucket(coalesce(step.after_time, ?), :bounds), ?)) AS bin
            CROSS JOIN LATERAL (SELECT greatest(step.time, :bounds[bin]) AS a,
                least(coalesce(step.after_time, ?), :bounds[bin + 1]) AS z) AS piece
            WHERE a < z""".replace(":bounds", BOUNDS);

    private final FleetQuery query;
    private final Aggregation aggregation;
    private final FleetSql parts;
    private final FleetRange range;
    private final WindowSql windows;
    private final Optional<Hours> hours;

    /** @param hours whose totals may be read instead of readings, where {@link FleetTotals#canAnswer} */
    FleetAggregateSql(FleetQuery query, Aggregation aggregation, Optional<Hours> hours) {
        this.query = query;
        this.aggregation = aggregation;
        this.parts = new FleetSql(query);
        this.range = new FleetRange(query);
        this.windows = WindowSql.of(aggregation.micros());
        this.hours = hours;
    }

    /** The functions of each series and window, series by series; OFFSET sees that the condition computes none of them again. */
    SqlText text(Cut cut) {
        String each = functions("f%d");
        SqlText all = new SqlText(BOUND, aggregation.micros())
                .add(" SELECT " + parts.series() + ", w, " + each + OWN, query.devices(), query.buckets())
                .add(" CROSS JOIN LATERAL (")
                .add(ofBucket())
                .add(" OFFSET 0) AS every_window WHERE coalesce(" + each + ") IS NOT NULL");
        return FleetSql.cut(all, cut, "w " + cut.direction(), parts.seriesOrder() + ", w " + cut.direction());
    }

    private String functions(String each) {
        return IntStream.range(0, aggregation.functions().size())
                .mapToObj(it -> each.replace("%d", Integer.toString(it)))
                .collect(Collectors.joining(", "));
    }

    private SqlText ofBucket() {
        List<Source> sources = Arrays.stream(Source.values())
                .filter(source -> aggregation.functions().stream().anyMatch(it -> it.source() == source))
                .toList();
        SqlText all = new SqlText("");
        if (!sources.equals(List.of(Source.VALUES))) {
            all.add("WITH point AS (").add(points()).add(")" + STEP + " ");
        }
        if (sources.size() == 1) {
            return all.add(source(sources.get(0)));
        }
        all.add("SELECT " + SERIES + ", w, " + functions("max(f%d) AS f%d") + " FROM (");
        for (int i = 0; i < sources.size(); i++) {
            all.add(i == 0 ? "" : " UNION ALL ").add(source(sources.get(i)));
        }
        return all.add(") AS source GROUP BY " + SERIES + ", w");
    }

    private SqlText source(Source source) {
        SqlText rows = new SqlText("SELECT " + SERIES + ", ");
        rows.add(source == Source.VALUES ? windows.number("bin") : new SqlText("bin"))
                .add(" AS w");
        List<FleetFunction> functions = aggregation.functions();
        for (int i = 0; i < functions.size(); i++) {
            boolean own = functions.get(i).source() == source;
            rows.add(", " + (own ? "(" + sql(functions.get(i)) + ")" : "NULL") + "::text AS f" + i);
        }
        SqlText from = switch (source) {
            case VALUES -> values();
            case STEPS -> new SqlText(STEPS, query.start(), query.stop());
            case SPANS -> {
                int count = aggregation.bounds().size() - 1;
                yield new SqlText(SPANS, aggregation.until(), count, aggregation.until());
            }
        };
        return rows.add(" FROM (").add(from).add(") AS part GROUP BY " + SERIES + ", bin");
    }

    private String sql(FleetFunction function) {
        return hours.isPresent() ? function.ofTotals().orElseThrow() : function.sql();
    }

    private SqlText values() {
        if (hours.isPresent()) {
            return new FleetTotals(query, range, windows, hours.get()).values();
        }
        return new SqlText("SELECT ")
                .add(windows.of("log.time"))
                .add(" AS bin, ")
                .add(range.columns())
                .add(EACH_DEVICE)
                .add(range.readings());
    }

    /** The readings of the range, and of each series that before it and that behind it. */
    private SqlText points() {
        return new SqlText("SELECT ")
                .add(range.columns())
                .add(EACH_DEVICE)
                .add(range.readings())
                .add(neighbour(true))
                .add(neighbour(false));
    }

    private SqlText neighbour(boolean before) {
        String direction = before ? "DESC" : "ASC";
        return new SqlText(
                        " UNION ALL SELECT neighbour.*" + EACH_DEVICE
                                + " JOIN series AS own_series ON own_series.device = chosen.device"
                                + " CROSS JOIN unnest(?::text[]) AS wanted CROSS JOIN LATERAL (SELECT ",
                        (Object) FleetSql.texts(query.fields()))
                .add(parts.columns())
                .add(" FROM (SELECT chosen.device) AS one")
                .add(parts.joins("one"))
                .add(" CROSS JOIN LATERAL (SELECT wanted AS key, log.fields -> wanted AS value) AS field")
                .add(
                        " WHERE log.series = own_series.id AND log.time >= ? AND log.time < ?",
                        before ? query.start().minus(aggregation.lookback()) : query.stop(),
                        before ? query.start() : query.stop().plus(aggregation.lookback()))
                .add(parts.conditions())
                .add(" AND field.value IS NOT NULL")
                .add(" ORDER BY log.time " + direction + ", log.nanos " + direction + " LIMIT 1) AS neighbour");
    }
}
