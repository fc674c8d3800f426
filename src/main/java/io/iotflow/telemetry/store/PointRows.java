package io.iotflow.telemetry.store;

import io.iotflow.platform.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads rows of (time, measurement, fields, tags). Neighbours mostly have the same tags, which are then shared. */
final class PointRows {

    private final ResultSet rows;
    private String lastTags = "";
    private Map<String, String> tags = Map.of();

    PointRows(ResultSet rows) {
        this.rows = rows;
    }

    /** The current row. */
    StoredPoint read() throws SQLException {
        return new StoredPoint(time(), rows.getString(2), fields(Json.readObject(rows.getString(3))), tags(4));
    }

    Instant time() throws SQLException {
        return rows.getObject(1, OffsetDateTime.class).toInstant();
    }

    Map<String, String> tags(int column) throws SQLException {
        String text = rows.getString(column);
        if (!text.equals(lastTags)) {
            lastTags = text;
            tags = new LinkedHashMap<>();
            Json.readObject(text).forEach((key, value) -> tags.put(key, ((JsonString) value).getString()));
        }
        return tags;
    }

    private static Map<String, Object> fields(JsonObject json) {
        Map<String, Object> fields = new LinkedHashMap<>();
        json.forEach((key, value) -> fields.put(key, value(value)));
        return fields;
    }

    static Object value(JsonValue value) {
        if (value instanceof JsonNumber number) {
            return number.doubleValue();
        }
        return value instanceof JsonString text ? text.getString() : value == JsonValue.TRUE;
    }
}
