package io.iotflow.telemetry;

import io.iotflow.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A row of the log as a point: InfluxDB's measurement, tags, fields and time.
 *
 * @param fields values are {@link Double}, {@link Boolean} or {@link String}
 */
public record StoredPoint(Instant time, String measurement, Map<String, Object> fields, Map<String, String> tags) {

    /** Reads rows of (time, measurement, fields, tags). */
    static List<StoredPoint> all(ResultSet rows) throws SQLException {
        List<StoredPoint> points = new ArrayList<>();
        while (rows.next()) {
            points.add(new StoredPoint(
                    rows.getObject(1, OffsetDateTime.class).toInstant(),
                    rows.getString(2),
                    fields(Json.readObject(rows.getString(3))),
                    tags(Json.readObject(rows.getString(4)))));
        }
        return points;
    }

    private static Map<String, Object> fields(JsonObject json) {
        Map<String, Object> fields = new LinkedHashMap<>();
        json.forEach((key, value) -> fields.put(key, value(value)));
        return fields;
    }

    private static Object value(JsonValue value) {
        if (value instanceof JsonNumber number) {
            return number.doubleValue();
        }
        return value instanceof JsonString text ? text.getString() : value == JsonValue.TRUE;
    }

    private static Map<String, String> tags(JsonObject json) {
        Map<String, String> tags = new LinkedHashMap<>();
        json.forEach((key, value) -> tags.put(key, ((JsonString) value).getString()));
        return tags;
    }
}
