package io.iotflow.stack;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** A row of the quarantine, read from its table, as it is stored. */
public record Quarantined(String reason, String detail, byte[] payload) {

    /** The newest of a device, or null. */
    public static Quarantined of(String deviceId) {
        try (Connection connection = TestStack.database().getConnection();
                PreparedStatement query = connection.prepareStatement(
                        "SELECT reason, detail, payload FROM quarantine WHERE device_id = ? ORDER BY id DESC LIMIT 1")) {
            query.setString(1, deviceId);
            ResultSet row = query.executeQuery();
            return row.next() ? new Quarantined(row.getString(1), row.getString(2), row.getBytes(3)) : null;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
