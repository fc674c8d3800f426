package io.iotflow.device;

import java.time.Instant;
import java.util.Map;

/** A device as its owner sees it after registration; the key is never shown again. */
public record DeviceAnswer(
        long id,
        String deviceId,
        String name,
        String description,
        String deviceType,
        String status,
        String location,
        String firmwareVersion,
        String hardwareVersion,
        Instant createdAt,
        Instant updatedAt,
        Instant lastSeen,
        String apiKey,
        MqttAccount mqtt) {

    /** How the device connects to the broker. */
    public record MqttAccount(String username, String password, Map<String, String> topics) {}

    static DeviceAnswer of(DeviceRegistry.Registered registered) {
        DeviceRecord device = registered.device();
        return new DeviceAnswer(
                device.id,
                device.deviceId,
                device.name,
                device.description,
                device.deviceType,
                device.status,
                device.location,
                device.firmwareVersion,
                device.hardwareVersion,
                device.createdAt,
                device.updatedAt,
                device.lastSeen,
                registered.key(),
                new MqttAccount(device.deviceId, registered.key(), topics(device.deviceId)));
    }

    private static Map<String, String> topics(String deviceId) {
        String own = "iotflow/devices/" + deviceId;
        return Map.of(
                "telemetry", own + "/telemetry/{measurement_type}",
                "status", own + "/status/{status_type}",
                "commands", own + "/commands/+");
    }
}
