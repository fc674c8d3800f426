package io.iotflow.timeseries;

import io.iotflow.telemetry.store.FleetQuery.Cut;
import io.iotflow.telemetry.store.FleetRow;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Hands on which rows are wanted of all those that InfluxDB has, in the order that PostgreSQL would have them in. */
final class FleetCut {

    private final Cut cut;
    private final Consumer<FleetRow> into;
    private final Map<FleetSeries.Key, Integer> ofSeries = new HashMap<>();
    private long seen;

    FleetCut(Cut cut, Consumer<FleetRow> into) {
        this.cut = cut;
        this.into = into;
    }

    /** Whether no further row is wanted. */
    boolean isFull() {
        return seen >= cut.skipped() + cut.rows();
    }

    boolean isNewestFirst() {
        return cut.newestFirst();
    }

    /** Readings of a time behind those before. */
    void readings(List<FleetRow> rows) {
        Comparator<FleetRow> byTime = Comparator.comparing(FleetRow::time);
        rows.sort((cut.newestFirst() ? byTime.reversed() : byTime)
                .thenComparing(FleetSeries.Key::of, FleetSeries.Key.ORDER)
                .thenComparing(row -> row.values().get(0), FleetCut::compareValues));
        rows.forEach(this::add);
    }

    /** The one row of each series. */
    void newest(List<FleetRow> rows) {
        rows.sort(Comparator.comparing(FleetSeries.Key::of, FleetSeries.Key.ORDER));
        rows.forEach(this::add);
    }

    /** All rows, series by series as they are wanted. */
    void series(List<FleetRow> rows) {
        rows.forEach(this::add);
    }

    private void add(FleetRow row) {
        if (isFull()
                || cut.perSeries() > 0 && ofSeries.merge(FleetSeries.Key.of(row), 1, Integer::sum) > cut.perSeries()) {
            return;
        }
        if (++seen > cut.skipped()) {
            into.accept(row);
        }
    }

    /** Texts, then numbers, then booleans: as jsonb has them. */
    private static int compareValues(Object one, Object other) {
        if (one instanceof Double a && other instanceof Double b) {
            return a.compareTo(b);
        }
        if (one instanceof Boolean a && other instanceof Boolean b) {
            return a.compareTo(b);
        }
        return one instanceof String a && other instanceof String b
                ? Utf8Order.compare(a, b)
                : Integer.compare(rank(one), rank(other));
    }

    private static int rank(Object value) {
        return value instanceof String ? 0 : value instanceof Double ? 1 : 2;
    }
}
