package io.iotflow.device;

import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.RequestBody;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A requested change of a device: each member that was given, with its new value; null empties it.
 *
 * @param values by the API's names
 */
record DeviceUpdate(Map<String, String> values) {

    /** What a device may say of itself. */
    static final List<String> OF_A_DEVICE =
            List.of("status", "location", "firmware_version", "hardware_version", "timezone");

    /** What an operator may change. */
    static final List<String> OF_AN_OPERATOR = List.of(
            "name",
            "device_type",
            "description",
            "status",
            "location",
            "firmware_version",
            "hardware_version",
            "timezone");

    private static final List<String> NEVER_EMPTY = List.of("name", "device_type", "status");
    private static final List<String> STATUSES = List.of("active", "inactive", "maintenance");

    /** Reads and checks the request; other members are not looked at. 400 with everything that is wrong. */
    static DeviceUpdate of(byte[] json, List<String> allowed) {
        RequestBody body = RequestBody.of(json);
        Map<String, String> values = new TreeMap<>();
        for (String name : allowed) {
            if (body.has(name)) {
                values.put(name, value(body, name));
            }
        }
        if (values.isEmpty()) {
            body.violation("body", "must have at least one of " + String.join(", ", allowed));
        }
        body.check();
        return new DeviceUpdate(values);
    }

    static DeviceUpdate deactivation() {
        return new DeviceUpdate(Map.of("status", "inactive"));
    }

    private static String value(RequestBody body, String name) {
        String value = switch (name) {
            case "name" -> NewDevice.tag(body, name, body.optional(name), 100);
            case "device_type" -> NewDevice.tag(body, name, body.optional(name), 50);
            case "location" -> NewDevice.tag(body, name, body.optional(name), 200);
            case "description" -> body.optional(name, 1000);
            case "timezone" -> NewDevice.timezone(body);
            default -> body.optional(name, 50);
        };
        if (value == null && NEVER_EMPTY.contains(name)) {
            body.violation(name, "must not be empty");
        }
        if (value != null && name.equals("status") && !STATUSES.contains(value)) {
            body.violation(name, "must be one of " + String.join(", ", STATUSES));
        }
        return value;
    }

    void applyTo(DeviceRecord device) {
        values.forEach((name, value) -> {
            switch (name) {
                case "name" -> device.name = value;
                case "device_type" -> device.deviceType = value;
                case "description" -> device.description = value;
                case "status" -> device.status = value;
                case "location" -> device.location = value;
                case "firmware_version" -> device.firmwareVersion = value;
                case "timezone" -> device.timezone = value;
                default -> device.hardwareVersion = value;
            }
        });
    }

    JsonObject toJson() {
        JsonObjectBuilder json = Json.createObjectBuilder();
        values.forEach((name, value) -> json.add(name, Json.orNull(value)));
        return json.build();
    }
}
