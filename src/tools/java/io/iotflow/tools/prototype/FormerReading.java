package io.iotflow.tools.prototype;

import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.MalformedJson;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.time.Instant;

/** A row of the prototype's table {@code telemetry_data}; payload and metadata are JSON as text. */
record FormerReading(long id, long device, String payload, Instant time, String metadata, String type) {

    /** Why a row cannot be sent at all. */
    static final class Unreadable extends Exception {

        private static final long serialVersionUID = 1;

        Unreadable(String message) {
            super(message, null, false, false);
        }
    }

    /** As the server takes it. The prototype's devices sent their key with each message; it is no reading. */
    JsonObject request() throws Unreadable {
        if (time == null) {
            throw new Unreadable("timestamp is missing: a reading without a time has no place");
        }
        JsonObjectBuilder message = jakarta.json.Json.createObjectBuilder()
                .add("device_id", String.valueOf(device))
                .add("data", withoutKey(object("payload", payload)))
                .add("timestamp", time.toString());
        if (type != null && !type.isBlank()) {
            message.add("type", type);
        }
        if (metadata != null && !metadata.isBlank() && !metadata.strip().equals("null")) {
            message.add("metadata", withoutKey(object("device_metadata", metadata)));
        }
        return message.build();
    }

    private static JsonObject withoutKey(JsonObject object) {
        return object.containsKey("api_key")
                ? jakarta.json.Json.createObjectBuilder(object)
                        .remove("api_key")
                        .build()
                : object;
    }

    private static JsonObject object(String column, String text) throws Unreadable {
        if (text == null) {
            throw new Unreadable(column + " is missing");
        }
        try {
            JsonValue value = Json.read(text);
            if (value instanceof JsonObject object) {
                return object;
            }
            throw new Unreadable(column + " is "
                    + value.getValueType().toString().toLowerCase(java.util.Locale.ROOT) + ", no JSON object");
        } catch (MalformedJson e) {
            throw new Unreadable(column + " " + e.getMessage());
        }
    }
}
