package io.iotflow.tools.simulator;

import io.iotflow.platform.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** What was measured at a time of the device's clock, in whole milliseconds; of one device no two have the same. */
record Reading(Instant time, Map<String, Object> values) {

    private static final String TIME = "timestamp";

    /** As it goes over MQTT. */
    String payload() {
        Map<String, Object> payload = new LinkedHashMap<>(values);
        payload.put(TIME, time.toString());
        return Json.write(payload);
    }

    /** The body of {@code POST /api/v1/devices/telemetry}. */
    String upload(String measurement) {
        return "{\"type\":\"" + measurement + "\",\"timestamp\":\"" + time + "\",\"data\":" + Json.write(values) + "}";
    }

    /** By what the stored values are known to be the ones that were sent. */
    int digest() {
        return values.hashCode();
    }

    /** The same of a message that the server has. */
    static int digest(JsonObject stored) {
        Map<String, Object> values = new LinkedHashMap<>();
        stored.forEach((name, value) -> {
            if (!name.equals(TIME)) {
                values.put(name, plain(value));
            }
        });
        return values.hashCode();
    }

    private static Object plain(JsonValue value) {
        return switch (value.getValueType()) {
            case NUMBER -> ((JsonNumber) value).doubleValue();
            case STRING -> ((JsonString) value).getString();
            case TRUE -> true;
            case FALSE -> false;
            default -> value;
        };
    }
}
