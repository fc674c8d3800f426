package io.iotflow.telemetry.store;

import io.iotflow.platform.json.Json;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * One upload of a device, checked: whatever it says can be stored by PostgreSQL and InfluxDB.
 *
 * @param deviceRowId the row id of the device
 * @param measurement InfluxDB's measurement
 * @param time the device's time to the nanosecond, or ours where it gave none
 * @param fields at least one; values are {@link Double}, {@link Boolean} or {@link String}
 * @param tags all tags of the point, with those that the registry and the transport give it
 * @param ownTags those of them that the device sent: they are part of what the point is known by
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
        Map<String, String> ownTags,
        String extra,
        Instant receivedAt,
        StatusReported status) {

    /** Telemetry. */
    public TelemetryMessage(
            long deviceRowId,
            String deviceId,
            String measurement,
            Instant time,
            Map<String, Object> fields,
            Map<String, String> tags,
            Map<String, String> ownTags,
            String extra,
            Instant receivedAt) {
        this(deviceRowId, deviceId, measurement, time, fields, tags, ownTags, extra, receivedAt, null);
    }

    /** The same, as a status message. */
    public TelemetryMessage withStatus(StatusReported reported) {
        return new TelemetryMessage(
                deviceRowId, deviceId, measurement, time, fields, tags, ownTags, extra, receivedAt, reported);
    }

    /** A status message without these fields; what it said is kept beside them. */
    TelemetryMessage without(Set<String> refused) {
        Map<String, Object> kept = new LinkedHashMap<>(fields);
        kept.keySet().removeAll(refused);
        String original = extra == null ? "{\"payload\":" + Json.text(status.payload()) + "}" : extra;
        return new TelemetryMessage(
                deviceRowId, deviceId, measurement, time, kept, tags, ownTags, original, receivedAt, status);
    }

    /** The same without the device's own tags; what it sent is kept in {@code extra}. */
    TelemetryMessage withoutOwnTags() {
        Map<String, String> others = new LinkedHashMap<>(tags);
        others.keySet().removeAll(ownTags.keySet());
        return new TelemetryMessage(
                deviceRowId, deviceId, measurement, time, fields, others, Map.of(), extra, receivedAt, status);
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

    /** What a point is known by: messages with the same one are deliveries of one reading, or corrections of it. */
    public record Identity(long deviceRowId, String measurement, Map<String, String> ownTags, Instant time) {}

    /** See {@link Identity}. */
    public Identity identity() {
        return new Identity(deviceRowId, measurement, ownTags, time);
    }

    /** Whether the device said the same, whatever the registry said of it meanwhile. */
    boolean saysTheSame(TelemetryMessage other) {
        return fields.equals(other.fields) && Objects.equals(extra, other.extra);
    }
}
