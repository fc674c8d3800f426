package io.iotflow.telemetry.ingest;

import io.iotflow.platform.json.Json;
import io.iotflow.quarantine.Reason;
import io.iotflow.telemetry.store.LeftOut;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A message of another product as an upload of this one: a text as {@code data} is a payload as it was kept there, which may
 * only nearly be JSON; what is no object is one {@code value}. A bad type or metadata does not spoil the reading.
 *
 * @param body with {@code data}, an object, and perhaps {@code metadata}
 */
record HistoryForm(String measurement, JsonObject body, List<LeftOut> leftOut) {

    static HistoryForm of(JsonObject message) throws Refused {
        List<LeftOut> leftOut = new ArrayList<>(0);
        JsonObjectBuilder body = Json.createObjectBuilder().add("data", data(message.get("data")));
        if (message.containsKey("metadata")) {
            body.add("metadata", message.get("metadata"));
        }
        return new HistoryForm(measurement(message, leftOut), body.build(), leftOut);
    }

    private static String measurement(JsonObject message, List<LeftOut> leftOut) {
        try {
            return MessageReader.measurement(message, "type", MessageReader.DEFAULT_MEASUREMENT);
        } catch (Refused e) {
            leftOut.add(new LeftOut("type", LeftOut.Why.of(e.reason())));
            return MessageReader.DEFAULT_MEASUREMENT;
        }
    }

    private static JsonObject data(JsonValue data) throws Refused {
        if (data == null || data == JsonValue.NULL) {
            throw new Refused(Reason.NO_FIELD, "data", "is required");
        }
        if (data instanceof JsonObject object) {
            return object;
        }
        JsonValue value = data;
        if (data instanceof JsonString text) {
            Payload payload = Payload.of(text.getString().getBytes(StandardCharsets.UTF_8));
            if (payload.json() instanceof JsonObject object) {
                return LegacyPayload.withoutKey(object);
            }
            value = payload.json() == null ? Json.createValue(payload.text()) : payload.json();
        }
        return Json.createObjectBuilder().add("value", value).build();
    }
}
