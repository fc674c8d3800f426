package io.iotflow.telemetry.ingest;

import io.iotflow.platform.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.Map;

/**
 * One line of line protocol, unescaped but not checked any further.
 *
 * @param number where it begins in the body, counted from 1
 * @param fields values are {@link Double}, or another {@link Number} that a double does not give back, {@link Boolean} or
 *     {@link String}
 * @param timestamp since 1970 in the body's precision; null where the line gives none
 */
record Line(int number, String measurement, Map<String, String> tags, Map<String, Object> fields, Long timestamp) {

    /** Whether its fields alone say all of their values, so that nothing is kept beside them. */
    boolean isGivenBack() {
        return isGivenBack(fields);
    }

    /** The same of the fields of any line. */
    static boolean isGivenBack(Map<String, Object> fields) {
        for (Object value : fields.values()) {
            if (value instanceof Number && !(value instanceof Double)) {
                return false;
            }
        }
        return true;
    }

    /** Its tags but that of the device, which is the message's. */
    JsonObject tagsOfThePoint() {
        JsonObjectBuilder json = Json.createObjectBuilder();
        tags.forEach((key, value) -> {
            if (!key.equals("device_id")) {
                json.add(key, value);
            }
        });
        return json.build();
    }
}
