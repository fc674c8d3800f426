package io.iotflow.telemetry.store;

import io.iotflow.platform.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

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
 * @param isLenient whether a field of another type is left out, rather than the message refused
 * @param leftOut what of it is left out, which {@code extra} shows
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
        StatusReported status,
        boolean isLenient,
        List<LeftOut> leftOut) {

    /** Telemetry that is stored as it is or not at all. */
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
        this(
                deviceRowId,
                deviceId,
                measurement,
                time,
                fields,
                tags,
                ownTags,
                extra,
                receivedAt,
                null,
                false,
                List.of());
    }

    /** Another message that differs in its fields and time alone. */
    public TelemetryMessage next(Map<String, Object> otherFields, Instant otherTime) {
        return new TelemetryMessage(
                deviceRowId, deviceId, measurement, otherTime, otherFields, tags, ownTags, extra, receivedAt);
    }

    /** The same, of which this is left out already, and a field of another type may be. */
    public TelemetryMessage leavingOut(boolean lenient, List<LeftOut> left) {
        return with(fields, tags, ownTags, extra, status, lenient, left);
    }

    /** The same, as a status message. */
    public TelemetryMessage withStatus(StatusReported reported) {
        return with(fields, tags, ownTags, extra, reported, isLenient, leftOut);
    }

    /** A status message without these fields; what it said is kept beside them. */
    TelemetryMessage without(Set<String> refused) {
        Map<String, Object> kept = new LinkedHashMap<>(fields);
        kept.keySet().removeAll(refused);
        String original = extra == null ? "{\"payload\":" + Json.text(status.payload()) + "}" : extra;
        return with(kept, tags, ownTags, original, status, isLenient, leftOut);
    }

    /** The same with these fields in the place of its own; what it said is kept beside them, and why some are not there. */
    TelemetryMessage keeping(Map<String, Object> kept, List<LeftOut> more) {
        JsonObject known = extra == null ? JsonValue.EMPTY_JSON_OBJECT : Json.readObject(extra);
        JsonObjectBuilder changed = Json.createObjectBuilder(known);
        if (!known.containsKey("payload")) {
            changed.add("payload", Json.createObjectBuilder(fields).build());
        }
        List<LeftOut> all = Stream.concat(leftOut.stream(), more.stream()).toList();
        if (!all.isEmpty()) {
            changed.add("left_out", LeftOut.json(all));
        }
        return with(kept, tags, ownTags, Json.text(changed.build()), status, isLenient, all);
    }

    /** The same without the device's own tags; what it sent is kept in {@code extra}. */
    TelemetryMessage withoutOwnTags() {
        Map<String, String> others = new LinkedHashMap<>(tags);
        others.keySet().removeAll(ownTags.keySet());
        return with(fields, others, Map.of(), extra, status, isLenient, leftOut);
    }

    private TelemetryMessage with(
            Map<String, Object> otherFields,
            Map<String, String> otherTags,
            Map<String, String> otherOwnTags,
            String otherExtra,
            StatusReported otherStatus,
            boolean lenient,
            List<LeftOut> left) {
        return new TelemetryMessage(
                deviceRowId,
                deviceId,
                measurement,
                time,
                otherFields,
                otherTags,
                otherOwnTags,
                otherExtra,
                receivedAt,
                otherStatus,
                lenient,
                left);
    }

    boolean saysOnline() {
        return status != null && status.type().equals(StatusReported.ONLINE);
    }

    /** Whether it is of the measurement in which devices speak of themselves. */
    boolean isStatus() {
        return measurement.equals(StatusReported.MEASUREMENT);
    }

    boolean saysOffline() {
        return status != null && status.type().equals(StatusReported.OFFLINE);
    }

    boolean answersACommand() {
        return status != null && status.type().equals(StatusReported.COMMAND_RESPONSE);
    }

    StoredPoint point() {
        return new StoredPoint(time, measurement, fields, tags);
    }

    /** How much memory it takes, in about KiB and at least 1. */
    int weight() {
        int characters = extra == null ? 0 : extra.length();
        for (Map.Entry<String, Object> field : fields.entrySet()) {
            characters += 16 + field.getKey().length() + (field.getValue() instanceof String text ? text.length() : 0);
        }
        return 1 + characters / 1024;
    }

    /** Whether it was made with the very tags of the other one; else it may be of its series all the same. */
    boolean isOfSeries(TelemetryMessage other) {
        return tags == other.tags
                && ownTags == other.ownTags
                && deviceRowId == other.deviceRowId
                && measurement.equals(other.measurement);
    }

    /** Whether the device said the same, whatever the registry said of it meanwhile. */
    boolean saysTheSame(TelemetryMessage other) {
        return fields.equals(other.fields) && Objects.equals(extra, other.extra);
    }
}
