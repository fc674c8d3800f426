package io.iotflow.telemetry.ingest;

import io.iotflow.platform.json.Json;
import jakarta.json.JsonObject;
import java.util.Set;

/**
 * What devices of the Python prototype put into an MQTT payload: their key, which must not be kept, and often their readings
 * in a member {@code data} beside {@code metadata} and {@code timestamp}, as over HTTP.
 */
final class LegacyPayload {

    private static final String KEY = "api_key";
    private static final Set<String> WRAPPER = Set.of("data", "metadata", "timestamp", "device_id");

    private LegacyPayload() {}

    static JsonObject withoutKey(JsonObject payload) {
        return payload.containsKey(KEY)
                ? Json.createObjectBuilder(payload).remove(KEY).build()
                : payload;
    }

    /** Whether its readings are in {@code data}, and it has nothing that would be lost beside it. */
    static boolean isWrapped(JsonObject payload) {
        return payload.get("data") instanceof JsonObject && WRAPPER.containsAll(payload.keySet());
    }
}
