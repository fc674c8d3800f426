package io.iotflow.device;

import io.iotflow.platform.json.Json;
import jakarta.json.JsonObjectBuilder;

/** How a device connects to the broker, as it is shown together with a new key. */
final class MqttAccount {

    private MqttAccount() {}

    static JsonObjectBuilder of(DeviceTopics topics, String key) {
        JsonObjectBuilder filters = Json.createObjectBuilder()
                .add("telemetry", topics.telemetry("{measurement_type}"))
                .add("status", topics.status("{status_type}"))
                .add("commands", topics.commands("+"));
        if (!topics.groups().isEmpty()) {
            filters.add(
                    "fleet_commands",
                    Json.createArrayBuilder(topics.groups().stream()
                            .map(DeviceTopics::fleetCommands)
                            .toList()));
        }
        return Json.createObjectBuilder()
                .add("username", topics.deviceId())
                .add("password", key)
                .add("topics", filters);
    }
}
