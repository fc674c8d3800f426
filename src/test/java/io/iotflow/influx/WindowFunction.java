package io.iotflow.influx;

import static io.iotflow.influx.FluxTable.TIME;
import static io.iotflow.influx.FluxTable.VALUE;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The functions that {@code aggregateWindow} may name. */
enum WindowFunction {
    MEAN,
    MIN,
    MAX,
    SUM,
    COUNT,
    FIRST,
    LAST,
    MEDIAN,
    SPREAD,
    STDDEV;

    private static final BigInteger UNSIGNED_MODULUS = BigInteger.ONE.shiftLeft(64);

    /** The function of that Flux name, or null. */
    static WindowFunction named(String name) {
        return Arrays.stream(values())
                .filter(function -> function.fluxName().equals(name))
                .findFirst()
                .orElse(null);
    }

    private String fluxName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Selectors keep one of the window's rows with all its columns; aggregates keep the group key only. */
    boolean keepsRow() {
        return this == MIN || this == MAX || this == FIRST || this == LAST;
    }

    boolean runsInStorage() {
        return keepsRow() || this == MEAN || this == SUM || this == COUNT;
    }

    FieldType resultType(FieldType input) {
        boolean anyInput = this == COUNT || this == FIRST || this == LAST;
        if (!anyInput && !input.isNumeric()) {
            throw refused(input.messageName);
        }
        return switch (this) {
            case COUNT -> FieldType.INTEGER;
            case MEAN, MEDIAN, STDDEV -> FieldType.FLOAT;
            default -> input;
        };
    }

    private InfluxFailure refused(String type) {
        return switch (this) {
            case MIN, MAX ->
                InfluxFailure.internal("panic: unsupported for aggregate " + fluxName() + ": *reads." + type
                        + "MultiShardArrayCursor");
            case MEAN, SUM -> InfluxFailure.invalid("unsupported input type for " + fluxName() + " aggregate: " + type);
            default ->
                InfluxFailure.invalid("runtime error: aggregateWindow: unsupported aggregate column type "
                        + type.replace("boolean", "bool"));
        };
    }

    /** The time of the row that is kept, else another. */
    long time(List<Map<String, Object>> window, long other) {
        return keepsRow() ? (Long) kept(window).get(TIME) : other;
    }

    private Map<String, Object> kept(List<Map<String, Object>> window) {
        Comparator<Map<String, Object>> byValue = (left, right) -> compare(left.get(VALUE), right.get(VALUE));
        return switch (this) {
            case MIN -> window.stream().min(byValue).orElseThrow();
            case MAX -> window.get(firstMaximum(window, byValue));
            case LAST -> window.get(window.size() - 1);
            default -> window.get(0);
        };
    }

    /** The window's one row, stamped with this time. */
    Map<String, Object> row(List<Map<String, Object>> window, long time) {
        Map<String, Object> row = new LinkedHashMap<>(kept(window));
        if (!keepsRow()) {
            row.put(
                    VALUE,
                    aggregate(window.stream().map(each -> each.get(VALUE)).toList()));
        }
        row.put(TIME, time);
        return row;
    }

    private static int firstMaximum(List<Map<String, Object>> window, Comparator<Map<String, Object>> byValue) {
        int best = 0;
        for (int i = 1; i < window.size(); i++) {
            best = byValue.compare(window.get(i), window.get(best)) > 0 ? i : best;
        }
        return best;
    }

    private Object aggregate(List<Object> values) {
        if (this == COUNT) {
            return (long) values.size();
        }
        double[] sorted =
                values.stream().mapToDouble(WindowFunction::number).sorted().toArray();
        double sum = values.stream().mapToDouble(WindowFunction::number).reduce(0, Double::sum);
        return switch (this) {
            case MEAN -> sum / sorted.length;
            case MEDIAN -> (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
            case STDDEV -> sampleDeviation(values);
            case SUM -> exact(values, sum);
            default -> spread(values, sorted);
        };
    }

    /** In one pass like the server, so that the last digits agree. */
    private static double sampleDeviation(List<Object> values) {
        double mean = 0;
        double squares = 0;
        for (int i = 0; i < values.size(); i++) {
            double delta = number(values.get(i)) - mean;
            mean += delta / (i + 1);
            squares += delta * (number(values.get(i)) - mean);
        }
        return values.size() < 2 ? Double.NaN : Math.sqrt(squares / (values.size() - 1));
    }

    private static Object exact(List<Object> values, double sum) {
        return switch (FieldType.of(values.get(0))) {
            case INTEGER -> values.stream().mapToLong(value -> (Long) value).sum();
            case UNSIGNED ->
                values.stream()
                        .map(BigInteger.class::cast)
                        .reduce(BigInteger.ZERO, BigInteger::add)
                        .mod(UNSIGNED_MODULUS);
            default -> sum;
        };
    }

    private static Object spread(List<Object> values, double[] sorted) {
        return switch (FieldType.of(values.get(0))) {
            case INTEGER ->
                values.stream().mapToLong(value -> (Long) value).max().orElseThrow()
                        - values.stream().mapToLong(value -> (Long) value).min().orElseThrow();
            case UNSIGNED ->
                values.stream()
                        .map(BigInteger.class::cast)
                        .max(Comparator.naturalOrder())
                        .orElseThrow()
                        .subtract(values.stream()
                                .map(BigInteger.class::cast)
                                .min(Comparator.naturalOrder())
                                .orElseThrow());
            default -> sorted[sorted.length - 1] - sorted[0];
        };
    }

    private static int compare(Object left, Object right) {
        return left instanceof Double
                ? Double.compare((Double) left, (Double) right)
                : new BigDecimal(left.toString()).compareTo(new BigDecimal(right.toString()));
    }

    private static double number(Object value) {
        return ((Number) value).doubleValue();
    }
}
