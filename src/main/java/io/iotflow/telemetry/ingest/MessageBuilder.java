package io.iotflow.telemetry.ingest;

import io.iotflow.device.Device;
import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.RequestBody;
import io.iotflow.quarantine.Reason;
import io.iotflow.telemetry.store.TelemetryMessage;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonStructure;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Collects one message, checking each part as it comes. */
final class MessageBuilder {

    private static final int MAX_FIELDS = 1000;

    private final Device device;
    private final String measurement;
    private final Instant receivedAt;
    private final Set<String> tagKeys;
    private final Map<String, Object> fields = new LinkedHashMap<>();
    private final Map<String, String> tags = new LinkedHashMap<>();
    private final StringBuilder extra = new StringBuilder();
    private boolean hasMoreThanFields;

    MessageBuilder(Device device, String measurement, Instant receivedAt, Set<String> tagKeys) {
        this.device = device;
        this.measurement = measurement;
        this.receivedAt = receivedAt;
        this.tagKeys = tagKeys;
        tags.put("device_id", device.deviceId());
        tags.put("device_name", device.name());
        tags.put("device_type", device.type());
        if (device.location() != null) {
            tags.put("location", device.location());
        }
    }

    MessageBuilder tag(String key, String value) throws Refused {
        tags.put(key, PointRules.tagValue(value, key));
        return this;
    }

    /** A field that must be a number, boolean or string. */
    MessageBuilder field(String key, JsonValue value, String where) throws Refused {
        PointRules.fieldKey(key, where);
        if (value instanceof JsonNumber number) {
            fields.put(key, PointRules.number(number.doubleValue(), where));
        } else if (value instanceof JsonString text) {
            fields.put(key, PointRules.text(text.getString(), where));
        } else if (value == JsonValue.TRUE || value == JsonValue.FALSE) {
            fields.put(key, value == JsonValue.TRUE);
        } else {
            throw new Refused(Reason.WRONG_TYPE, where, "must be a number, a boolean or a string");
        }
        return this;
    }

    /** A field of the type that it has: {@link Double}, {@link Boolean} or {@link String}. */
    void value(String key, Object value, String where) throws Refused {
        PointRules.fieldKey(key, where);
        if (value instanceof Double number) {
            PointRules.number(number, where);
        } else if (value instanceof String text) {
            PointRules.text(text, where);
        }
        fields.put(key, value);
    }

    /** As {@link #field}, but what has structure or is null stays in PostgreSQL with the original. */
    void lenientField(String key, JsonValue value, String where) throws Refused {
        if (value == JsonValue.NULL || value instanceof JsonStructure) {
            hasMoreThanFields = true;
        } else {
            field(key, value, where);
        }
    }

    /** As {@link #lenientField}, under another key than the sender's. */
    void renamedField(String key, JsonValue value, String where) throws Refused {
        hasMoreThanFields = true;
        lenientField(key, value, where);
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
            keep("metadata", metadata);
        }
        return this;
    }

    /** Keeps the payload as it came, where fields alone would not give it back. */
    MessageBuilder original(JsonObject payload) {
        if (hasMoreThanFields) {
            keep("payload", payload);
        }
        return this;
    }

    TelemetryMessage build(Instant time) throws Refused {
        if (fields.isEmpty()) {
            throw new Refused(
                    Reason.NO_FIELD, "fields", "are missing: send at least one number, boolean or string to store");
        }
        if (fields.size() > MAX_FIELDS) {
            throw new Refused(Reason.TOO_LARGE, "fields", "are more than " + MAX_FIELDS);
        }
        String json = extra.isEmpty() ? null : extra.append('}').toString();
        if (json != null && !RequestBody.isWellFormed(json)) {
            throw new Refused(Reason.BAD_JSON, "payload", "must not contain broken Unicode");
        }
        return new TelemetryMessage(device.id(), device.deviceId(), measurement, time, fields, tags, json, receivedAt);
    }

    private void tagOf(String key, JsonValue value, String where) throws Refused {
        if (!tagKeys.contains(key) || value == JsonValue.NULL || value instanceof JsonStructure) {
            return;
        }
        String text = value instanceof JsonString string ? string.getString() : value.toString();
        if (!text.isEmpty()) { // InfluxDB refuses an empty tag value
            tags.put(key, PointRules.tagValue(text, where));
        }
    }

    private void keep(String name, JsonObject value) {
        extra.append(extra.isEmpty() ? "{\"" : ",\"").append(name).append("\":").append(Json.text(value));
    }
}
