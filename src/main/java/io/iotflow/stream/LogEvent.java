package io.iotflow.stream;

import io.iotflow.alert.AlertEvents;
import io.iotflow.platform.json.Json;
import io.iotflow.telemetry.store.LogTail;
import io.iotflow.telemetry.store.StatusReported;
import jakarta.json.JsonObjectBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What listeners hear of a message of the log or of an alert, written once for all of them.
 *
 * @param id its position in the log
 * @param measurement of a reading
 * @param bytes as they go over the wire (WHATWG HTML, server-sent events)
 */
record LogEvent(long id, Type type, long deviceRowId, String measurement, byte[] bytes) {

    /** Kinds of events. */
    enum Type {
        READING,
        PRESENCE,
        COMMAND,
        ALERT;

        String code() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** Empty for what is no event, such as a heartbeat, and for messages of devices that are deleted. */
    static Optional<LogEvent> of(LogTail.Row row) {
        return row.deviceId() == null ? Optional.empty() : typeOf(row).map(type -> of(row, type));
    }

    static LogEvent of(AlertEvents.AlertEvent alert) {
        return new LogEvent(
                alert.id(),
                Type.ALERT,
                alert.device(),
                "",
                text(alert.id(), Type.ALERT.code(), Json.text(alert.data())));
    }

    private static Optional<Type> typeOf(LogTail.Row row) {
        if (!row.measurement().equals(StatusReported.MEASUREMENT)) {
            return Optional.of(Type.READING);
        }
        return switch (statusOf(row)) {
            case StatusReported.ONLINE, StatusReported.OFFLINE -> Optional.of(Type.PRESENCE);
            case StatusReported.COMMAND_RESPONSE -> Optional.of(Type.COMMAND);
            default -> Optional.empty();
        };
    }

    private static String statusOf(LogTail.Row row) {
        return row.fields().getString("status", "");
    }

    private static LogEvent of(LogTail.Row row, Type type) {
        JsonObjectBuilder data = Json.createObjectBuilder().add("device_id", row.deviceId());
        switch (type) {
            case READING -> data.add("measurement", row.measurement()).add("fields", row.fields());
            case PRESENCE -> data.add("online", statusOf(row).equals(StatusReported.ONLINE));
            case COMMAND -> data.add("response", row.status());
            case ALERT -> {} // no row of the log
        }
        data.add("time", row.time().toString())
                .add("received_at", row.receivedAt().toString());
        return new LogEvent(
                row.id(),
                type,
                row.deviceRowId(),
                row.measurement(),
                text(row.id(), type.code(), Json.text(data.build())));
    }

    /** An event of the stream itself; with its id a listener resumes there. */
    static byte[] text(long id, String type, String data) {
        return ("id: " + id + "\nevent: " + type + "\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
    }
}
