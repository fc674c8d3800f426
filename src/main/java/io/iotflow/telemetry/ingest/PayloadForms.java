package io.iotflow.telemetry.ingest;

import io.iotflow.device.Device;
import io.iotflow.platform.json.Json;
import io.iotflow.quarantine.Reason;
import io.iotflow.telemetry.store.TelemetryLog;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the readings of a payload: one in our own form, ThingsBoard's {@code {"ts","values"}}, Telegraf's {@code
 * {"name","fields"}}, an array of these, Telegraf's {@code {"metrics"}}, SenML, line protocol, a bare value. What is no
 * reading beside others is refused alone.
 */
final class PayloadForms {

    private final Device device;
    private final Instant now;
    private final List<Reading> readings = new ArrayList<>(1);
    private Refused refused;

    private PayloadForms(Device device, Instant now) {
        this.device = device;
        this.now = now;
    }

    static PayloadForms of(Payload payload, Device device, Instant now) throws Refused {
        PayloadForms forms = new PayloadForms(device, now);
        forms.read(payload);
        if (forms.readings.size() > TelemetryLog.LARGEST_UPLOAD) {
            throw new Refused(
                    Reason.TOO_LARGE, "payload", "has more than " + TelemetryLog.LARGEST_UPLOAD + " readings");
        }
        return forms;
    }

    List<Reading> readings() {
        return readings;
    }

    /** Why the first part that is no reading is none; null when all are. */
    Refused refused() {
        return refused;
    }

    private void read(Payload payload) throws Refused {
        JsonValue json = payload.json();
        if (json instanceof JsonObject object) {
            readObject(object);
            if (payload.isRepaired() && readings.size() == 1 && readings.get(0).original() == object) {
                readings.set(0, readings.get(0).withOriginal(Json.createValue(payload.text())));
            }
        } else if (json instanceof JsonArray array) {
            readArray(array);
        } else if (json == null && LineForm.isLines(payload.text())) {
            LineForm.read(payload.text(), device, readings, this::refuse);
        } else {
            JsonValue value = json == null ? Json.createValue(payload.text()) : json;
            JsonObject members = Json.createObjectBuilder().add("value", value).build();
            readings.add(Reading.of(members, null, members));
        }
    }

    private void readArray(JsonArray array) throws Refused {
        if (SenMl.isPack(array)) {
            SenMl.read(array, now, readings, this::refuse);
            return;
        }
        for (JsonValue element : array) {
            try {
                if (!(element instanceof JsonObject object)) {
                    throw new Refused(Reason.WRONG_TYPE, "payload", "must be an array of JSON objects, if an array");
                }
                readObject(object);
            } catch (Refused e) {
                refuse(e);
            }
        }
    }

    private void readObject(JsonObject object) throws Refused {
        if (TelegrafForm.isMetric(object)) {
            readings.add(TelegrafForm.read(object, device));
        } else if (TelegrafForm.isBatch(object)) {
            for (JsonValue metric : object.getJsonArray("metrics")) {
                readMetric(metric);
            }
        } else {
            JsonObject payload = LegacyPayload.withoutKey(object);
            if (payload.get("device_id") instanceof JsonString named) {
                requireSame(device, named.getString());
            }
            readings.add(own(payload));
        }
    }

    private void readMetric(JsonValue metric) {
        try {
            if (!(metric instanceof JsonObject object) || !TelegrafForm.isMetric(object)) {
                throw new Refused(Reason.WRONG_TYPE, "metrics", "must be metrics of Telegraf: name and fields");
            }
            readings.add(TelegrafForm.read(object, device));
        } catch (Refused e) {
            refuse(e);
        }
    }

    private static Reading own(JsonObject payload) throws Refused {
        if (LegacyPayload.isWrapped(payload)) {
            JsonObject data = payload.getJsonObject("data");
            JsonObject metadata = MessageReader.object(payload, "metadata", false);
            return new Reading(null, data, metadata, payload.get("timestamp"), data, false);
        }
        if (ThingsBoardForm.is(payload)) {
            return ThingsBoardForm.read(payload);
        }
        boolean namesDevice = payload.get("device_id") instanceof JsonString; // it is the topic's
        JsonObject members = namesDevice
                ? Json.createObjectBuilder(payload).remove("device_id").build()
                : payload;
        return Reading.of(members, payload.get("timestamp"), payload);
    }

    private void refuse(Refused refusal) {
        refused = refused == null ? refusal : refused;
    }

    static void requireSame(Device device, String named) throws Refused {
        if (!named.equals(device.deviceId())) {
            throw new Refused(Reason.OTHER_DEVICE, "device_id", "names another device than the topic");
        }
    }
}
