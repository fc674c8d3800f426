package io.iotflow.timeseries;

import io.iotflow.telemetry.store.WindowQuery.Function;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Flux text from values; no user's text reaches it but inside {@link #string}. */
final class Flux {

    /** The tag by which the steps of the set-up tool's task say what they are of their five minutes. */
    static final String AGGREGATE = "aggregate";

    /** Each point has the range's bounds beside its time, which make an answer half as long again, and to write it twice as long. */
    static final String WITHOUT_RANGE = "\n  |> drop(columns: [\"_start\", \"_stop\"])";

    private Flux() {}

    /** The query as a pipeline; the tables keep their series and field (no group(): field types would collide). */
    static String select(String bucket, TimeSeriesQuery query) {
        String select = "from(bucket: " + string(bucket) + ")"
                + "\n  |> range(start: " + time(query.range().start()) + ", stop: "
                + time(query.range().stop()) + ")"
                + filter(equal("device_id", query.device().deviceId()));
        String ofMeasurement =
                query.measurement().map(it -> filter(equal("_measurement", it))).orElse("");
        return select + ofMeasurement + fields(query);
    }

    private static String fields(TimeSeriesQuery query) {
        return query.fields().isEmpty()
                ? ""
                : filter(query.fields().stream().map(it -> equal("_field", it)).collect(Collectors.joining(" or ")));
    }

    /** The oldest data points of each table. */
    static String oldest(String bucket, TimeSeriesQuery query, int limit) {
        return select(bucket, query) + "\n  |> limit(n: " + limit + ")" + WITHOUT_RANGE;
    }

    /** The newest data point of each table. */
    static String newest(String bucket, TimeSeriesQuery query) {
        return select(bucket, query) + "\n  |> last()";
    }

    /**
     * Each table in windows, a window's time being its beginning. Functions of numbers fail on other types: where there
     * are others they are filtered out, which storage cannot do, so it then hands out every point.
     */
    static String windows(String bucket, TimeSeriesQuery query, boolean numbersOnly) {
        Windows windows = query.windows().orElseThrow();
        String pipeline =
                (numbersOnly ? "import \"types\"\n" : "") + select(bucket, query) + (numbersOnly ? filter(NUMBER) : "");
        return pipeline + aggregateWindow(windows);
    }

    /** The same of steps of five minutes, of which one aggregate is taken. */
    static String steps(String bucket, TimeSeriesQuery query, String aggregate, Function function) {
        Windows windows = new Windows(query.windows().orElseThrow().micros(), function);
        return select(bucket, query) + filter(equal(AGGREGATE, aggregate)) + aggregateWindow(windows);
    }

    private static String aggregateWindow(Windows windows) {
        return "\n  |> aggregateWindow(every: " + windows.micros() + "us, fn: " + function(windows)
                + ", createEmpty: false, timeSrc: \"_start\")";
    }

    private static final String NUMBER = Stream.of("float", "int", "uint")
            .map(it -> "types.isType(v: r[\"_value\"], type: \"" + it + "\")")
            .collect(Collectors.joining(" or "));

    /** Flux's own median is an estimate. */
    private static String function(Windows windows) {
        return windows.function() == Function.MEDIAN
                ? "(column, tables=<-) => tables |> median(column: column, method: \"exact_mean\")"
                : windows.functionName();
    }

    private static String equal(String column, String value) {
        return "r[" + string(column) + "] == " + string(value);
    }

    private static String filter(String condition) {
        return "\n  |> filter(fn: (r) => " + condition + ")";
    }

    private static String time(Instant instant) {
        return instant.toString();
    }

    /**
     * A Flux string literal: every UTF-8 byte outside [A-Za-z0-9_.-] is written as \xHH (Flux specification, string
     * literals), so that no text can end the literal or interpolate.
     */
    static String string(String text) {
        StringBuilder literal = new StringBuilder(text.length() + 16).append('"');
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            boolean plain =
                    c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || "_.-".indexOf(c) >= 0;
            if (plain) {
                literal.append(c);
            } else {
                literal.append(String.format("\\x%02x", (int) c));
            }
        }
        return literal.append('"').toString();
    }
}
