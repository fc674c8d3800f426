package io.iotflow.telemetry.store;

import java.time.Instant;

/**
 * A field with the type that it has for good.
 *
 * @param firstSeen when the first message with it came
 * @param deviceId who sent that one; null where the product itself says the type
 */
record RegisteredField(Name name, FieldType type, Instant firstSeen, String deviceId) {

    /** What a field is known by. */
    record Name(String measurement, String field) {}

    /** For a person whose message has another type; continues a sentence that begins with the field. */
    String refusalOf(FieldType other) {
        String by = deviceId == null ? "" : ", when device " + deviceId + " sent it first";
        return "is a " + other.code() + ", but field '" + name.field() + "' of measurement '" + name.measurement()
                + "' has been a " + type.code() + " since " + firstSeen + by;
    }
}
