package io.iotflow.influx;

import io.iotflow.influx.FluxLexer.Kind;
import io.iotflow.influx.FluxLexer.Token;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Parses the pipelines that our code emits; refuses all other Flux with 400. */
final class FluxParser {
    private final FluxCursor cursor;
    private final Map<String, Double> numbers = new HashMap<>();
    private List<FluxStep> steps;
    private boolean knowsTypes;

    private FluxParser(String script) {
        this.cursor = new FluxCursor(script);
    }

    static List<FluxQuery> parse(String script) {
        return new FluxParser(script).queries();
    }

    private List<FluxQuery> queries() {
        if (cursor.isAt("import")) {
            cursor.expect("import");
            Token imported = cursor.take(Kind.TEXT);
            if (!imported.text().equals("types")) {
                throw cursor.refused("the test double knows the package types only", imported);
            }
            knowsTypes = true;
        }
        while (!cursor.isAt("from")) {
            negativeNumber();
        }
        List<FluxQuery> queries = new ArrayList<>();
        do {
            FluxQuery query = query();
            if (queries.stream().anyMatch(it -> it.result().equals(query.result()))) {
                throw InfluxFailure.invalid("error in building plan while starting program: found more than one call to"
                        + " yield() with the name \"" + query.result() + "\"");
            }
            queries.add(query);
        } while (cursor.peek().kind() != Kind.END);
        return queries;
    }

    /** {@code n0 = -3.5}. */
    private void negativeNumber() {
        String name = cursor.take(Kind.WORD).text();
        cursor.expect("=", "-");
        numbers.put(name, -Double.parseDouble(cursor.take(Kind.FLOAT).text()));
    }

    private FluxQuery query() {
        steps = new ArrayList<>();
        cursor.expect("from");
        String bucket = new FluxArguments(cursor, "bucket").text("bucket");
        cursor.expect("|>");
        cursor.expect("range");
        FluxArguments range = new FluxArguments(cursor, "start", "stop");
        long start = range.time("start");
        long stop = range.time("stop");
        if (start >= stop) {
            throw InfluxFailure.invalid("error in building plan while starting program: cannot query an empty range");
        }
        String result = "_result";
        while (cursor.isAt("|>")) {
            cursor.expect("|>");
            if (cursor.isAt("yield")) {
                cursor.take();
                result = new FluxArguments(cursor, "name").text("name");
                break;
            }
            steps.add(step());
        }
        if (cursor.peek().kind() != Kind.END) {
            cursor.require(result.equals("_result") ? "|>" : "from");
        }
        return new FluxQuery(bucket, start, stop, steps, result);
    }

    private FluxStep step() {
        Token name = cursor.take(Kind.WORD);
        return switch (name.text()) {
            case "filter" -> filter();
            case "sort" -> sort(name);
            case "limit" -> new FluxStep.Limit(new FluxArguments(cursor, "n").positive("n"));
            case "drop" -> drop(name);
            case "last" -> noArguments(new FluxStep.Last());
            case "first" -> noArguments(new FluxStep.First());
            case "count", "sum", "min", "max", "mean" ->
                noArguments(new FluxStep.Aggregate(WindowFunction.named(name.text())));
            case "window" -> select(name);
            case "group" -> noArguments(new FluxStep.Group(isDirect()));
            case "aggregateWindow" -> aggregateWindow(name);
            default ->
                throw cursor.refused(
                        "undefined identifier or function unknown to the test double: " + name.text(), name);
        };
    }

    /** {@code (fn: (r) => condition or condition)}. */
    private FluxStep filter() {
        cursor.expect("(", "fn", ":", "(", "r", ")", "=>");
        boolean direct = !cursor.isAt("types");
        FluxStep.Condition condition = anyOf();
        cursor.expect(")");
        return new FluxStep.Filter(condition, direct);
    }

    private FluxStep.Condition anyOf() {
        List<FluxStep.Condition> conditions = new ArrayList<>(List.of(allOf()));
        while (cursor.isAt("or")) {
            cursor.expect("or");
            conditions.add(allOf());
        }
        return conditions.size() == 1 ? conditions.get(0) : new FluxStep.AnyOf(conditions);
    }

    private FluxStep.Condition allOf() {
        List<FluxStep.Condition> conditions = new ArrayList<>(List.of(condition()));
        while (cursor.isAt("and")) {
            cursor.expect("and");
            conditions.add(condition());
        }
        return conditions.size() == 1 ? conditions.get(0) : new FluxStep.AllOf(conditions);
    }

    /** {@code r["key"] == "value"}, {@code types.isType(v: r["_value"], type: "float")} and their like. */
    private FluxStep.Condition condition() {
        if (cursor.isAt("(")) {
            cursor.expect("(");
            FluxStep.Condition inner = anyOf();
            cursor.expect(")");
            return inner;
        }
        if (cursor.isAt("types") && knowsTypes) {
            cursor.expect("types", ".", "isType", "(", "v", ":", "r", "[");
            String key = cursor.take(Kind.TEXT).text();
            cursor.expect("]", ",", "type", ":");
            Token type = cursor.take(Kind.TEXT);
            cursor.expect(")");
            return new FluxStep.OfType(
                    key, FieldType.ofFluxName(type.text()).orElseThrow(() -> cursor.refused("unknown type", type)));
        }
        cursor.expect("r", "[");
        String key = cursor.take(Kind.TEXT).text();
        cursor.expect("]");
        Token sign = cursor.take(Kind.SIGN);
        return switch (sign.text()) {
            case "==" -> new FluxStep.Equal(key, literal());
            case "=~" -> new FluxStep.Matches(key, Pattern.compile(inside(cursor.take(Kind.REGEX))));
            case "<", "<=", ">", ">=" -> {
                Token at = cursor.peek();
                if (!(literal() instanceof Double number)) {
                    throw cursor.refused("the test double compares numbers only", at);
                }
                yield new FluxStep.Compare(key, sign.text(), number);
            }
            default -> throw cursor.refused("unexpected " + sign.text(), sign);
        };
    }

    private static String inside(Token regex) {
        return regex.text().substring(1, regex.text().length() - 1);
    }

    /** A string, a number, true, false, or the name of a number. */
    private Object literal() {
        Token token = cursor.peek();
        return switch (token.kind()) {
            case TEXT -> cursor.take().text();
            case FLOAT -> Double.parseDouble(cursor.take().text());
            case WORD -> {
                cursor.take();
                yield numbers.containsKey(token.text())
                        ? numbers.get(token.text())
                        : (Object) Boolean.valueOf(flag(token));
            }
            default -> throw cursor.refused("unexpected literal " + token.text(), token);
        };
    }

    private boolean flag(Token token) {
        if (!token.text().equals("true") && !token.text().equals("false")) {
            throw cursor.refused("undefined identifier " + token.text(), token);
        }
        return Boolean.parseBoolean(token.text());
    }

    /** {@code window(every: 1h) |> first() |> window(every: inf)}. */
    private FluxStep select(Token name) {
        FluxArguments arguments = new FluxArguments(cursor, "every", "offset");
        cursor.expect("|>");
        WindowFunction function = WindowFunction.named(cursor.take(Kind.WORD).text());
        if (function != WindowFunction.FIRST && function != WindowFunction.LAST) {
            throw cursor.refused("the test double knows first and last of window() only", name);
        }
        cursor.expect("(", ")", "|>", "window", "(", "every", ":", "inf", ")");
        return new FluxStep.Select(window(arguments), function);
    }

    private static FluxWindow window(FluxArguments arguments) {
        return FluxWindow.every(arguments.duration("every")).offset(arguments.duration("offset", "0us"));
    }

    private FluxStep drop(Token name) {
        List<String> labels = new FluxArguments(cursor, "columns").texts("columns");
        if (!List.of(FluxTable.START, FluxTable.STOP).containsAll(labels)) {
            throw cursor.refused("the test double drops _start and _stop only", name);
        }
        return new FluxStep.Drop(labels);
    }

    private FluxStep sort(Token name) {
        FluxArguments arguments = new FluxArguments(cursor, "columns", "desc");
        if (!arguments.texts("columns").equals(List.of("_time"))) {
            throw cursor.refused("the test double sorts by _time only", name);
        }
        return new FluxStep.Sort(arguments.flag("desc", false));
    }

    private FluxStep aggregateWindow(Token name) {
        FluxArguments arguments = new FluxArguments(cursor, "every", "offset", "fn", "createEmpty", "timeSrc");
        if (arguments.flag("createEmpty", true)) {
            throw cursor.refused("the test double knows aggregateWindow with createEmpty: false only", name);
        }
        WindowFunction function = WindowFunction.named(arguments.word("fn"));
        if (function == null) {
            throw cursor.refused("undefined identifier " + arguments.word("fn"), name);
        }
        if (function.keepsRow() && steps.stream().anyMatch(FluxStep.Group.class::isInstance)) {
            throw cursor.refused("the test double knows no selector after group()", name);
        }
        String timeSource = arguments.text("timeSrc", FluxTable.STOP);
        if (!List.of(FluxTable.START, FluxTable.STOP).contains(timeSource)) {
            throw cursor.refused("the test double knows the times _start and _stop only", name);
        }
        return new FluxStep.AggregateWindow(window(arguments), function, timeSource, isDirect());
    }

    private boolean isDirect() {
        return steps.stream().allMatch(step -> step instanceof FluxStep.Filter filter && filter.runsInStorage());
    }

    private FluxStep noArguments(FluxStep step) {
        cursor.expect("(", ")");
        return step;
    }
}
