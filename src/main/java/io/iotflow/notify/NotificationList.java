package io.iotflow.notify;

import io.iotflow.platform.database.Sql;
import io.iotflow.platform.database.SqlText;
import io.iotflow.platform.json.Json;
import io.iotflow.platform.problem.Problem;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonObjectBuilder;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Reads notices with what became of them. */
@Dependent
class NotificationList {

    private static final List<String> STATES = List.of("waiting", "sending", "sent", "expired");
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final int AT_A_TIME = 1_000;

    private final Sql sql;

    @Inject
    NotificationList(Sql sql) {
        this.sql = sql.within(LONGEST, AT_A_TIME);
    }

    /** A notice; null where it is part of no message yet. */
    record Entry(
            long id,
            String channel,
            long alertId,
            String event,
            Severity severity,
            String rule,
            String deviceId,
            String message,
            Instant at,
            String state,
            String messageId,
            int attempts,
            String lastError,
            Instant createdAt,
            Instant closedAt) {

        private static Entry of(ResultSet row) throws SQLException {
            return new Entry(
                    row.getLong(1),
                    row.getString(2),
                    row.getLong(3),
                    row.getString(4),
                    Severity.values()[row.getInt(5)],
                    row.getString(6),
                    row.getString(7),
                    row.getString(8),
                    Sql.instant(row, 9),
                    row.getString(10),
                    row.getString(11),
                    row.getInt(12),
                    row.getString(13),
                    Sql.instant(row, 14),
                    Sql.instant(row, 15));
        }

        JsonObjectBuilder describe() {
            return Json.createObjectBuilder()
                    .add("id", id)
                    .add("channel", channel)
                    .add("alert_id", alertId)
                    .add("event", event)
                    .add("severity", severity.wire())
                    .add("rule", rule)
                    .add("device_id", deviceId)
                    .add("message", message)
                    .add("at", at.toString())
                    .add("state", state)
                    .add("message_id", Json.orNull(messageId))
                    .add("attempts", attempts)
                    .add("last_error", Json.orNull(lastError))
                    .add("created_at", createdAt.toString())
                    .add("closed_at", Json.orNull(closedAt));
        }
    }

    /** The newest before an id, of a state and a channel where these are given; 400 for a state that there is not. */
    List<Entry> newest(String state, String channel, long before, int max) {
        SqlText query = new SqlText("""
                SELECT n.id, c.name, n.alert_id, n.event, n.severity, n.rule, n.device_id, n.message, n.at,
                    coalesce(m.state, 'waiting'), m.id::text, coalesce(m.attempts, 0), m.last_error, n.created_at, m.closed_at
                FROM notification n JOIN notification_channel c ON c.id = n.channel
                LEFT JOIN notification_message m ON m.id = n.message_id
                WHERE n.id < ?""", before);
        if (channel != null && !channel.isEmpty()) {
            if (!Channels.NAME.isValid(channel)) {
                throw Problem.invalid("channel", "must be a channel's name");
            }
            query.and("n.channel = (SELECT id FROM notification_channel WHERE name = ?)", channel);
        }
        if (state != null && !state.isEmpty()) {
            if (!STATES.contains(state)) {
                throw Problem.invalid("state", "must be one of " + String.join(", ", STATES));
            }
            if (state.equals("waiting")) {
                query.add(" AND n.message_id IS NULL");
            } else {
                query.and("n.message_id IN (SELECT id FROM notification_message WHERE state = ?)", state);
            }
        }
        return sql.list(query.add(" ORDER BY n.id DESC LIMIT ?", max), Entry::of);
    }
}
