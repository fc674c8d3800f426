package io.iotflow.tools.prototype;

import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.MalformedJson;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A row of the prototype's table {@code telemetry_data}; payload and metadata are JSON as text.
 *
 * @param before the time of the row before it, where its own can be none; null where there is no such row
 */
record FormerReading(long id, long device, String payload, Instant time, String metadata, String type, Instant before) {

    /** How far the prototype's clock may be ahead of this machine's. */
    private static final Duration AHEAD = Duration.ofMinutes(5);

    /** Why a row cannot be sent at all. */
    static final class Unreadable extends Exception {

        private static final long serialVersionUID = 1;

        Unreadable(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * As the server takes it. The prototype's devices sent their key with each message; it is no reading. What is no JSON
     * object goes as the text that it is: the server takes of it what can be taken.
     */
    JsonObject request(Instant now) throws Unreadable {
        if (payload == null || payload.isBlank()) {
            throw new Unreadable("payload is missing");
        }
        JsonObjectBuilder message = jakarta.json.Json.createObjectBuilder()
                .add("device_id", String.valueOf(device))
                .add("data", objectOrText(payload))
                .add("timestamp", usedTime(now).toString());
        if (type != null && !type.isBlank()) {
            message.add("type", type);
        }
        if (metadata != null && !metadata.isBlank() && !metadata.strip().equals("null")) {
            message.add("metadata", objectOrText(metadata));
        }
        return message.build();
    }

    private Instant usedTime(Instant now) throws Unreadable {
        if (hasTime(now)) {
            return time;
        }
        if (before == null) {
            throw new Unreadable("timestamp " + (time == null ? "is missing" : "is " + time)
                    + ", and no row before it has one: a reading without a time has no place");
        }
        return before;
    }

    /** What is not as it was, for the report; empty when all is. */
    Optional<String> change(Instant now) {
        return hasTime(now) || before == null
                ? Optional.empty()
                : Optional.of("timestamp " + (time == null ? "is missing" : "is " + time)
                        + ", so it has that of the row before: " + before);
    }

    private boolean hasTime(Instant now) {
        return time != null && !time.isBefore(Instant.EPOCH) && !time.isAfter(now.plus(AHEAD));
    }

    private static JsonValue objectOrText(String text) {
        try {
            if (Json.read(text) instanceof JsonObject object) {
                return withoutKey(object);
            }
        } catch (MalformedJson e) {
            return jakarta.json.Json.createValue(text);
        }
        return jakarta.json.Json.createValue(text);
    }

    private static JsonObject withoutKey(JsonObject object) {
        return object.containsKey("api_key")
                ? jakarta.json.Json.createObjectBuilder(object)
                        .remove("api_key")
                        .build()
                : object;
    }
}
