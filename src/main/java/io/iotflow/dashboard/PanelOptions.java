package io.iotflow.dashboard;

import io.iotflow.device.TagRule;
import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.RequestBody;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads what a panel looks like; which options there are depends on its kind. */
final class PanelOptions {

    /** The kinds of panels, and the options of each. */
    static final Map<String, Set<String>> OF_KIND = new TreeMap<>(Map.of(
            "chart", Set.of("unit", "decimals", "min", "max"),
            "value", Set.of("unit", "decimals", "thresholds", "states"),
            "gauge", Set.of("unit", "decimals", "min", "max", "thresholds"),
            "table", Set.of("decimals", "thresholds", "states"),
            "state_timeline", Set.of("thresholds", "states"),
            "map", Set.of("latitude", "longitude")));

    private static final List<String> COLORS = List.of("green", "yellow", "orange", "red", "blue", "gray");
    private static final int MOST_THRESHOLDS = 10;
    private static final int MOST_STATES = 20;
    private static final int LONGEST_STATE = 100;
    private static final int LONGEST_UNIT = 32;
    private static final int MOST_DECIMALS = 6;

    private final RequestBody body;
    private final JsonObjectBuilder read = Json.createObjectBuilder();

    private PanelOptions(RequestBody body) {
        this.body = body;
    }

    static JsonObject read(RequestBody body, String kind) {
        PanelOptions options = new PanelOptions(body);
        OF_KIND.get(kind).forEach(options::read);
        if (kind.equals("gauge") || kind.equals("chart")) {
            options.range(kind.equals("gauge"));
        }
        return options.read.build();
    }

    private void read(String option) {
        switch (option) {
            case "unit" -> text(option, LONGEST_UNIT);
            case "decimals" -> {
                int decimals = body.number(option, -1, 0, MOST_DECIMALS);
                if (decimals >= 0) {
                    read.add(option, decimals);
                }
            }
            case "thresholds" -> thresholds();
            case "states" -> states();
            case "latitude", "longitude" -> field(option);
            default -> body.has(option); // min and max are read together
        }
    }

    private void text(String option, int longest) {
        String text = body.optional(option, longest);
        if (text != null) {
            read.add(option, text);
        }
    }

    private void field(String option) {
        String name = body.optional(option);
        if (name != null) {
            TagRule.violation(name, TagRule.LONGEST_NAME).ifPresent(it -> body.violation(option, it));
            read.add(option, name);
        }
    }

    private void range(boolean isRequired) {
        JsonNumber min = number(body, "min", isRequired);
        JsonNumber max = number(body, "max", isRequired);
        if (min != null && max != null && min.doubleValue() >= max.doubleValue()) {
            body.violation("max", "must be above min");
        }
        if (min != null) {
            read.add("min", min);
        }
        if (max != null) {
            read.add("max", max);
        }
    }

    private static JsonNumber number(RequestBody body, String name, boolean isRequired) {
        JsonValue value = body.has(name) ? body.value(name) : JsonValue.NULL;
        if (value instanceof JsonNumber number && Double.isFinite(number.doubleValue())) {
            return number;
        }
        if (value != JsonValue.NULL || isRequired) {
            body.violation(name, value == JsonValue.NULL ? "is required" : "must be a number");
        }
        return null;
    }

    private void thresholds() {
        JsonArrayBuilder all = Json.createArrayBuilder();
        double[] before = {Double.NEGATIVE_INFINITY};
        Nested.objects(
                body,
                "thresholds",
                MOST_THRESHOLDS,
                (path, value) -> Nested.object(body, path, value, it -> {
                    JsonNumber from = number(it, "from", true);
                    if (from != null && from.doubleValue() <= before[0]) {
                        it.violation("from", "must be above the one before");
                    }
                    String color = color(it);
                    if (from != null && color != null) {
                        before[0] = from.doubleValue();
                        all.add(Json.createObjectBuilder().add("from", from).add("color", color));
                    }
                }));
        read.add("thresholds", all);
    }

    private void states() {
        JsonArrayBuilder all = Json.createArrayBuilder();
        Nested.objects(
                body,
                "states",
                MOST_STATES,
                (path, value) -> Nested.object(body, path, value, it -> {
                    String state = it.required("value") == null ? null : it.optional("value", LONGEST_STATE);
                    String text = it.optional("text", LONGEST_STATE);
                    String color = color(it);
                    if (state != null && color != null) {
                        all.add(Json.createObjectBuilder()
                                .add("value", state)
                                .add("text", text == null ? state : text)
                                .add("color", color));
                    }
                }));
        read.add("states", all);
    }

    private static String color(RequestBody body) {
        String color = body.required("color");
        if (color != null && !COLORS.contains(color)) {
            body.violation("color", "must be one of " + String.join(", ", COLORS));
            return null;
        }
        return color;
    }
}
