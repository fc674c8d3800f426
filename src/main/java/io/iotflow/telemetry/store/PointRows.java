package io.iotflow.telemetry.store;

import io.iotflow.platform.database.Sql;
import io.iotflow.platform.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads rows of (time, nanos, tag_set, tags, measurement, fields). Neighbours mostly have the same tags, which are then
 * shared.
 */
final class PointRows {

    private final ResultSet rows;
    private int lastTagSet;
    private Map<String, String> tags = Map.of();

    PointRows(ResultSet rows) {
        this.rows = rows;
    }

    /** The current row. */
    StoredPoint read() throws SQLException {
        return read(fields(Json.readObject(rows.getString(6))));
    }

    /** The current row with these fields. */
    StoredPoint read(Map<String, Object> fields) throws SQLException {
        Instant time = Sql.instant(rows, 1).plusNanos(rows.getInt(2));
        return new StoredPoint(time, rows.getString(5), fields, tags(rows.getInt(3)));
    }

    private Map<String, String> tags(int tagSet) throws SQLException {
        if (tagSet != lastTagSet) {
            lastTagSet = tagSet;
            tags = new LinkedHashMap<>();
            Json.readObject(rows.getString(4)).forEach((key, value) -> tags.put(key, ((JsonString) value).getString()));
        }
        return tags;
    }

    private static Map<String, Object> fields(JsonObject json) {
        Map<String, Object> fields = new LinkedHashMap<>();
        json.forEach((key, value) -> fields.put(key, value(value)));
        return fields;
    }

    /** A value as JSON; numbers, of which there are most, without a parser. */
    static Object value(String json) {
        char first = json.charAt(0);
        return first == '-' || first >= '0' && first <= '9'
                ? (Object) Double.parseDouble(json)
                : value(Json.read(json));
    }

    static Object value(JsonValue value) {
        if (value instanceof JsonNumber number) {
            return number.doubleValue();
        }
        return value instanceof JsonString text ? text.getString() : value == JsonValue.TRUE;
    }
}
