package io.iotflow.telemetry.ingest;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

/**
 * One reading of an MQTT payload, in whatever form it came.
 *
 * @param measurement InfluxDB's measurement; null where it is that of the topic
 * @param members become fields
 * @param tags of a point its tags, else the metadata of the reading
 * @param timestamp the device's time as it stands there; null where there is none
 * @param original what is kept where the fields alone would not give it back
 * @param isPoint whether all members are fields and all tags are tags; else some members only describe the reading
 */
record Reading(
        String measurement,
        JsonObject members,
        JsonObject tags,
        JsonValue timestamp,
        JsonValue original,
        boolean isPoint) {

    /** A reading in our own form, whose members are what it says. */
    static Reading of(JsonObject members, JsonValue timestamp, JsonValue original) {
        return new Reading(null, members, JsonValue.EMPTY_JSON_OBJECT, timestamp, original, false);
    }

    static Reading point(
            String measurement, JsonObject fields, JsonObject tags, JsonValue timestamp, JsonValue original) {
        return new Reading(measurement, fields, tags, timestamp, original, true);
    }

    Reading withOriginal(JsonValue other) {
        return new Reading(measurement, members, tags, timestamp, other, isPoint);
    }
}
