package io.iotflow.timeseries;

import io.iotflow.telemetry.store.FleetRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What stands for a window of a series that has no value.
 *
 * @param kind how
 * @param value of {@link Kind#VALUE}; else null
 */
record WindowFill(Kind kind, Double value) {

    enum Kind {
        NONE,
        NULL,
        PREVIOUS,
        LINEAR,
        VALUE
    }

    /** Reads none, null, previous, linear or a number; empty where it is something else. */
    static Optional<WindowFill> of(String text) {
        for (Kind kind : Kind.values()) {
            if (kind != Kind.VALUE && FleetQuestion.text(kind).equals(text)) {
                return Optional.of(new WindowFill(kind, null));
            }
        }
        try {
            double number = Double.parseDouble(text);
            return Double.isFinite(number) ? Optional.of(new WindowFill(Kind.VALUE, number)) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    boolean isNone() {
        return kind == Kind.NONE;
    }

    /**
     * The rows of one series with a row for each window.
     *
     * @param rows in the order of time, upwards or downwards
     * @param begins of all windows, upwards
     */
    List<FleetRow> fill(List<FleetRow> rows, List<Instant> begins, boolean newestFirst) {
        FleetRow any = rows.get(0);
        int columns = any.values().size();
        Map<Instant, FleetRow> byTime = new HashMap<>();
        rows.forEach(it -> byTime.put(it.time(), it));
        Object[][] values = new Object[columns][begins.size()];
        for (int i = 0; i < begins.size(); i++) {
            FleetRow row = byTime.get(begins.get(i));
            for (int column = 0; column < columns && row != null; column++) {
                values[column][i] = row.values().get(column);
            }
        }
        Arrays.stream(values).forEach(column -> fill(column, begins));
        List<FleetRow> filled = new ArrayList<>();
        for (int i = 0; i < begins.size(); i++) {
            List<Object> row = new ArrayList<>();
            for (Object[] column : values) {
                row.add(column[i]);
            }
            filled.add(new FleetRow(any.bucket(), any.measurement(), any.field(), any.tags(), begins.get(i), row));
        }
        if (newestFirst) {
            Collections.reverse(filled);
        }
        return filled;
    }

    private void fill(Object[] column, List<Instant> begins) {
        int last = -1; // the last window before this one that has a value of its own
        for (int i = 0; i < column.length; i++) {
            if (column[i] != null) {
                if (kind == Kind.LINEAR && last >= 0) {
                    interpolate(column, begins, last, i);
                }
                last = i;
            } else if (kind == Kind.VALUE) {
                column[i] = value;
            } else if (kind == Kind.PREVIOUS && last >= 0) {
                column[i] = column[last];
            }
        }
    }

    private static void interpolate(Object[] column, List<Instant> begins, int from, int to) {
        if (!(column[from] instanceof Double first) || !(column[to] instanceof Double second)) {
            return;
        }
        double length = seconds(begins.get(from), begins.get(to));
        for (int i = from + 1; i < to; i++) {
            column[i] = first + (second - first) * seconds(begins.get(from), begins.get(i)) / length;
        }
    }

    private static double seconds(Instant from, Instant to) {
        return (to.getEpochSecond() - from.getEpochSecond()) + (to.getNano() - from.getNano()) / 1e9;
    }
}
