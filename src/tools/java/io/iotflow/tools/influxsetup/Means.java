package io.iotflow.tools.influxsetup;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The Flux script that keeps, for steps of five minutes, the mean, least, greatest, sum and count of every number.
 *
 * <p>A step has the time of its beginning, the series' tags, the field's name, and the tag {@code aggregate} with what
 * it is. With sum and count a mean over longer windows is exact; a mean of means would not be.
 *
 * <p>It works over the last hour again and again, so that what came late is counted. What came later than that (a device
 * that was out of reach for a day) is counted when the step is worked over once more, shortly before the bucket drops
 * the values themselves.
 */
final class Means {

    private static final Duration LATE = Duration.ofHours(1);
    private static final Duration LONG = Duration.ofDays(7);

    private Means() {}

    /** The name by which the task is found again. */
    static String taskName(String bucket) {
        return "IoTFlow: means of " + bucket;
    }

    /**
     * @param from the bucket with the values
     * @param retention of that bucket
     * @param to the bucket for the means
     */
    static String script(String from, Retention retention, String to) {
        String script = """
                import "date"
                import "types"

                option task = {name: %s, every: 5m, offset: 30s}

                numbers = (start, stop) => from(bucket: %s)
                    |> range(start: start, stop: stop)
                    |> filter(fn: (r) => types.isType(v: r._value, type: "float"))

                store = (tables=<-, fn, aggregate, result) => tables
                    |> aggregateWindow(every: 5m, fn: fn, createEmpty: false, timeSrc: "_start")
                    |> toFloat()
                    |> set(key: "aggregate", value: aggregate)
                    |> to(bucket: %s)
                    |> yield(name: result)

                recent = numbers(start: date.sub(d: %s, from: date.truncate(t: now(), unit: 5m)), stop: date.truncate(t: now(), unit: 5m))
                """.formatted(literal(taskName(from)), literal(from), literal(to), flux(LATE));
        return script + keepAll("recent") + (retention.equals(Retention.FOREVER) ? "" : last(retention));
    }

    /** The second look, before the values go; the longer they are kept, the earlier. */
    private static String last(Retention retention) {
        Duration kept = Duration.ofDays(retention.days());
        Duration start = kept.minus(kept.compareTo(LONG) >= 0 ? Duration.ofDays(1) : LATE.multipliedBy(2));
        return "\nclosing = numbers(start: date.sub(d: %s, from: date.truncate(t: now(), unit: 5m)), stop: date.sub(d: %s, from: date.truncate(t: now(), unit: 5m)))\n"
                        .formatted(flux(start), flux(start.minus(LATE)))
                + keepAll("closing");
    }

    private static String keepAll(String tables) {
        StringBuilder all = new StringBuilder();
        for (String fn : new String[] {"mean", "min", "max", "sum", "count"}) {
            all.append("%s |> store(fn: %s, aggregate: \"%s\", result: \"%s_%s\")\n"
                    .formatted(tables, fn, fn, tables, fn));
        }
        return all.toString();
    }

    private static String flux(Duration duration) {
        return duration.toHours() + "h";
    }

    /** A Flux string literal: every UTF-8 byte outside [A-Za-z0-9_.:- ] is written as \\xHH, so no name can end it. */
    static String literal(String text) {
        StringBuilder literal = new StringBuilder("\"");
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            boolean plain =
                    c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || "_.:- ".indexOf(c) >= 0;
            literal.append(plain ? String.valueOf(c) : String.format("\\x%02x", (int) c));
        }
        return literal.append('"').toString();
    }
}
