package io.iotflow.telemetry.ingest;

import io.iotflow.device.Device;
import io.iotflow.platform.json.Json;
import io.iotflow.quarantine.Reason;
import io.iotflow.telemetry.store.LeftOut;
import io.iotflow.telemetry.store.TelemetryMessage;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonStructure;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects one message, checking each part as it comes. */
final class MessageBuilder {

    static final int MAX_FIELDS = 1000;
    private static final int MAX_LEFT_OUT = 1000;

    private final Device device;
    private final String measurement;
    private final Instant receivedAt;
    private final Set<String> tagKeys;
    private final Map<String, Object> fields = new LinkedHashMap<>();
    private final MessageTags tags;
    private final MessageExtra extra = new MessageExtra();
    private final List<LeftOut> leftOut = new ArrayList<>(0);
    private Refused firstRefusal;
    private boolean isLenient;
    private boolean hasMoreThanFields;

    MessageBuilder(Device device, String measurement, Instant receivedAt, Set<String> tagKeys) {
        this(device, new MessageTags(device), measurement, receivedAt, tagKeys);
    }

    /** @param tags those of the registry and the transport */
    MessageBuilder(Device device, MessageTags tags, String measurement, Instant receivedAt, Set<String> tagKeys) {
        this.device = device;
        this.measurement = measurement;
        this.receivedAt = receivedAt;
        this.tagKeys = tagKeys;
        this.tags = tags;
    }

    /** From here on a part that cannot be stored is left out, rather than the message refused. */
    MessageBuilder lenient() {
        isLenient = true;
        return this;
    }

    /** Notes a part that is no field. */
    void leaveOut(String member, LeftOut.Why why) {
        hasMoreThanFields = true;
        if (leftOut.size() < MAX_LEFT_OUT) {
            leftOut.add(new LeftOut(member, why));
        }
    }

    /** Notes a part that cannot be stored; where nothing may be left out, the message is refused for it. */
    void leaveOut(String member, Refused refusal) throws Refused {
        if (!isLenient) {
            throw refusal;
        }
        firstRefusal = firstRefusal == null ? refusal : firstRefusal;
        leaveOut(member, LeftOut.Why.of(refusal.reason()));
    }

    /** The time, noted where it is ours though the device gave one. */
    Instant timeOf(DeviceClock.Timed timed) {
        if (timed.doubt() != null) {
            leaveOut("timestamp", timed.doubt());
        }
        return timed.time();
    }

    boolean has(String field) {
        return fields.containsKey(field);
    }

    /** Whether it has as many fields as it may have. */
    boolean isFull() {
        return isLenient && fields.size() >= MAX_FIELDS;
    }

    /** A tag that the transport gives, not the device. */
    MessageBuilder tag(String key, String value) throws Refused {
        tags.put(key, value);
        return this;
    }

    /** A field that must be a number, boolean or string. */
    MessageBuilder field(String key, JsonValue value, String where) throws Refused {
        PointRules.fieldKey(key, where);
        if (value instanceof JsonNumber number) {
            double stored = PointRules.number(number.doubleValue(), where);
            fields.put(key, stored);
            hasMoreThanFields |= !Numbers.isGivenBack(number, stored);
        } else if (value instanceof JsonString text) {
            fields.put(key, PointRules.text(text.getString(), where));
        } else if (value == JsonValue.TRUE || value == JsonValue.FALSE) {
            fields.put(key, value == JsonValue.TRUE);
        } else {
            throw new Refused(Reason.WRONG_TYPE, where, "must be a number, a boolean or a string");
        }
        return this;
    }

    /** A field of the type that it has: {@link Number}, {@link Boolean} or {@link String}. */
    void value(String key, Object value) throws Refused {
        fields.put(key, PointRules.field(key, value));
        hasMoreThanFields |= value instanceof Number && !(value instanceof Double);
    }

    /** As {@link #field}, but what has structure or is null stays in PostgreSQL with the original. */
    void lenientField(String key, JsonValue value, String where) throws Refused {
        if (value == JsonValue.NULL || value instanceof JsonStructure) {
            hasMoreThanFields = true;
        } else {
            field(key, value, where);
        }
    }

    /** What describes an MQTT reading; a tag where the settings say so. */
    void about(String key, JsonValue value) throws Refused {
        hasMoreThanFields |= !key.equals("timestamp");
        tagOf(key, value, key);
    }

    /** A field that is a text. */
    MessageBuilder text(String key, String value, String where) throws Refused {
        fields.put(key, PointRules.text(value, where));
        return this;
    }

    /** The type of a status message. */
    MessageBuilder status(String type) {
        fields.put("status", type);
        return this;
    }

    /** A member of a status message: a field or tag where it can be, else kept with the original. */
    void anyMember(String key, JsonValue value, Set<String> about) {
        try {
            if (about.contains(key)) {
                about(key, value);
            } else {
                lenientField(key, value, key);
            }
        } catch (Refused e) {
            keepsOriginal();
        }
    }

    /** Says that fields alone would not give back what came. */
    void keepsOriginal() {
        hasMoreThanFields = true;
    }

    /** Keeps all of the metadata in PostgreSQL, and as tags what the settings name. */
    MessageBuilder metadata(JsonObject metadata, String where) throws Refused {
        for (var member : metadata.entrySet()) {
            tagOf(member.getKey(), member.getValue(), where + "." + member.getKey());
        }
        if (!metadata.isEmpty()) {
            extra.keep("metadata", metadata);
        }
        return this;
    }

    /**
     * Keeps all tags of a point in PostgreSQL, as they are; all but those that are the registry's become the point's, as in
     * InfluxDB.
     */
    MessageBuilder pointTags(JsonObject sent, String where) throws Refused {
        for (var member : sent.entrySet()) {
            String key = member.getKey();
            String path = where + "." + key;
            if (!PointRules.OF_THE_REGISTRY.contains(key)) {
                try {
                    tags.putOwn(PointRules.tagKey(key, path), member.getValue(), path);
                } catch (Refused e) {
                    leaveOut(path, e);
                }
            }
        }
        if (!sent.isEmpty()) {
            extra.keep("metadata", sent);
        }
        return this;
    }

    /** Keeps the payload as it came, where fields alone would not give it back. */
    MessageBuilder original(JsonValue payload) {
        if (hasMoreThanFields) {
            extra.keep("payload", payload);
        }
        return this;
    }

    /** The same of fields whose values are numbers, booleans, texts or JSON. */
    MessageBuilder original(Map<String, Object> payload) {
        return hasMoreThanFields ? original(Json.createObjectBuilder(payload).build()) : this;
    }

    TelemetryMessage build(Instant time) throws Refused {
        if (fields.isEmpty()) {
            throw firstRefusal != null
                    ? firstRefusal
                    : new Refused(
                            Reason.NO_FIELD,
                            "fields",
                            "are missing: send at least one number, boolean or string to store");
        }
        if (fields.size() > MAX_FIELDS) {
            throw new Refused(Reason.TOO_LARGE, "fields", "are more than " + MAX_FIELDS);
        }
        if (!leftOut.isEmpty()) {
            extra.keep("left_out", LeftOut.json(leftOut));
        }
        TelemetryMessage message = new TelemetryMessage(
                device.rowId(),
                device.deviceId(),
                measurement,
                time,
                fields,
                tags.all(),
                tags.own(),
                extra.text(isLenient),
                receivedAt);
        return isLenient || !leftOut.isEmpty() ? message.leavingOut(isLenient, leftOut) : message;
    }

    private void tagOf(String key, JsonValue value, String where) throws Refused {
        if (tagKeys.contains(key)) {
            try {
                tags.putOwn(key, value, where);
            } catch (Refused e) {
                leaveOut(where, e);
            }
        }
    }
}
