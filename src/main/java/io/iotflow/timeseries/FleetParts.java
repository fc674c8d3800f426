package io.iotflow.timeseries;

import io.iotflow.platform.problem.Problem;
import io.iotflow.telemetry.store.FleetFunction;
import io.iotflow.telemetry.store.FleetRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** Puts the windows of the answer's series together from what InfluxDB's series say of them. */
final class FleetParts {

    private static final int MOST = 1_000_000;

    private final List<Instant> bounds;
    private final Map<FleetSeries.Key, NavigableMap<Integer, Window>> windows = new HashMap<>();
    private FleetTables.Source last; // neighbours are mostly of one series
    private List<NavigableMap<Integer, Window>> ofLast;
    private int window;
    private int count;

    /** Several series have a part of a window that can only be of one. */
    static final class NotAlone extends RuntimeException {

        private static final long serialVersionUID = 1L;

        NotAlone() {
            super(null, null, false, false);
        }
    }

    /** @param bounds where each window begins, and behind them where the last one ends */
    FleetParts(List<Instant> bounds) {
        this.bounds = bounds;
    }

    private static final class Window {

        private String device;
        private Set<String> others = Set.of();
        private double count;
        private Double sum;
        private Double mean;
        private Double min;
        private Double max;
        private Reading first;
        private Reading last;

        void add(WindowPart part, String sender, Reading reading) {
            switch (part) {
                case COUNT -> {
                    count += number(reading);
                    addDevice(sender);
                }
                case MEAN -> {
                    if (mean != null) {
                        throw new NotAlone();
                    }
                    mean = number(reading);
                }
                case SUM -> sum = (sum == null ? 0 : sum) + number(reading);
                case MIN -> min = min == null ? number(reading) : Double.valueOf(Math.min(min, number(reading)));
                case MAX -> max = max == null ? number(reading) : Double.valueOf(Math.max(max, number(reading)));
                case FIRST -> first = first == null || reading.time.isBefore(first.time) ? reading : first;
                case LAST -> last = last == null || reading.time.isAfter(last.time) ? reading : last;
            }
        }

        private void addDevice(String sender) {
            if (device == null) {
                device = sender;
            } else if (!device.equals(sender)) {
                others = others.isEmpty() ? new HashSet<>() : others;
                others.add(sender);
            }
        }

        private static double number(Reading reading) {
            return ((Number) reading.value).doubleValue();
        }

        Object value(FleetFunction.Kind function) {
            return switch (function) {
                case COUNT -> count == 0 ? null : (Object) count;
                case DEVICES -> device == null ? null : (Object) (1.0 + others.size());
                case SUM -> sum == null ? null : finite(sum);
                case MEAN -> mean();
                case MIN -> min;
                case MAX -> max;
                case SPREAD -> max == null || min == null ? null : finite(max - min);
                case FIRST -> first == null ? null : first.value;
                case LAST -> last == null ? null : last.value;
                default -> throw new IllegalArgumentException(function + " has no parts");
            };
        }

        private Double mean() {
            if (mean != null) {
                return finite(mean);
            }
            return sum == null || count == 0 ? null : finite(sum / count);
        }

        private static Double finite(double number) {
            return Double.isFinite(number) ? number : null;
        }
    }

    private record Reading(Instant time, Object value) {}

    /** Adds a part of one window of one of InfluxDB's series. */
    void add(WindowPart part, FleetTables.Source source, Instant time, Object value) {
        goTo(time);
        Reading reading = new Reading(time, value);
        if (source != last) {
            last = source;
            ofLast = source.keys().stream()
                    .map(key -> windows.computeIfAbsent(key, it -> new TreeMap<>()))
                    .toList();
        }
        for (Map<Integer, Window> ofSeries : ofLast) {
            ofSeries.computeIfAbsent(window, it -> made()).add(part, source.device(), reading);
        }
    }

    /** Mostly the window behind that of the part before. */
    private void goTo(Instant time) {
        if (window + 1 < bounds.size() && bounds.get(window + 1).equals(time)) {
            window++;
        } else {
            int at = Collections.binarySearch(bounds, time);
            window = at < 0 ? -at - 2 : at;
        }
    }

    private Window made() {
        if (++count > MOST) {
            throw Problem.invalid(
                    "start",
                    "makes more than " + MOST + " windows with values, which InfluxDB answers for no more of: choose a"
                            + " shorter range, fewer devices or fields, or longer windows");
        }
        return new Window();
    }

    /** The functions of each series and window that has one of them, series by series. */
    List<FleetRow> rows(List<FleetFunction> functions, boolean newestFirst) {
        List<FleetRow> rows = new ArrayList<>(count);
        windows.keySet().stream().sorted(FleetSeries.Key.ORDER).forEach(key -> {
            NavigableMap<Integer, Window> ofSeries = windows.get(key);
            (newestFirst ? ofSeries.descendingMap() : ofSeries)
                    .forEach((window, parts) -> add(key.row(bounds.get(window), values(parts, functions)), rows));
        });
        return rows;
    }

    private static List<Object> values(Window window, List<FleetFunction> functions) {
        List<Object> values = new ArrayList<>(functions.size());
        functions.forEach(it -> values.add(window.value(it.kind())));
        return values;
    }

    private static void add(FleetRow row, List<FleetRow> rows) {
        if (row.values().stream().anyMatch(Objects::nonNull)) {
            rows.add(row);
        }
    }
}
