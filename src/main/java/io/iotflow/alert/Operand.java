package io.iotflow.alert;

import io.iotflow.platform.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonValue;

/** What a field is compared with. */
sealed interface Operand {

    /** The same for all. */
    record Constant(JsonValue value) implements Operand {}

    /** Another field of the same message. */
    record Field(String name) implements Operand {}

    /** What the registry says of the device. */
    record Attribute(String name) implements Operand {}

    /** Its value for this message; null where the message has no such field. */
    default JsonValue of(Reading reading) {
        if (this instanceof Constant constant) {
            return constant.value();
        }
        return this instanceof Field field
                ? reading.value(field.name())
                : Json.createValue(reading.device().attribute(((Attribute) this).name()));
    }

    /** As a number; only where {@link #of} is not null. */
    default double number(Reading reading) throws NotJudged {
        if (this instanceof Attribute attribute) {
            return Values.number(reading.device().attribute(attribute.name()), "attribute " + attribute.name());
        }
        return Values.number(of(reading), this instanceof Field field ? "field " + field.name() : "the threshold");
    }

    /** Whether a value is the same: an attribute is a text, which may say a number. */
    default boolean isSame(Reading reading, JsonValue value) {
        JsonValue other = of(reading);
        if (this instanceof Attribute attribute && value instanceof JsonNumber number) {
            try {
                return Values.number(reading.device().attribute(attribute.name()), "") == number.doubleValue();
            } catch (NotJudged e) { // it says no number
                return false;
            }
        }
        return Values.areEqual(value, other);
    }
}
