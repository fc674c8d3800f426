package io.iotflow.mapping;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.Map;
import java.util.Optional;

/** A payload of which the device is known; what else it says is read only when it is asked for. Not for several threads. */
public final class MappedPayload {

    private final Map<String, Expression> expressions;
    private final Expression.Given given;
    private final EvaluationBounds bounds;
    private final String deviceId;
    private final boolean isOfOther;

    private MappedPayload(
            Map<String, Expression> expressions,
            Expression.Given given,
            EvaluationBounds bounds,
            String deviceId,
            boolean isOfOther) {
        this.expressions = expressions;
        this.given = given;
        this.bounds = bounds;
        this.deviceId = deviceId;
        this.isOfOther = isOfOther;
    }

    static MappedPayload open(Map<String, Expression> expressions, Expression.Given given, Optional<String> byTopic)
            throws MappingFailed {
        EvaluationBounds bounds = new EvaluationBounds();
        Expression expression = expressions.get(MappingDefinition.DEVICE_ID);
        if (expression == null) {
            return new MappedPayload(expressions, given, bounds, byTopic.orElse(null), false);
        }
        String named = text(MappingDefinition.DEVICE_ID, expression.evaluate(given, bounds))
                .orElse(null);
        boolean isOfOther =
                named != null && byTopic.filter(it -> !it.equals(named)).isPresent();
        // It is the sender's all the same: its limit holds, and the quarantine shows it there.
        return new MappedPayload(expressions, given, bounds, isOfOther ? byTopic.get() : named, isOfOther);
    }

    /** Whose message it is, or who sent it where it names {@link #isOfOther another}; empty where it is none. */
    public Optional<String> deviceId() {
        return Optional.ofNullable(deviceId);
    }

    /** Whether the payload names another device than the level of the topic that says who may publish there. */
    public boolean isOfOther() {
        return isOfOther;
    }

    /**
     * What it says.
     *
     * @param measurement null where the mapping names none
     * @param time a text or number; null where it says none
     * @param fields at least one
     * @param tags perhaps none
     */
    public record Reading(String measurement, JsonValue time, JsonObject fields, JsonObject tags) {}

    /**
     * Reads it; empty where the mapping makes no message of it.
     *
     * @throws MappingFailed when an expression fails, or gives what it must not
     */
    public Optional<Reading> reading() throws MappingFailed {
        if (deviceId == null) {
            return Optional.empty();
        }
        JsonObject fields = object(MappingDefinition.FIELDS);
        if (fields.isEmpty()) {
            return Optional.empty();
        }
        String measurement = text(MappingDefinition.MEASUREMENT, evaluate(MappingDefinition.MEASUREMENT))
                .orElse(null);
        return Optional.of(new Reading(measurement, time(), fields, object(MappingDefinition.TAGS)));
    }

    private JsonValue time() throws MappingFailed {
        JsonValue time = evaluate(MappingDefinition.TIME).orElse(null);
        boolean isTime = time == null
                || time.getValueType() == JsonValue.ValueType.STRING
                || time.getValueType() == JsonValue.ValueType.NUMBER;
        if (!isTime) {
            throw new MappingFailed(MappingDefinition.TIME, "must give a text or a number, gives " + kind(time));
        }
        return time;
    }

    private Optional<JsonValue> evaluate(String member) throws MappingFailed {
        Expression expression = expressions.get(member);
        return expression == null ? Optional.empty() : expression.evaluate(given, bounds);
    }

    private JsonObject object(String member) throws MappingFailed {
        JsonValue value = evaluate(member).orElse(JsonValue.EMPTY_JSON_OBJECT);
        if (value instanceof JsonObject object) {
            return object;
        }
        String hint = value.getValueType() == JsonValue.ValueType.ARRAY ? "; $merge makes one object of several" : "";
        throw new MappingFailed(member, "must give an object, gives " + kind(value) + hint);
    }

    private static Optional<String> text(String member, Optional<JsonValue> value) throws MappingFailed {
        if (value.isEmpty()) {
            return Optional.empty();
        }
        if (value.get() instanceof JsonString text) {
            return Optional.of(text.getString());
        }
        throw new MappingFailed(member, "must give a text, gives " + kind(value.get()));
    }

    private static String kind(JsonValue value) {
        return switch (value.getValueType()) {
            case OBJECT -> "an object";
            case ARRAY -> "an array";
            case STRING -> "a text";
            case NUMBER -> "a number";
            case TRUE, FALSE -> "a boolean";
            case NULL -> "null";
        };
    }
}
