package io.iotflow.telemetry.ingest;

import io.iotflow.device.Device;
import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.MalformedJson;
import io.iotflow.platform.json.RequestBody;
import io.iotflow.platform.problem.Violation;
import io.iotflow.quarantine.Reason;
import io.iotflow.telemetry.store.Retention;
import io.iotflow.telemetry.store.TelemetryMessage;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Turns the three shapes of telemetry into one {@link TelemetryMessage}. */
@Singleton
class MessageReader {

    static final String DEFAULT_MEASUREMENT = "sensor";

    /** Keys of an MQTT payload that describe the reading and are no readings themselves. */
    static final Set<String> ABOUT = Set.of("location", "type", "status", "unit", "timestamp");

    private static final Set<String> TELEMETRY_MEMBERS = new TreeSet<>(Set.of("data", "type", "metadata", "timestamp"));
    private static final Set<String> POINT_MEMBERS =
            new TreeSet<>(Set.of("device_id", "measurement", "fields", "tags", "timestamp"));

    private final DeviceClock clock;
    private final StatusReader statuses;
    private final Set<String> tagKeys;

    @Inject
    MessageReader(TelemetrySettings settings, Retention retention) {
        this.clock = new DeviceClock(settings.maxFuture, retention, InstantSource.system());
        this.tagKeys = settings.tagKeys;
        this.statuses = new StatusReader(clock, tagKeys);
    }

    /** An MQTT payload: a JSON object, or a bare number that becomes the field {@code value}. */
    TelemetryMessage ofPayload(Device device, String topic, String measurement, byte[] bytes, Instant now)
            throws Refused {
        PointRules.measurement(measurement, "the topic's last level");
        JsonValue json = read(bytes);
        MessageBuilder message = new MessageBuilder(device, measurement, now, tagKeys).tag("topic", topic);
        if (json instanceof JsonNumber) {
            return message.field("value", json, "payload")
                    .original(Map.of("value", json))
                    .build(clock.timeOf(null, now));
        }
        if (!(json instanceof JsonObject object)) {
            throw new Refused(Reason.WRONG_TYPE, "payload", "must be a JSON object or a number");
        }
        JsonObject payload = LegacyPayload.withoutKey(object);
        if (payload.get("device_id") instanceof JsonString named) {
            requireSame(device, named.getString());
        }
        boolean isWrapped = LegacyPayload.isWrapped(payload);
        JsonObject readings = isWrapped ? payload.getJsonObject("data") : payload;
        boolean noValue = !readings.containsKey("value");
        for (var member : readings.entrySet()) {
            String key = member.getKey();
            if (key.equals("device_id") && member.getValue() instanceof JsonString && !isWrapped) {
                continue; // it is the topic's
            } else if (ABOUT.contains(key) || tagKeys.contains(key) && member.getValue() instanceof JsonString) {
                message.about(key, member.getValue());
            } else if (noValue && key.equals(measurement)) {
                // So that the dashboards' _field == "value" finds {"temperature": 21} on telemetry/temperature.
                message.renamedField("value", member.getValue(), key);
            } else {
                message.lenientField(key, member.getValue(), key);
            }
        }
        message.original(readings);
        if (isWrapped) {
            message.metadata(object(payload, "metadata", false), "metadata");
        }
        return message.build(clock.timeOf(payload.get("timestamp"), now));
    }

    /** The body of POST /devices/telemetry: {@code data}, {@code type}, {@code metadata}, {@code timestamp}. */
    TelemetryMessage ofTelemetry(Device device, JsonObject body, Instant now) throws Refused {
        requireKnown(body, TELEMETRY_MEMBERS);
        JsonObject data = object(body, "data", true);
        MessageBuilder message =
                new MessageBuilder(device, measurement(body, "type", DEFAULT_MEASUREMENT), now, tagKeys);
        for (var member : data.entrySet()) {
            message.lenientField(member.getKey(), member.getValue(), "data." + member.getKey());
        }
        message.original(data).metadata(object(body, "metadata", false), "metadata");
        return message.build(clock.timeOf(body.get("timestamp"), now));
    }

    /** A point of POST /influxdb/telemetry: {@code measurement}, {@code fields}, {@code tags}, {@code timestamp}. */
    TelemetryMessage ofPoint(Device device, JsonObject point, Instant now) throws Refused {
        requireKnown(point, POINT_MEMBERS);
        JsonObject fields = object(point, "fields", true);
        MessageBuilder message = new MessageBuilder(device, measurement(point, "measurement", null), now, tagKeys);
        for (var member : fields.entrySet()) {
            message.field(member.getKey(), member.getValue(), "fields." + member.getKey());
        }
        message.original(fields).pointTags(object(point, "tags", false), "tags");
        return message.build(clock.timeOf(point.get("timestamp"), now));
    }

    /** A misspelt member, such as {@code tag}, must not be lost without a word. */
    private static void requireKnown(JsonObject body, Set<String> known) throws Refused {
        if (known.containsAll(body.keySet())) {
            return;
        }
        Violation unknown = RequestBody.unknownMembers(body, known).get(0);
        throw new Refused(Reason.WRONG_TYPE, unknown.field(), unknown.message());
    }

    /** A line of POST /influxdb/write. Its tag device_id has been looked at. */
    TelemetryMessage ofLine(Device device, Line line, LinePrecision precision, Instant now) throws Refused {
        MessageBuilder message =
                new MessageBuilder(device, PointRules.measurement(line.measurement(), "measurement"), now, tagKeys);
        for (var field : line.fields().entrySet()) {
            message.value(field.getKey(), field.getValue(), "fields." + field.getKey());
        }
        message.original(line.fields()).pointTags(line.tagsOfThePoint(), "tags");
        return message.build(
                line.timestamp() == null
                        ? clock.timeOf(null, now)
                        : clock.checked(precision.timeOf(line.timestamp()), now));
    }

    /** A status message as it came over MQTT. */
    TelemetryMessage ofStatus(Device device, String topic, String type, byte[] payload, Instant now) throws Refused {
        return statuses.read(device, topic, type, payload, now);
    }

    /** A status message as it came over HTTP. */
    TelemetryMessage ofStatus(Device device, String type, JsonObject payload, Instant now) throws Refused {
        return statuses.read(device, type, payload, now);
    }

    private static JsonValue read(byte[] payload) throws Refused {
        try {
            return Json.read(payload);
        } catch (MalformedJson e) {
            throw new Refused(Reason.BAD_JSON, "payload", e.getMessage());
        }
    }

    static void requireSame(Device device, String named) throws Refused {
        if (!named.equals(device.deviceId())) {
            throw new Refused(Reason.OTHER_DEVICE, "device_id", "names another device than the topic");
        }
    }

    private static String measurement(JsonObject body, String name, String byDefault) throws Refused {
        JsonValue value = body.get(name);
        if (value == null || value == JsonValue.NULL) {
            if (byDefault == null) {
                throw new Refused(Reason.WRONG_TYPE, name, "is required");
            }
            return byDefault;
        }
        if (value instanceof JsonString text) {
            return PointRules.measurement(text.getString(), name);
        }
        throw new Refused(Reason.WRONG_TYPE, name, "must be a string");
    }

    private static JsonObject object(JsonObject body, String name, boolean required) throws Refused {
        JsonValue value = body.get(name);
        if (value == null || value == JsonValue.NULL) {
            if (required) {
                throw new Refused(Reason.NO_FIELD, name, "is required");
            }
            return JsonValue.EMPTY_JSON_OBJECT;
        }
        if (value instanceof JsonObject object) {
            return object;
        }
        throw new Refused(Reason.WRONG_TYPE, name, "must be a JSON object");
    }
}
