package io.iotflow.timeseries;

import io.iotflow.device.TagRule;
import io.iotflow.platform.json.RequestBody;
import io.iotflow.telemetry.store.MessageCondition;
import io.iotflow.telemetry.store.MessageCondition.Comparison;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Reads what must be true of the messages that a question is about: the member {@code where}. */
final class ConditionReader {

    private static final int MOST = 100;
    private static final int MOST_VALUES = 1_000;

    private final RequestBody body;

    ConditionReader(RequestBody body) {
        this.body = body;
    }

    /** Reads them; what is wrong is a violation of the body. */
    List<MessageCondition> read() {
        if (!body.has("where") || body.value("where") == JsonValue.NULL) {
            return List.of();
        }
        if (!(body.value("where") instanceof JsonArray array) || array.size() > MOST) {
            body.violation("where", "must be an array of at most " + MOST + " conditions");
            return List.of();
        }
        return IntStream.range(0, array.size())
                .mapToObj(i -> read("where[" + i + "]", array.get(i)))
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<MessageCondition> read(String path, JsonValue value) {
        if (!(value instanceof JsonObject object)
                || !RequestBody.unknownMembers(object, List.of("field", "tag", "op", "value"))
                        .isEmpty()
                || object.containsKey("field") == object.containsKey("tag")) {
            body.violation(path, "must be an object of field or tag, op and value, and have nothing else");
            return Optional.empty();
        }
        boolean tag = object.containsKey("tag");
        String member = tag ? "tag" : "field";
        if (!(object.get(member) instanceof JsonString name)) {
            body.violation(path + "." + member, "must be a string");
            return Optional.empty();
        }
        TagRule.violation(name.getString(), TagRule.LONGEST_NAME)
                .ifPresent(it -> body.violation(path + "." + member, it));
        List<Comparison> known = Arrays.stream(Comparison.values())
                .filter(it -> !tag || !it.ofNumbers())
                .toList();
        Optional<Comparison> comparison = known.stream()
                .filter(it ->
                        object.get("op") instanceof JsonString op && it.sign().equals(op.getString()))
                .findFirst();
        if (comparison.isEmpty()) {
            String signs = known.stream().map(Comparison::sign).collect(Collectors.joining(", "));
            body.violation(path + ".op", "must be one of " + signs);
            return Optional.empty();
        }
        List<String> values = values(path + ".value", object.get("value"), tag, comparison.get());
        return Optional.of(new MessageCondition(tag, name.getString(), comparison.get(), values));
    }

    private List<String> values(String path, JsonValue value, boolean tag, Comparison comparison) {
        switch (comparison) {
            case EXISTS, MISSING -> {
                if (value != null) {
                    body.violation(path, "must be left out");
                }
                return List.of();
            }
            case IN -> {
                if (!(value instanceof JsonArray array) || array.isEmpty() || array.size() > MOST_VALUES) {
                    body.violation(path, "must be an array of 1 to " + MOST_VALUES + " values");
                    return List.of();
                }
                return array.stream().map(it -> text(path, it, tag, false)).toList();
            }
            default -> {
                return List.of(text(path, value, tag, comparison.ofNumbers()));
            }
        }
    }

    private String text(String path, JsonValue value, boolean tag, boolean number) {
        if (value instanceof JsonNumber json && !tag && Double.isFinite(json.doubleValue())) {
            return String.valueOf(json.doubleValue()); // as the stores hold it: never longer than they take
        }
        boolean isText = value instanceof JsonString text
                && text.getString().indexOf('\0') < 0
                && RequestBody.isWellFormed(text.getString());
        boolean isFlag = value == JsonValue.TRUE || value == JsonValue.FALSE;
        if (isText && tag) {
            return ((JsonString) value).getString();
        }
        if (!tag && !number && (isText || isFlag)) {
            return value.toString();
        }
        body.violation(
                path,
                tag
                        ? "must be a string without NUL"
                        : number ? "must be a number" : "must be a number, a string without NUL, true or false");
        return "null";
    }
}
