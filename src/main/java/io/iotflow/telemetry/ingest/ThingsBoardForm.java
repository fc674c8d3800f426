package io.iotflow.telemetry.ingest;

import jakarta.json.JsonObject;
import java.util.Set;

/** ThingsBoard's telemetry: {@code {"ts": 1700000000000, "values": {"temperature": 21.5}}}. */
final class ThingsBoardForm {

    private static final Set<String> MEMBERS = Set.of("ts", "values", "device_id");

    private ThingsBoardForm() {}

    static boolean is(JsonObject payload) {
        return payload.get("values") instanceof JsonObject && MEMBERS.containsAll(payload.keySet());
    }

    static Reading read(JsonObject payload) {
        JsonObject values = payload.getJsonObject("values");
        return Reading.of(values, payload.get("ts"), values);
    }
}
