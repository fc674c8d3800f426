package io.iotflow.timeseries;

import io.iotflow.platform.json.Json;
import io.iotflow.telemetry.store.FleetQuery;
import io.iotflow.telemetry.store.MessageCondition;
import jakarta.json.JsonString;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The Flux of questions about many devices. Every step is one that InfluxDB's storage does itself, so that only its results
 * leave it; nothing is grouped there, as fields of several types would collide.
 */
final class FleetFlux {

    /** The most devices of one query. */
    static final int DEVICES = 1_000;

    /** More are asked for by a regular expression: each comparison costs Flux's compiler more than the storage. */
    private static final int FEW = 20;

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.-]+");

    private final Map<String, String> negatives = new LinkedHashMap<>();
    private final String filters;

    /** @param devices at most {@link #DEVICES} ids */
    FleetFlux(FleetQuery query, List<String> devices) {
        this.filters = filter(devices(devices))
                + anyOf(query.measurements(), it -> equal("_measurement", Flux.string(it)))
                + anyOf(query.fields(), it -> equal("_field", Flux.string(it)))
                + query.conditions().stream().map(this::condition).collect(Collectors.joining());
    }

    /** A measurement's field. */
    record Name(String measurement, String field) {}

    /** All points. */
    String points(String bucket, Instant start, Instant stop) {
        return names() + from(bucket, start, stop) + Flux.WITHOUT_RANGE;
    }

    /** The newest point of each series. */
    String newest(String bucket, Instant start, Instant stop) {
        return names() + from(bucket, start, stop) + "\n  |> last()";
    }

    /**
     * A part of each series' windows.
     *
     * @param fields only these; none for all
     */
    String part(String bucket, WindowRuns.Run run, WindowPart part, Collection<Name> fields) {
        return from(bucket, run.start(), run.stop()) + of(fields) + windows(run, part);
    }

    /** The same of steps of five minutes, of which one aggregate is taken. */
    String step(String bucket, WindowRuns.Run run, WindowPart part, Collection<Name> fields) {
        return from(bucket, run.start(), run.stop())
                + of(fields)
                + filter(equal(Flux.AGGREGATE, Flux.string(name(part))))
                + windows(run, part == WindowPart.COUNT ? WindowPart.SUM : part);
    }

    private static String windows(WindowRuns.Run run, WindowPart part) {
        String function = name(part);
        String every = "(every: " + run.every() + "us, offset: " + run.offset() + "us";
        if (run.every() == 0) {
            return "\n  |> " + function + "()";
        }
        return part.isReading() // with its own time, and not that of its window
                ? "\n  |> window" + every + ")\n  |> " + function + "()\n  |> window(every: inf)"
                : "\n  |> aggregateWindow" + every + ", fn: " + function + ", createEmpty: false, timeSrc: \"_start\")";
    }

    /** Several queries in one, told apart by their results' names. */
    String all(List<String> pipelines) {
        return names()
                + IntStream.range(0, pipelines.size())
                        .mapToObj(i -> pipelines.get(i) + "\n  |> yield(name: \"" + i + "\")\n")
                        .collect(Collectors.joining());
    }

    /** Flux's sign is an operator, which storage does not know; of a name it takes the value. */
    private String names() {
        return negatives.entrySet().stream()
                .map(it -> it.getValue() + " = " + it.getKey() + "\n")
                .collect(Collectors.joining());
    }

    private static String name(WindowPart part) {
        return part.name().toLowerCase(Locale.ROOT);
    }

    private String from(String bucket, Instant start, Instant stop) {
        return "from(bucket: " + Flux.string(bucket) + ")\n  |> range(start: " + start + ", stop: " + stop + ")"
                + filters;
    }

    private static String of(Collection<Name> fields) {
        return anyOf(
                fields,
                it -> "(" + equal("_measurement", Flux.string(it.measurement())) + " and "
                        + equal("_field", Flux.string(it.field())) + ")");
    }

    private static String devices(List<String> devices) {
        List<String> others = new ArrayList<>(devices);
        String some = "";
        if (devices.size() > FEW) {
            List<String> plain =
                    devices.stream().filter(it -> PLAIN.matcher(it).matches()).toList();
            others.removeAll(plain);
            some = "r[\"device_id\"] =~ /^(?:"
                    + plain.stream().map(it -> it.replace(".", "\\.")).collect(Collectors.joining("|")) + ")$/";
        }
        List<String> conditions = new ArrayList<>(some.isEmpty() ? List.of() : List.of(some));
        others.forEach(it -> conditions.add(equal("device_id", Flux.string(it))));
        return or(conditions);
    }

    /** Of a tag only where it makes the answer smaller; {@link FleetTables} checks all of them. */
    private String condition(MessageCondition condition) {
        String column = condition.tag() ? condition.name() : "_value";
        Function<String, String> literal = condition.tag() ? Flux::string : this::literal;
        return switch (condition.comparison()) {
            case EQUAL, IN -> anyOf(condition.values(), it -> equal(column, literal.apply(it)));
            case LESS, AT_MOST, GREATER, AT_LEAST ->
                filter("r[\"_value\"] " + condition.comparison().sign() + " "
                        + literal.apply(condition.values().get(0)));
            case EXISTS, MISSING, NOT_EQUAL -> "";
        };
    }

    /** A JSON text of a number, a string, or true or false. */
    private String literal(String json) {
        if (json.startsWith("\"")) {
            return Flux.string(((JsonString) Json.read(json)).getString());
        }
        if (json.equals("true") || json.equals("false")) {
            return json;
        }
        String number = new BigDecimal(json).toPlainString();
        String literal = number.contains(".") ? number : number + ".0";
        return literal.startsWith("-") ? negatives.computeIfAbsent(literal, it -> "n" + negatives.size()) : literal;
    }

    private static String equal(String column, String literal) {
        return "r[" + Flux.string(column) + "] == " + literal;
    }

    private static String filter(String condition) {
        return "\n  |> filter(fn: (r) => " + condition + ")";
    }

    private static <T> String anyOf(Collection<T> values, Function<T, String> condition) {
        return values.isEmpty() ? "" : filter(or(values.stream().map(condition).toList()));
    }

    /** As a tree that is as flat as can be: Flux takes no deep one. */
    private static String or(List<String> conditions) {
        int half = conditions.size() / 2;
        return half == 0
                ? conditions.get(0)
                : "(" + or(conditions.subList(0, half)) + " or " + or(conditions.subList(half, conditions.size()))
                        + ")";
    }
}
