package io.iotflow.device;

import io.iotflow.platform.json.Json;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.Optional;

/** Makes a device a new key, and the answer that shows it once. */
@Dependent
class KeyRotation {

    private final DeviceRegistry registry;
    private final Fleets fleets;

    @Inject
    KeyRotation(DeviceRegistry registry, Fleets fleets) {
        this.registry = registry;
        this.fleets = fleets;
    }

    /** The old keys stay good for the overlap, or for as long as configured. */
    JsonObject of(String deviceId, Optional<Duration> overlap) {
        return of(deviceId, overlap, Optional.empty());
    }

    /** The same for a device that shows this key; 403 for one that is being replaced. */
    JsonObject ofOwn(String deviceId, String key) {
        return of(deviceId, Optional.empty(), Optional.of(key));
    }

    private JsonObject of(String deviceId, Optional<Duration> overlap, Optional<String> with) {
        Device device = registry.get(deviceId);
        DeviceRegistry.Rotated rotated = registry.rotate(deviceId, overlap, with);
        return Json.createObjectBuilder()
                .add("message", "New key; keep it, it is not shown again")
                .add("device_id", deviceId)
                .add("api_key", rotated.key())
                .add("old_key_expires_at", rotated.oldUntil().toString())
                .add("mqtt", MqttAccount.of(fleets.topicsOf(device), rotated.key()))
                .build();
    }
}
