package io.iotflow.telemetry.ingest;

import io.iotflow.device.Device;
import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.MalformedJson;
import io.iotflow.telemetry.store.StatusReported;
import io.iotflow.telemetry.store.TelemetryMessage;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * Turns a status message into a point of measurement {@code status}. It is lenient, because a last will is written once
 * and for all by whoever made the device: what cannot be a field stays in PostgreSQL with the original.
 */
final class StatusReader {

    static final String MEASUREMENT = "status";

    private final DeviceClock clock;
    private final Set<String> tagKeys;

    StatusReader(DeviceClock clock, Set<String> tagKeys) {
        this.clock = clock;
        this.tagKeys = tagKeys;
    }

    /** A payload as it came over MQTT: a JSON object, a number, or any other text, also none. */
    TelemetryMessage read(Device device, String topic, String type, byte[] payload, Instant now) throws Refused {
        PointRules.measurement(type, "the topic's last level");
        MessageBuilder message = new MessageBuilder(device, MEASUREMENT, now, tagKeys)
                .tag("topic", topic)
                .status(type);
        String text = Payload.text(payload);
        JsonValue json = jsonOrNull(text);
        if (json instanceof JsonObject object) {
            return finish(message, device, type, LegacyPayload.withoutKey(object), now);
        }
        if (json instanceof JsonNumber) {
            message.field("value", json, "payload").original(Map.of("value", json));
        } else if (!text.isEmpty()) {
            message.text("message", json instanceof JsonString string ? string.getString() : text, "payload");
        }
        return finish(message, device, type, JsonValue.EMPTY_JSON_OBJECT, now);
    }

    /** A status as it came over HTTP. */
    TelemetryMessage read(Device device, String type, JsonObject payload, Instant now) throws Refused {
        PointRules.measurement(type, "type");
        return finish(new MessageBuilder(device, MEASUREMENT, now, tagKeys).status(type), device, type, payload, now);
    }

    private TelemetryMessage finish(MessageBuilder message, Device device, String type, JsonObject payload, Instant now)
            throws Refused {
        for (var member : payload.entrySet()) {
            if (member.getKey().equals("device_id") && member.getValue() instanceof JsonString named) {
                PayloadForms.requireSame(device, named.getString());
            } else {
                message.anyMember(member.getKey(), member.getValue(), MessageReader.ABOUT);
            }
        }
        Instant time = time(message, clock.of(device), payload, now);
        return message.original(payload)
                .build(time)
                .withStatus(new StatusReported(device.rowId(), device.deviceId(), type, payload, time, now));
    }

    private static Instant time(MessageBuilder message, DeviceClock clock, JsonObject payload, Instant now)
            throws Refused {
        try {
            return message.timeOf(clock.likelyTimeOf(payload.get("timestamp"), now));
        } catch (Refused e) {
            message.keepsOriginal();
            return clock.timeOf(null, now);
        }
    }

    private static JsonValue jsonOrNull(String text) {
        try {
            return Json.read(text);
        } catch (MalformedJson e) {
            return null; // a text, which is as welcome
        }
    }
}
