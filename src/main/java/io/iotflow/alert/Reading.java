package io.iotflow.alert;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Instant;

/**
 * A message of the log, as a rule judges it.
 *
 * @param time the device's own time
 * @param receivedAt when it came, by our clock
 */
record Reading(KnownDevice device, String measurement, Instant time, Instant receivedAt, JsonObject fields) {

    /** A field's value, or null. */
    JsonValue value(String field) {
        return fields.get(field);
    }
}
