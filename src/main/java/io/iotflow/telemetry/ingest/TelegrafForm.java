package io.iotflow.telemetry.ingest;

import io.iotflow.device.Device;
import io.iotflow.platform.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.Set;

/**
 * A metric as Telegraf's JSON serializer writes it ({@code {"fields":{},"name":"cpu","tags":{},"timestamp":1700000000}}), or
 * a batch of them ({@code {"metrics":[]}}).
 */
final class TelegrafForm {

    private static final Set<String> MEMBERS = Set.of("name", "fields", "tags", "timestamp");

    private TelegrafForm() {}

    static boolean isMetric(JsonObject payload) {
        return payload.get("fields") instanceof JsonObject
                && payload.get("name") instanceof JsonString
                && MEMBERS.containsAll(payload.keySet());
    }

    static boolean isBatch(JsonObject payload) {
        return payload.size() == 1
                && payload.get("metrics") instanceof JsonArray metrics
                && !metrics.isEmpty()
                && metrics.get(0) instanceof JsonObject first
                && isMetric(first);
    }

    static Reading read(JsonObject metric, Device device) throws Refused {
        JsonObject fields = metric.getJsonObject("fields");
        return Reading.point(
                metric.getString("name"),
                fields,
                ownTags(MessageReader.object(metric, "tags", false), device),
                metric.get("timestamp"),
                fields);
    }

    /** The tags but that of the device, which is the topic's. */
    static JsonObject ownTags(JsonObject tags, Device device) throws Refused {
        JsonValue named = tags.get("device_id");
        if (named == null) {
            return tags;
        }
        PayloadForms.requireSame(device, named instanceof JsonString text ? text.getString() : named.toString());
        return Json.createObjectBuilder(tags).remove("device_id").build();
    }
}
