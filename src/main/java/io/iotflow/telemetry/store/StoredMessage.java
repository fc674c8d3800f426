package io.iotflow.telemetry.store;

import io.iotflow.platform.json.Json;
import jakarta.json.JsonObject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * A row of the log as the message that it was.
 *
 * @param id the row; a repeated delivery gives it a higher one
 * @param deviceRowId the row id of the device
 * @param payload what the device sent: the original where it was more than fields, else the fields
 * @param metadata what it sent beside the payload, empty where it sent none
 */
public record StoredMessage(
        long id, long deviceRowId, String measurement, Instant time, JsonObject payload, JsonObject metadata) {

    static final String COLUMNS = "id, device, measurement, time, fields, extra";

    /** Reads rows of {@link #COLUMNS}. */
    static List<StoredMessage> all(ResultSet rows) throws SQLException {
        List<StoredMessage> messages = new ArrayList<>();
        while (rows.next()) {
            messages.add(of(rows));
        }
        return messages;
    }

    private static StoredMessage of(ResultSet row) throws SQLException {
        String extra = row.getString(6);
        JsonObject kept = extra == null ? JsonObject.EMPTY_JSON_OBJECT : Json.readObject(extra);
        JsonObject payload =
                kept.containsKey("payload") ? kept.getJsonObject("payload") : Json.readObject(row.getString(5));
        JsonObject metadata =
                kept.containsKey("metadata") ? kept.getJsonObject("metadata") : JsonObject.EMPTY_JSON_OBJECT;
        return new StoredMessage(
                row.getLong(1),
                row.getLong(2),
                row.getString(3),
                row.getObject(4, OffsetDateTime.class).toInstant(),
                payload,
                metadata);
    }
}
