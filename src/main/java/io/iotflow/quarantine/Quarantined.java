package io.iotflow.quarantine;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;

/**
 * A message in the quarantine.
 *
 * @param deviceId the device as the sender named it, or null
 * @param topic the MQTT topic, or null
 * @param reason the code of a {@link Reason}
 * @param attempts how often it was replayed and refused again
 * @param size of the payload in bytes
 * @param payload the bytes as they came; in a list only their beginning
 */
public record Quarantined(
        long id,
        Instant receivedAt,
        String source,
        String deviceId,
        String topic,
        String reason,
        String detail,
        int attempts,
        int size,
        byte[] payload) {

    static final String COLUMNS =
            "id, received_at, source, device_id, topic, reason, detail, attempts, octet_length(payload), ";

    static Quarantined of(ResultSet row) throws SQLException {
        return new Quarantined(
                row.getLong(1),
                row.getObject(2, OffsetDateTime.class).toInstant(),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getInt(8),
                row.getInt(9),
                row.getBytes(10));
    }
}
