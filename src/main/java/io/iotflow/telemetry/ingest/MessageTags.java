package io.iotflow.telemetry.ingest;

import io.iotflow.device.Device;
import io.iotflow.quarantine.Reason;
import jakarta.json.JsonString;
import jakarta.json.JsonStructure;
import jakarta.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;

/** The tags of one message: those of the registry and the transport, and the device's own. */
final class MessageTags {

    private static final int MAX = 100;

    private Map<String, String> all;
    private boolean isShared;
    private Map<String, String> own = Map.of();

    MessageTags(Device device) {
        all = new LinkedHashMap<>();
        all.put("device_id", device.deviceId());
        all.put("device_name", device.name());
        all.put("device_type", device.type());
        if (device.location() != null) {
            all.put("location", device.location());
        }
    }

    /** @param given by the registry and the transport to other messages, too: not changed here */
    MessageTags(Map<String, String> given) {
        all = given;
        isShared = true;
    }

    /** A tag that the transport gives. */
    void put(String key, String value) throws Refused {
        ofOurOwn().put(key, PointRules.tagValue(value, key));
    }

    /** A tag of the device's own, if it is a text, number or boolean. */
    void putOwn(String key, JsonValue value, String where) throws Refused {
        if (value == JsonValue.NULL || value instanceof JsonStructure) {
            return;
        }
        String text = value instanceof JsonString string ? string.getString() : value.toString();
        if (text.isEmpty()) { // InfluxDB refuses an empty tag value
            return;
        }
        PointRules.tagValue(text, where);
        if (own.size() == MAX && !own.containsKey(key)) {
            throw new Refused(Reason.TOO_LARGE, "tags", "are more than " + MAX);
        }
        ofOurOwn().put(key, text);
        own = own.isEmpty() ? new LinkedHashMap<>() : own;
        own.put(key, text);
    }

    private Map<String, String> ofOurOwn() {
        if (isShared) {
            all = new LinkedHashMap<>(all);
            isShared = false;
        }
        return all;
    }

    Map<String, String> all() {
        return all;
    }

    Map<String, String> own() {
        return own;
    }
}
