package io.iotflow.telemetry.store;

import io.iotflow.platform.json.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * One upload of a device, checked: whatever it says can be stored by PostgreSQL and InfluxDB.
 *
 * @param deviceRowId the row id of the device
 * @param measurement InfluxDB's measurement
 * @param time the device's time, or ours where it gave none; whole microseconds
 * @param fields at least one; values are {@link Double}, {@link Boolean} or {@link String}
 * @param tags the point's tags, as they were when it came: a replay must hit the same series
 * @param extra JSON of what is kept in PostgreSQL only, or null
 * @param status what it says of the device itself; null where it is telemetry
 */
public record TelemetryMessage(
        long deviceRowId,
        String deviceId,
        String measurement,
        Instant time,
        Map<String, Object> fields,
        Map<String, String> tags,
        String extra,
        Instant receivedAt,
        StatusReported status) {

    /** The time as PostgreSQL keeps it: a finer one would lie outside of the outbox row's bounds. */
    public TelemetryMessage {
        time = time.truncatedTo(ChronoUnit.MICROS);
    }

    /** Telemetry. */
    public TelemetryMessage(
            long deviceRowId,
            String deviceId,
            String measurement,
            Instant time,
            Map<String, Object> fields,
            Map<String, String> tags,
            String extra,
            Instant receivedAt) {
        this(deviceRowId, deviceId, measurement, time, fields, tags, extra, receivedAt, null);
    }

    /** The same, as a status message. */
    public TelemetryMessage withStatus(StatusReported reported) {
        return new TelemetryMessage(
                deviceRowId, deviceId, measurement, time, fields, tags, extra, receivedAt, reported);
    }

    /** A status message without these fields; what it said is kept beside them. */
    TelemetryMessage without(Set<String> refused) {
        Map<String, Object> kept = new LinkedHashMap<>(fields);
        kept.keySet().removeAll(refused);
        String original = extra == null ? "{\"payload\":" + Json.text(status.payload()) + "}" : extra;
        return new TelemetryMessage(deviceRowId, deviceId, measurement, time, kept, tags, original, receivedAt, status);
    }

    boolean saysOnline() {
        return status != null && status.type().equals(StatusReported.ONLINE);
    }

    boolean saysOffline() {
        return status != null && status.type().equals(StatusReported.OFFLINE);
    }

    boolean answersACommand() {
        return status != null && status.type().equals(StatusReported.COMMAND_RESPONSE);
    }

    /** How much memory it takes, in about KiB and at least 1. */
    int weight() {
        int characters = extra == null ? 0 : extra.length();
        for (Map.Entry<String, Object> field : fields.entrySet()) {
            characters += 16 + field.getKey().length() + (field.getValue() instanceof String text ? text.length() : 0);
        }
        return 1 + characters / 1024;
    }

    /** What two deliveries of the same reading share. */
    public record Identity(long deviceRowId, Instant time, String measurement) {}

    /** See {@link Identity}. */
    public Identity identity() {
        return new Identity(deviceRowId, time, measurement);
    }
}
