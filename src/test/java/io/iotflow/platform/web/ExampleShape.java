package io.iotflow.platform.web;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.JsonValue.ValueType;
import java.util.List;
import java.util.Set;

/** Whether an example has the members of an answer and their types; null may stand for any, a list may be shortened. */
final class ExampleShape {

    /** What a device or a caller said: any members. */
    private static final Set<String> DATA = Set.of("payload", "metadata", "detail");

    /** Members are the elements of a list here. */
    private static final Set<String> SHORTENED = Set.of("topic_structures", "wildcard_patterns");

    private ExampleShape() {}

    static void compare(String where, JsonValue example, JsonValue answer, List<String> differences) {
        if (example == JsonValue.NULL || answer == JsonValue.NULL) {
            return;
        }
        if (type(example) != type(answer)) {
            differences.add(where + " is " + type(answer) + ", and in the example " + type(example));
        } else if (example instanceof JsonObject) {
            compare(where, example.asJsonObject(), answer.asJsonObject(), differences);
        } else if (example instanceof JsonArray list
                && !list.isEmpty()
                && !answer.asJsonArray().isEmpty()) {
            compare(where + "[0]", list.get(0), answer.asJsonArray().get(0), differences);
        }
    }

    private static void compare(String where, JsonObject example, JsonObject answer, List<String> differences) {
        boolean shortened = SHORTENED.stream().anyMatch(where::endsWith);
        answer.keySet().stream()
                .filter(it -> !shortened && !example.containsKey(it))
                .forEach(it -> differences.add(where + "." + it + " is not in the example"));
        example.forEach((name, value) -> {
            if (!answer.containsKey(name)) {
                differences.add(where + "." + name + " is not in the answer");
            } else if (!DATA.contains(name)) {
                compare(where + "." + name, value, answer.get(name), differences);
            }
        });
    }

    private static ValueType type(JsonValue value) {
        return value.getValueType() == ValueType.FALSE ? ValueType.TRUE : value.getValueType();
    }
}
