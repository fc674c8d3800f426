package io.iotflow.notify;

import io.iotflow.platform.database.Sql;
import io.iotflow.platform.json.Json;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads messages as they are sent: the same at each repetition. */
@Dependent
class MessageStore {

    private static final int GROUPS = 20;

    private final Sql sql;

    @Inject
    MessageStore(Sql sql) {
        this.sql = sql;
    }

    /** A message with so many of its notices; empty where it is gone with its channel. */
    Optional<Message> find(UUID id, String channel, int listed) {
        List<Message.Line> lines = sql.list("""
                SELECT id, alert_id, event, severity, rule, device_id, message, details, at FROM notification
                WHERE message_id = ? ORDER BY id LIMIT ?""", MessageStore::line, id, listed);
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        List<Message.Group> groups = sql.list("""
                SELECT rule, event, min(severity), count(*), count(DISTINCT device_id) FROM notification
                WHERE message_id = ? GROUP BY rule, event ORDER BY 3, 4 DESC, 1, 2 LIMIT ?""", MessageStore::group, id, GROUPS);
        return Optional.of(sql.one(
                "SELECT count(*), count(DISTINCT device_id) FROM notification WHERE message_id = ?",
                row -> new Message(id, channel, row.getLong(1), row.getLong(2), groups, lines, false),
                id));
    }

    private static Message.Line line(ResultSet row) throws SQLException {
        return new Message.Line(
                row.getLong(1),
                row.getLong(2),
                event(row.getString(3)),
                Severity.values()[row.getInt(4)],
                row.getString(5),
                row.getString(6),
                row.getString(7),
                Json.readObject(row.getString(8)),
                Sql.instant(row, 9));
    }

    private static Message.Group group(ResultSet row) throws SQLException {
        return new Message.Group(
                row.getString(1),
                event(row.getString(2)),
                Severity.values()[row.getInt(3)],
                row.getLong(4),
                row.getLong(5));
    }

    private static Notice.Event event(String stored) {
        return Notice.Event.of(stored).orElseThrow();
    }
}
