package io.iotflow.influx;

import io.iotflow.influx.FluxLexer.Kind;
import io.iotflow.influx.FluxLexer.Token;
import java.util.ArrayList;
import java.util.List;

/** Parses the one pipeline shape that our code emits; refuses all other Flux with 400. */
final class FluxParser {
    private final FluxCursor cursor;
    private final List<FluxStep> steps = new ArrayList<>();
    private boolean knowsTypes;

    private FluxParser(String script) {
        this.cursor = new FluxCursor(script);
    }

    static FluxQuery parse(String script) {
        return new FluxParser(script).query();
    }

    private FluxQuery query() {
        if (cursor.isAt("import")) {
            cursor.expect("import");
            Token imported = cursor.take(Kind.TEXT);
            if (!imported.text().equals("types")) {
                throw cursor.refused("the test double knows the package types only", imported);
            }
            knowsTypes = true;
        }
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
        while (cursor.peek().kind() != Kind.END) {
            cursor.expect("|>");
            steps.add(step());
        }
        return new FluxQuery(bucket, start, stop, steps);
    }

    private FluxStep step() {
        Token name = cursor.take(Kind.WORD);
        return switch (name.text()) {
            case "filter" -> filter();
            case "sort" -> sort(name);
            case "limit" -> new FluxStep.Limit(new FluxArguments(cursor, "n").positive("n"));
            case "last" -> noArguments(new FluxStep.Last());
            case "first" -> noArguments(new FluxStep.First());
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
        List<FluxStep.Condition> conditions = new ArrayList<>();
        conditions.add(condition());
        while (cursor.isAt("or")) {
            cursor.expect("or");
            conditions.add(condition());
        }
        cursor.expect(")");
        return new FluxStep.Filter(conditions);
    }

    /** {@code r["key"] == "value"} or {@code types.isType(v: r["_value"], type: "float")}. */
    private FluxStep.Condition condition() {
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
        cursor.expect("]", "==");
        return new FluxStep.Equal(key, cursor.take(Kind.TEXT).text());
    }

    private FluxStep sort(Token name) {
        FluxArguments arguments = new FluxArguments(cursor, "columns", "desc");
        if (!arguments.texts("columns").equals(List.of("_time"))) {
            throw cursor.refused("the test double sorts by _time only", name);
        }
        return new FluxStep.Sort(arguments.flag("desc", false));
    }

    private FluxStep aggregateWindow(Token name) {
        FluxArguments arguments = new FluxArguments(cursor, "every", "fn", "createEmpty", "timeSrc");
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
        return new FluxStep.AggregateWindow(
                FluxWindow.every(arguments.duration("every")), function, timeSource, isDirect());
    }

    private boolean isDirect() {
        return steps.stream().allMatch(step -> step instanceof FluxStep.Filter filter && filter.runsInStorage());
    }

    private FluxStep noArguments(FluxStep step) {
        cursor.expect("(", ")");
        return step;
    }
}
