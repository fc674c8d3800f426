package io.iotflow.telemetry.ingest;

import io.iotflow.device.Device;
import io.iotflow.telemetry.store.TelemetryMessage;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonStructure;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** Makes messages of the readings of one MQTT message. What cannot be stored of one is left out. */
final class ReadingBuilder {

    private final Device device;
    private final Map<String, String> tags;
    private final String measurement;
    private final Instant now;
    private final Set<String> tagKeys;
    private final DeviceClock clock;

    /**
     * @param tags those of the registry and the transport
     * @param measurement the topic's, for readings that name none
     */
    ReadingBuilder(
            Device device,
            Map<String, String> tags,
            String measurement,
            Instant now,
            Set<String> tagKeys,
            DeviceClock clock) {
        this.device = device;
        this.tags = tags;
        this.measurement = measurement;
        this.now = now;
        this.tagKeys = tagKeys;
        this.clock = clock.of(device);
    }

    TelemetryMessage build(Reading reading) throws Refused {
        String name = reading.measurement() == null
                ? measurement
                : PointRules.measurement(reading.measurement(), "measurement");
        MessageBuilder message = new MessageBuilder(device, new MessageTags(tags), name, now, tagKeys).lenient();
        if (reading.isPoint()) {
            takeAll(message, reading.members());
        } else {
            take(message, reading.members());
        }
        Instant time = message.timeOf(clock.likelyTimeOf(reading.timestamp(), now));
        message.original(reading.original());
        if (reading.isPoint()) {
            message.pointTags(reading.tags(), "tags");
        } else {
            message.metadata(reading.tags(), "metadata");
        }
        return message.build(time);
    }

    private static void takeAll(MessageBuilder message, JsonObject members) throws Refused {
        ReadingFields fields = new ReadingFields(message, "");
        for (var member : members.entrySet()) {
            fields.take(member.getKey(), member.getValue());
        }
    }

    private void take(MessageBuilder message, JsonObject members) throws Refused {
        ReadingFields fields = new ReadingFields(message, "");
        boolean noValue = !members.containsKey("value");
        for (var member : members.entrySet()) {
            String key = member.getKey();
            JsonValue value = member.getValue();
            if (describes(key, value)) {
                message.about(key, value);
            } else if (noValue && key.equals(measurement) && !(value instanceof JsonStructure)) {
                // So that the dashboards' _field == "value" finds {"temperature": 21} on telemetry/temperature.
                fields.take("value", key, value);
            } else {
                fields.take(key, value);
            }
        }
    }

    private boolean describes(String key, JsonValue value) {
        return key.equals("timestamp")
                || MessageReader.ABOUT.contains(key) && !(value instanceof JsonStructure)
                || tagKeys.contains(key) && value instanceof JsonString;
    }
}
