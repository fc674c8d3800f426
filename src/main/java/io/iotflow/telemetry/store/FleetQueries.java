package io.iotflow.telemetry.store;

import io.iotflow.platform.database.DatabaseException;
import io.iotflow.platform.database.Sql;
import io.iotflow.platform.database.SqlText;
import io.iotflow.platform.json.Json;
import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.task.SpareThreads;
import io.iotflow.telemetry.store.FleetQuery.Aggregation;
import io.iotflow.telemetry.store.FleetQuery.Cut;
import io.iotflow.telemetry.store.HourTotals.Hours;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Answers questions about many devices from the log: PostgreSQL computes, and only the answer is read, some rows at a time.
 * Each is one statement, or several for the windows of many devices, which PostgreSQL ends after a time: 400.
 */
@Dependent
public class FleetQueries {

    /** So many rows are read at a time of an answer that may have more than {@link #PAGE}. */
    private static final int FETCHED = 2_000;

    /** A page is in memory anyway, so it is read while PostgreSQL makes the rest of it. */
    private static final int PAGE = 20_001;

    /**
     * PostgreSQL's own 4 MB spill a group's hourly means to its disk, which doubles the time; and to compile a statement takes it
     * longer than most of the answers.
     */
    static final String SETTINGS = "SELECT set_config('work_mem', '32MB', true), set_config('jit', 'off', true)";

    /** PostgreSQL's word that the time is over must still come. */
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private static final String CANCELLED = "57014"; // by the time-out of the statement

    private final Sql sql;
    private final SpareThreads spare;
    private final HourTotals totals;

    @Inject
    FleetQueries(Sql sql, SpareThreads spare, HourTotals totals) {
        this.sql = sql;
        this.spare = spare;
        this.totals = totals;
    }

    /** How long an answer may take, and until when. */
    private record Time(Duration all, Instant end) {

        static Time of(Duration all) {
            return new Time(all, Instant.now().plus(all));
        }

        Duration left() {
            Duration left = Duration.between(Instant.now(), end);
            return left.isNegative() ? Duration.ZERO : left;
        }
    }

    /** The readings, in the order of time. */
    public void readings(FleetQuery query, Cut cut, Duration timeout, Consumer<FleetRow> into) {
        FleetRange range = new FleetRange(query);
        read(range.readings(cut, isOfOneSeries(range)), cut, Time.of(timeout), rows -> reading(rows, query), into);
    }

    /** To look costs less than to sort each reading by its value behind its time. */
    private boolean isOfOneSeries(FleetRange range) {
        return range.countOfSeries()
                .filter(it -> sql.list(it, row -> row.getInt(1)).get(0) == 1)
                .isPresent();
    }

    /**
     * The newest reading of each series, series by series; where no field is named, of the fields that the newest message of
     * each measurement and tag set has.
     */
    public void latest(FleetQuery query, Cut cut, Duration timeout, Consumer<FleetRow> into) {
        read(new FleetSql(query).latest(cut), cut, Time.of(timeout), rows -> reading(rows, query), into);
    }

    /** The functions of each series and window, series by series. Windows without a value are left out. */
    public void aggregates(
            FleetQuery query, Aggregation aggregation, Cut cut, Duration timeout, Consumer<FleetRow> into) {
        int windows = aggregation.bounds().size() - 1;
        Time time = Time.of(timeout);
        Optional<Hours> hours = FleetTotals.canAnswer(query, aggregation)
                ? totals.within(query.start(), query.stop())
                : Optional.empty();
        if (cut.skipped() > 0 || cut.rows() <= FleetPortions.ROWS) {
            readAggregates(query, aggregation, hours, cut, time, into);
            return;
        }
        new FleetPortions(
                        FleetPortions.of(query, windows),
                        (portion, rows, its) -> readAggregates(portion, aggregation, hours, cut.of(rows), time, its))
                .read(cut.rows(), spare, into);
    }

    private void readAggregates(
            FleetQuery query,
            Aggregation aggregation,
            Optional<Hours> hours,
            Cut cut,
            Time time,
            Consumer<FleetRow> into) {
        read(
                new FleetAggregateSql(query, aggregation, hours).text(cut),
                cut,
                time,
                rows -> aggregates(rows, query, aggregation),
                into);
    }

    private void read(SqlText query, Cut cut, Time time, Sql.Row<FleetRow> reader, Consumer<FleetRow> into) {
        try {
            // In a transaction: only there the driver reads some rows at a time.
            sql.inNewTransaction(() -> {
                sql.call(SETTINGS);
                Duration left = time.left();
                return sql.within(left, cut.rows() <= PAGE ? 0 : FETCHED)
                        .waiting(left.plus(ANSWER))
                        .read(query, rows -> {
                            while (rows.next()) {
                                into.accept(reader.read(rows));
                            }
                            return null;
                        });
            });
        } catch (DatabaseException e) {
            if (e.getCause() instanceof SQLException cause && CANCELLED.equals(cause.getSQLState())) {
                throw Problem.invalid(
                        "start",
                        "makes a question that takes longer than " + time.all.toSeconds()
                                + " s: choose a shorter range, fewer devices or fields, or longer windows");
            }
            throw e;
        }
    }

    private static FleetRow reading(ResultSet rows, FleetQuery query) throws SQLException {
        Instant time = Sql.instant(rows, 5).plusNanos(rows.getInt(6));
        return row(rows, query, time, List.of(PointRows.value(rows.getString(7))));
    }

    private static FleetRow aggregates(ResultSet rows, FleetQuery query, Aggregation aggregation) throws SQLException {
        List<Object> values = new ArrayList<>(aggregation.functions().size());
        for (int i = 0; i < aggregation.functions().size(); i++) {
            values.add(value(aggregation.functions().get(i), rows.getString(6 + i)));
        }
        return row(rows, query, aggregation.bounds().get(rows.getInt(5) - 1), values);
    }

    private static FleetRow row(ResultSet rows, FleetQuery query, Instant time, List<Object> values)
            throws SQLException {
        List<String> tags = query.groupTags().isEmpty()
                ? List.of()
                : Arrays.asList((String[]) rows.getArray(4).getArray());
        return new FleetRow(
                rows.getInt(1), name(query.measurements(), rows, 2), name(query.fields(), rows, 3), tags, time, values);
    }

    /** Where one is wanted, all rows have it. */
    private static String name(List<String> wanted, ResultSet rows, int column) throws SQLException {
        return wanted.size() == 1 ? wanted.get(0) : rows.getString(column);
    }

    private static Object value(FleetFunction function, String text) {
        if (text == null) {
            return null;
        }
        if (function.kind().isJson()) {
            JsonValue json = Json.read(text);
            return json instanceof JsonObject states ? byState(states) : PointRows.value(json);
        }
        double number = Double.parseDouble(text);
        return Double.isFinite(number) ? number : null;
    }

    private static Map<String, Double> byState(JsonObject states) {
        Map<String, Double> byState = new TreeMap<>();
        states.forEach((state, seconds) -> byState.put(state, ((JsonNumber) seconds).doubleValue()));
        return byState;
    }
}
