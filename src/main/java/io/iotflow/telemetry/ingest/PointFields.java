package io.iotflow.telemetry.ingest;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;

/** The fields of a point in JSON. */
final class PointFields {

    private PointFields() {}

    /**
     * The fields as they are stored: {@link Double}, {@link Boolean} or {@link String}.
     *
     * @return empty where one of them is none of these or would not be given back as it came, or there are too many
     */
    static Map<String, Object> givenBack(JsonValue sent) throws Refused {
        if (!(sent instanceof JsonObject members) || members.size() > MessageBuilder.MAX_FIELDS) {
            return Map.of();
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        for (var member : members.entrySet()) {
            Object value = value(member.getValue());
            if (value == null) {
                return Map.of();
            }
            fields.put(member.getKey(), PointRules.field(member.getKey(), value));
        }
        return fields;
    }

    /** Null where it is none, or would not be given back. */
    private static Object value(JsonValue value) {
        if (value instanceof JsonNumber number) {
            double stored = number.doubleValue();
            return Double.isFinite(stored) && Numbers.isGivenBack(number, stored) ? stored : null;
        }
        if (value instanceof JsonString text) {
            return text.getString();
        }
        return value == JsonValue.TRUE || value == JsonValue.FALSE ? value == JsonValue.TRUE : null;
    }
}
