package io.iotflow.command;

import io.iotflow.platform.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;

/** A command as its row says; a time that has not come is null. */
record StoredCommand(
        long id,
        String commandId,
        String deviceId,
        String groupId,
        String type,
        String topic,
        String payload,
        int qos,
        CommandState state,
        int attempts,
        Instant createdAt,
        String createdBy,
        Instant expiresAt,
        Instant sentAt,
        Instant lastSentAt,
        Instant nextAttemptAt,
        Instant receivedAt,
        Instant answeredAt,
        String answer) {

    /** The columns that {@link #of} reads, in their order. */
    static final String COLUMNS = "id, command_id, device_id, group_id, command_type, topic, payload, qos, state,"
            + " attempts, created_at, created_by, expires_at, sent_at, last_sent_at, next_attempt_at, received_at,"
            + " answered_at, answer";

    static StoredCommand of(ResultSet row) throws SQLException {
        return new StoredCommand(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getInt(8),
                CommandState.ofStored(row.getString(9)),
                row.getInt(10),
                instant(row, 11),
                row.getString(12),
                instant(row, 13),
                instant(row, 14),
                instant(row, 15),
                instant(row, 16),
                instant(row, 17),
                instant(row, 18),
                row.getString(19));
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    /** What the device is to do. */
    JsonValue command() {
        return Json.readObject(payload).get("command");
    }

    /** Whether a time is set for its next attempt; one that waits for its device, or for the broker, has none. */
    private boolean isPlanned() {
        return state.isRepeated() && nextAttemptAt.isAfter(Instant.now()) && nextAttemptAt.isBefore(expiresAt);
    }

    /** The command as clients see it. */
    JsonObject describe() {
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("command_id", commandId)
                .add("device_id", deviceId)
                .add("command_type", type)
                .add("command", command())
                .add("topic", topic)
                .add("qos", qos);
        json.add("group_id", Json.orNull(groupId));
        json.add("state", state.shown());
        json.add("result", Json.orNull(state.result()));
        json.add("attempts", attempts);
        json.add("created_at", Json.orNull(createdAt));
        json.add("created_by", createdBy);
        json.add("expires_at", Json.orNull(expiresAt));
        json.add("sent_at", Json.orNull(sentAt));
        json.add("last_sent_at", Json.orNull(lastSentAt));
        json.add("next_attempt_at", Json.orNull(isPlanned() ? nextAttemptAt : null));
        json.add("received_at", Json.orNull(receivedAt));
        json.add("answered_at", Json.orNull(answeredAt));
        return json.add("answer", answer == null ? JsonValue.NULL : Json.read(answer))
                .build();
    }
}
