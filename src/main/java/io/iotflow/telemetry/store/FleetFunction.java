package io.iotflow.telemetry.store;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What is made of the values of a window.
 *
 * @param kind which function
 * @param percent of a percentile, 0 to 100; null for the others
 */
public record FleetFunction(Kind kind, BigDecimal percent) {

    private static final Pattern PERCENTILE = Pattern.compile("p(\\d{1,3}(?:\\.\\d{1,6})?)");
    private static final BigDecimal MOST = BigDecimal.valueOf(100);

    /** From what a function is computed. */
    enum Source {
        /** The values in the window. */
        VALUES,
        /** Each value and the one before it; the step belongs to the window of the later one. */
        STEPS,
        /** The time between two values, shared out among the windows that it touches. */
        SPANS
    }

    /** The functions; n is a value as a number, null where it is none. Numbers are numeric, which does not overflow. */
    public enum Kind {
        MEAN(Source.VALUES, "avg(n)", "sum(total) / nullif(sum(numbers), 0)"),
        MIN(Source.VALUES, "min(n)", "min(least)"),
        MAX(Source.VALUES, "max(n)", "max(greatest)"),
        SUM(Source.VALUES, "sum(n)", "sum(total)"),
        COUNT(Source.VALUES, "count(*)", "sum(readings)"),
        FIRST(Source.VALUES, "(array_agg(value ORDER BY time, nanos))[1]"),
        LAST(Source.VALUES, "(array_agg(value ORDER BY time DESC, nanos DESC))[1]"),
        MEDIAN(Source.VALUES, "percentile_cont(0.5) WITHIN GROUP (ORDER BY n::double precision)"),
        PERCENTILE(Source.VALUES, "percentile_cont(%s) WITHIN GROUP (ORDER BY n::double precision)"),
        STDDEV(Source.VALUES, "stddev_samp(n)"),
        SPREAD(Source.VALUES, "max(n) - min(n)", "max(greatest) - min(least)"),
        MODE(Source.VALUES, "mode() WITHIN GROUP (ORDER BY value)"),
        DEVICES(Source.VALUES, "count(DISTINCT device)", "count(DISTINCT device)"),
        INCREASE(
                Source.STEPS,
                "sum(CASE WHEN n >= before THEN n - before ELSE n END) FILTER (WHERE before IS NOT NULL)"),
        RATE(
                Source.STEPS,
                "sum(CASE WHEN n >= before THEN n - before ELSE n END) FILTER (WHERE before IS NOT NULL)"
                        + " / min(length)"),
        DERIVATIVE(
                Source.STEPS,
                "(sum(n - before) FILTER (WHERE before IS NOT NULL))"
                        + " / nullif(sum(seconds) FILTER (WHERE before IS NOT NULL), 0)"),
        INTEGRAL(Source.SPANS, "sum(area)"),
        TIME_WEIGHTED_MEAN(Source.SPANS, "sum(area) / nullif(sum(seconds) FILTER (WHERE area IS NOT NULL), 0)"),
        DUTY_CYCLE(
                Source.SPANS,
                "coalesce(sum(seconds) FILTER (WHERE value = 'true'), 0)"
                        + " / nullif(sum(seconds) FILTER (WHERE jsonb_typeof(value) = 'boolean'), 0)"),
        STATE_DURATIONS(
                Source.SPANS,
                "(SELECT jsonb_object_agg(state, total) FROM ("
                        + "SELECT state, sum(held) AS total FROM unnest(array_agg(value #>> '{}'), array_agg(seconds)) AS s(state, held)"
                        + " GROUP BY state) AS states)");

        private final Source source;
        private final String sql;
        private final Optional<String> ofTotals;

        Kind(Source source, String sql) {
            this.source = source;
            this.sql = sql;
            this.ofTotals = Optional.empty();
        }

        /** The same from totals of hours: readings, numbers, total, least and greatest. */
        Kind(Source source, String sql, String ofTotals) {
            this.source = source;
            this.sql = sql;
            this.ofTotals = Optional.of(ofTotals);
        }

        /** As it is written in a query. */
        public String text() {
            return this == PERCENTILE ? "p0 to p100" : name().toLowerCase(Locale.ROOT);
        }

        /** Whether its value is one of the values as it came, or an object. */
        boolean isJson() {
            return this == FIRST || this == LAST || this == MODE || this == STATE_DURATIONS;
        }
    }

    /** Reads {@code mean}, {@code p95} and so on; empty where there is no such function. */
    public static Optional<FleetFunction> of(String text) {
        Matcher percentile = PERCENTILE.matcher(text);
        if (percentile.matches()) {
            BigDecimal percent = new BigDecimal(percentile.group(1));
            return percent.compareTo(MOST) > 0
                    ? Optional.empty()
                    : Optional.of(new FleetFunction(Kind.PERCENTILE, percent));
        }
        return Arrays.stream(Kind.values())
                .filter(it -> it != Kind.PERCENTILE && it.text().equals(text))
                .findFirst()
                .map(it -> new FleetFunction(it, null));
    }

    /** All that there are, for a message to a person. */
    public static String all() {
        return Arrays.stream(Kind.values()).map(Kind::text).collect(Collectors.joining(", "));
    }

    /** As it is written in a query. */
    public String text() {
        return kind == Kind.PERCENTILE ? "p" + percent.toPlainString() : kind.text();
    }

    /** Whether it needs the value before, so that the fields must be named. */
    public boolean needsFields() {
        return kind.source != Source.VALUES;
    }

    Source source() {
        return kind.source;
    }

    /** From totals of hours, where it can be computed exactly from them. */
    Optional<String> ofTotals() {
        return kind.ofTotals;
    }

    String sql() {
        return kind == Kind.PERCENTILE
                ? kind.sql.formatted(percent.movePointLeft(2).toPlainString())
                : kind.sql;
    }
}
