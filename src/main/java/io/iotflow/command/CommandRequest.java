package io.iotflow.command;

import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.RequestBody;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * What an operator wants a device or group to do.
 *
 * @param groupId the fleet that it is for, or null
 * @param command any JSON but null
 */
record CommandRequest(
        String commandId,
        String groupId,
        CommandType type,
        JsonValue command,
        int qos,
        Instant createdAt,
        Instant expiresAt) {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_.:-]{1,64}");
    private static final int MAX_SECONDS = 366 * 24 * 3600;

    /** Reads and checks a request for one device, which must name the type. */
    static CommandRequest forDevice(byte[] json, Duration ttl) {
        RequestBody body = RequestBody.of(json);
        return read(body, body.exact("command_type"), null, ttl);
    }

    /** Reads and checks a request for a fleet. */
    static CommandRequest forFleet(byte[] json, String groupId, Duration ttl) {
        RequestBody body = RequestBody.of(json);
        String type = body.has("command_type") ? body.exact("command_type") : CommandType.CONTROL.wire();
        return read(body, type, groupId, ttl);
    }

    private static CommandRequest read(RequestBody body, String typeName, String groupId, Duration ttl) {
        CommandType type = typeName == null ? null : CommandType.of(typeName).orElse(null);
        if (typeName != null && type == null) {
            body.violation("command_type", "must be config, control or firmware");
        }
        JsonValue command = body.value("command");
        if (command == JsonValue.NULL) {
            body.violation("command", "must not be null");
        } else if (command != null && !RequestBody.isWellFormed(Json.text(command))) {
            body.violation("command", "must not contain broken Unicode");
        }
        String id = id(body);
        body.has("timestamp"); // the prototype's clients send one; a command has the server's time
        int qos = body.number("qos", 2, 0, 2);
        int defaultSeconds = (int) Math.min(ttl.toSeconds(), Integer.MAX_VALUE);
        int seconds = body.number("expires_in", defaultSeconds, 1, MAX_SECONDS);
        body.check();
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        return new CommandRequest(id, groupId, type, command, qos, now, now.plusSeconds(seconds));
    }

    private static String id(RequestBody body) {
        String id = body.has("command_id")
                ? body.exact("command_id")
                : UUID.randomUUID().toString();
        if (id != null && !isId(id)) {
            body.violation("command_id", "must be 1 to 64 letters, digits, '_', '.', ':' or '-'");
        }
        return id;
    }

    /** Whether a text can be a command's id. */
    static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /** What goes over the wire, the same at each delivery. */
    String payload() {
        JsonObjectBuilder payload =
                Json.createObjectBuilder().add("command_id", commandId).add("command_type", type.wire());
        payload.add("command", command);
        if (groupId != null) {
            payload.add("group_id", groupId);
        }
        payload.add("timestamp", createdAt.toString())
                .add("expires_at", expiresAt.toString())
                .add("source", "iotflow_api");
        return Json.text(payload.build());
    }

    /** Whether a stored command is this one, sent again. */
    boolean isSameAs(StoredCommand stored) {
        return type.wire().equals(stored.type())
                && qos == stored.qos()
                && Objects.equals(groupId, stored.groupId())
                && command.equals(stored.command());
    }
}
