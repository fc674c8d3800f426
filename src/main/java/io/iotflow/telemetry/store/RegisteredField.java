package io.iotflow.telemetry.store;

import java.time.Instant;

/**
 * A field with the type that it has.
 *
 * @param firstSeen when the first message with it came, or when an operator declared it
 * @param deviceId who sent that message; empty where an operator declared the type, null where the product itself says it
 * @param unit of its values, as an operator gave it; null where none did
 */
record RegisteredField(Name name, FieldType type, Instant firstSeen, String deviceId, String unit) {

    /** Without a unit, as messages make it. */
    RegisteredField(Name name, FieldType type, Instant firstSeen, String deviceId) {
        this(name, type, firstSeen, deviceId, null);
    }

    static RegisteredField declared(Name name, FieldType type, String unit, Instant now) {
        return new RegisteredField(name, type, now, "", unit);
    }

    boolean isTheProducts() {
        return deviceId == null;
    }

    /** Null where it was no device. */
    String firstDeviceId() {
        return isTheProducts() || deviceId.isEmpty() ? null : deviceId;
    }

    /** What a field is known by. */
    record Name(String measurement, String field) {}

    /** For a person whose message has another type; continues a sentence that begins with the field. */
    String refusalOf(FieldType other) {
        String by = firstDeviceId() == null ? "" : ", when device " + deviceId + " sent it first";
        return "is a " + other.code() + ", but field '" + name.field() + "' of measurement '" + name.measurement()
                + "' has been a " + type.code() + " since " + firstSeen + by;
    }
}
