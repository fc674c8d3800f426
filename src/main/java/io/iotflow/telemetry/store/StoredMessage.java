package io.iotflow.telemetry.store;

import io.iotflow.platform.database.Sql;
import io.iotflow.platform.json.Json;
import jakarta.json.JsonObject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A row of the log as the message that it was.
 *
 * @param id the row; the same for a repeated delivery
 * @param deviceRowId the row id of the device
 * @param payload what the device sent: the original where it was more than fields, else the fields
 * @param metadata what it sent beside the payload, empty where it sent none
 */
public record StoredMessage(
        long id, long deviceRowId, String measurement, Instant time, JsonObject payload, JsonObject metadata) {

    static final String COLUMNS = "log.id, log.device, series.measurement, log.time, log.nanos, log.fields, log.extra";

    /** What {@link #COLUMNS} are of. */
    static final String FROM = " FROM telemetry log JOIN series ON series.id = log.series";

    /** Reads rows of {@link #COLUMNS}. */
    static List<StoredMessage> all(ResultSet rows) throws SQLException {
        List<StoredMessage> messages = new ArrayList<>();
        while (rows.next()) {
            messages.add(of(rows));
        }
        return messages;
    }

    /** The current row. */
    static StoredMessage of(ResultSet row) throws SQLException {
        String extra = row.getString(7);
        JsonObject kept = extra == null ? JsonObject.EMPTY_JSON_OBJECT : Json.readObject(extra);
        JsonObject payload =
                kept.containsKey("payload") ? kept.getJsonObject("payload") : Json.readObject(row.getString(6));
        JsonObject metadata =
                kept.containsKey("metadata") ? kept.getJsonObject("metadata") : JsonObject.EMPTY_JSON_OBJECT;
        return new StoredMessage(
                row.getLong(1),
                row.getLong(2),
                row.getString(3),
                Sql.instant(row, 4).plusNanos(row.getInt(5)),
                payload,
                metadata);
    }
}
