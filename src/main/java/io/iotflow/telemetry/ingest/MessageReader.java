package io.iotflow.telemetry.ingest;

import io.iotflow.device.Device;
import io.iotflow.mapping.MappedPayload;
import io.iotflow.platform.json.RequestBody;
import io.iotflow.platform.problem.Violation;
import io.iotflow.quarantine.Reason;
import io.iotflow.telemetry.store.LeftOut;
import io.iotflow.telemetry.store.Retention;
import io.iotflow.telemetry.store.TelemetryMessage;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Turns the shapes of telemetry into {@link TelemetryMessage}s. */
@Singleton
class MessageReader {

    static final String DEFAULT_MEASUREMENT = "sensor";

    /** Keys of an MQTT payload that describe the reading and are no readings themselves. */
    static final Set<String> ABOUT = Set.of("location", "type", "status", "unit", "timestamp");

    private static final Set<String> TELEMETRY_MEMBERS =
            new LinkedHashSet<>(List.of("data", "metadata", "timestamp", "type"));
    private static final Set<String> POINT_MEMBERS =
            new LinkedHashSet<>(List.of("device_id", "fields", "measurement", "tags", "timestamp"));

    private final DeviceClock clock;
    private final StatusReader statuses;
    private final Set<String> tagKeys;
    private final TopicTags topicTags = new TopicTags();

    @Inject
    MessageReader(TelemetrySettings settings, Retention retention) {
        this.clock = new DeviceClock(settings.times, retention, InstantSource.system());
        this.tagKeys = settings.tagKeys;
        this.statuses = new StatusReader(clock, tagKeys);
    }

    /**
     * An MQTT payload, in any of the {@link PayloadForms}.
     *
     * @throws Refused when nothing of it can be stored
     */
    Readings ofPayload(Device device, String topic, String measurement, byte[] bytes, Instant now) throws Refused {
        PointRules.measurement(measurement, "the topic's last level");
        Payload payload = Payload.of(bytes);
        PayloadForms forms = PayloadForms.of(payload, device, now);
        ReadingBuilder builder =
                new ReadingBuilder(device, topicTags.of(device, topic), measurement, now, tagKeys, clock);
        List<TelemetryMessage> messages = new ArrayList<>(forms.readings().size());
        Refused refused = forms.refused();
        for (Reading reading : forms.readings()) {
            try {
                messages.add(builder.build(reading));
            } catch (Refused e) {
                refused = refused == null ? e : refused;
            }
        }
        if (messages.isEmpty()) {
            throw refused != null && !payload.isRepaired() ? refused : nothingIn(payload);
        }
        return new Readings(messages, Optional.ofNullable(refused));
    }

    /** What a mapping makes of a payload; the topic is null where it came over a webhook. */
    TelemetryMessage ofMapped(Device device, String topic, MappedPayload.Reading mapped, Instant now) throws Refused {
        String measurement = mapped.measurement() == null ? DEFAULT_MEASUREMENT : mapped.measurement();
        PointRules.measurement(measurement, "measurement");
        Reading reading = Reading.point(null, mapped.fields(), mapped.tags(), mapped.time(), mapped.fields());
        Map<String, String> tags = topic == null ? new MessageTags(device).all() : topicTags.of(device, topic);
        return new ReadingBuilder(device, tags, measurement, now, tagKeys, clock).build(reading);
    }

    private static Refused nothingIn(Payload payload) {
        return payload.isRepaired()
                ? new Refused(Reason.BAD_JSON, "payload", "is not valid JSON, and has no value that could be stored")
                : new Refused(Reason.NO_FIELD, "payload", "has no reading");
    }

    /** The body of POST /devices/telemetry: {@code data}, {@code type}, {@code metadata}, {@code timestamp}. */
    TelemetryMessage ofTelemetry(Device device, JsonObject body, Instant now) throws Refused {
        MessageBuilder message = upload(device, body, now).lenient();
        fillUpload(message, body);
        Instant time = message.timeOf(clock.of(device).likelyTimeOf(body.get("timestamp"), now));
        return finishUpload(message, body, time);
    }

    /** The same of another product's history, where a time is not to be made up. */
    TelemetryMessage ofHistory(Device device, JsonObject body, Instant now) throws Refused {
        requireKnown(body, TELEMETRY_MEMBERS);
        HistoryForm form = HistoryForm.of(body);
        MessageBuilder message = new MessageBuilder(device, form.measurement(), now, tagKeys).lenient();
        form.leftOut().forEach(it -> message.leaveOut(it.member(), it.why()));
        fillUpload(message, form.body());
        return finishUpload(message, form.body(), clock.of(device).timeOf(body.get("timestamp"), now));
    }

    private MessageBuilder upload(Device device, JsonObject body, Instant now) throws Refused {
        requireKnown(body, TELEMETRY_MEMBERS);
        return new MessageBuilder(device, measurement(body, "type", DEFAULT_MEASUREMENT), now, tagKeys);
    }

    private static void fillUpload(MessageBuilder message, JsonObject body) throws Refused {
        ReadingFields fields = new ReadingFields(message, "data.");
        for (var member : object(body, "data", true).entrySet()) {
            fields.take(member.getKey(), member.getValue());
        }
    }

    private static TelemetryMessage finishUpload(MessageBuilder message, JsonObject body, Instant time) throws Refused {
        JsonObject metadata = metadata(message, body);
        return message.original(object(body, "data", true))
                .metadata(metadata, "metadata")
                .build(time);
    }

    /** What is no object is left out: it does not spoil the reading. */
    private static JsonObject metadata(MessageBuilder message, JsonObject body) {
        JsonValue metadata = body.getOrDefault("metadata", JsonValue.NULL);
        if (metadata instanceof JsonObject object) {
            return object;
        }
        if (metadata != JsonValue.NULL) {
            message.leaveOut("metadata", LeftOut.Why.WRONG_TYPE);
        }
        return JsonValue.EMPTY_JSON_OBJECT;
    }

    /** A point of POST /influxdb/telemetry: {@code measurement}, {@code fields}, {@code tags}, {@code timestamp}. */
    TelemetryMessage ofPoint(Device device, JsonObject point, Instant now) throws Refused {
        requireKnown(point, POINT_MEMBERS);
        JsonObject fields = object(point, "fields", true);
        MessageBuilder message = new MessageBuilder(device, measurement(point, "measurement", null), now, tagKeys);
        for (var member : fields.entrySet()) {
            message.field(member.getKey(), member.getValue(), "fields." + member.getKey());
        }
        Instant time = message.timeOf(clock.of(device).ownTimeOf(point.get("timestamp"), now));
        message.original(fields).pointTags(object(point, "tags", false), "tags");
        return message.build(time);
    }

    /**
     * Another point of the series of this message, held to the same rules.
     *
     * @return null where it must be read as a whole: more than its fields is kept, it has none, or a member is not known
     */
    TelemetryMessage ofNextPoint(TelemetryMessage first, Device device, JsonObject point, Instant now) throws Refused {
        Map<String, Object> fields =
                POINT_MEMBERS.containsAll(point.keySet()) ? PointFields.givenBack(point.get("fields")) : Map.of();
        if (fields.isEmpty()) {
            return null;
        }
        DeviceClock.Timed time = clock.of(device).ownTimeOf(point.get("timestamp"), now);
        return time.doubt() == null ? first.next(fields, time.time()) : null;
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
            message.value(field.getKey(), field.getValue());
        }
        Instant time = message.timeOf(timeOf(line.timestamp(), precision, now));
        message.original(line.fields()).pointTags(line.tagsOfThePoint(), "tags");
        return message.build(time);
    }

    /**
     * Another line of the series of this message, held to the same rules.
     *
     * @return null where the line is to be read as a whole, because something is kept beside its fields, or it has too many
     */
    TelemetryMessage ofNextLine(TelemetryMessage first, LineParser.Values line, LinePrecision precision, Instant now)
            throws Refused {
        if (!Line.isGivenBack(line.fields()) || line.fields().size() > MessageBuilder.MAX_FIELDS) {
            return null;
        }
        for (var field : line.fields().entrySet()) {
            PointRules.field(field.getKey(), field.getValue());
        }
        DeviceClock.Timed time = timeOf(line.timestamp(), precision, now);
        return time.doubt() == null ? first.next(line.fields(), time.time()) : null;
    }

    private DeviceClock.Timed timeOf(Long timestamp, LinePrecision precision, Instant now) throws Refused {
        return timestamp == null
                ? clock.ownTimeOf(JsonValue.NULL, now)
                : clock.ownTimeOf(precision.timeOf(timestamp), now);
    }

    /** A status message as it came over MQTT. */
    TelemetryMessage ofStatus(Device device, String topic, String type, byte[] payload, Instant now) throws Refused {
        return statuses.read(device, topic, type, payload, now);
    }

    /** A status message as it came over HTTP. */
    TelemetryMessage ofStatus(Device device, String type, JsonObject payload, Instant now) throws Refused {
        return statuses.read(device, type, payload, now);
    }

    static String measurement(JsonObject body, String name, String byDefault) throws Refused {
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

    static JsonObject object(JsonObject body, String name, boolean required) throws Refused {
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
