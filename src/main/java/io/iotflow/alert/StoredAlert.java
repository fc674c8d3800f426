package io.iotflow.alert;

import io.iotflow.platform.database.Sql;
import io.iotflow.platform.json.Json;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** An alert's row; what did not happen is null. */
record StoredAlert(
        long id,
        String rule,
        String deviceId,
        String severity,
        String message,
        Instant openedAt,
        Instant changedAt,
        Instant clearedAt,
        String openedBy,
        String clearedBy,
        int reopened,
        boolean silenced,
        Instant acknowledgedAt,
        String acknowledgedBy,
        String comment,
        List<String> channels) {

    static final String SELECT = """
            SELECT a.id, a.rule_name, d.device_id, a.severity, a.message, a.opened_at, a.changed_at, a.cleared_at, a.opened_by,
                a.cleared_by, a.reopened, a.silenced, a.acknowledged_at, a.acknowledged_by, a.comment, a.channels
            FROM alert a JOIN device d ON d.id = a.device""";

    static StoredAlert of(ResultSet row) throws SQLException {
        return new StoredAlert(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                Sql.instant(row, 6),
                Sql.instant(row, 7),
                Sql.instant(row, 8),
                row.getString(9),
                row.getString(10),
                row.getInt(11),
                row.getBoolean(12),
                Sql.instant(row, 13),
                row.getString(14),
                row.getString(15),
                List.of((String[]) row.getArray(16).getArray()));
    }

    String state() {
        if (clearedAt != null) {
            return "cleared";
        }
        return acknowledgedAt == null ? "open" : "acknowledged";
    }

    JsonObjectBuilder describe() {
        return Json.createObjectBuilder()
                .add("id", id)
                .add("rule", rule)
                .add("device_id", deviceId)
                .add("severity", severity)
                .add("state", state())
                .add("message", message)
                .add("opened_at", openedAt.toString())
                .add("changed_at", changedAt.toString())
                .add("cleared_at", Json.orNull(clearedAt))
                .add("opened_by", Json.readObject(openedBy))
                .add("cleared_by", clearedBy == null ? JsonValue.NULL : Json.readObject(clearedBy))
                .add("reopened", reopened)
                .add("silenced", silenced)
                .add("acknowledged_at", Json.orNull(acknowledgedAt))
                .add("acknowledged_by", Json.orNull(acknowledgedBy))
                .add("comment", Json.orNull(comment));
    }
}
