package io.iotflow.telemetry.ingest;

import io.iotflow.device.Device;
import io.iotflow.device.DeviceRegistry;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Finds the devices that one request names. As soon as one of them is not in memory, all are looked up together: the first
 * request of a large fleet would else wait for two queries for each of its lines.
 */
final class NamedDevices {

    private final DeviceRegistry registry;
    private final Supplier<Collection<String>> names;
    private Map<String, Device> found;

    /** @param names all that the request names, asked for once at most */
    NamedDevices(DeviceRegistry registry, Supplier<Collection<String>> names) {
        this.registry = registry;
        this.names = names;
    }

    Optional<Device> find(String deviceId) {
        if (found == null && !registry.isInMemory(deviceId)) {
            found = registry.findEach(names.get());
        }
        return found != null && found.containsKey(deviceId)
                ? Optional.of(found.get(deviceId))
                : registry.find(deviceId);
    }
}
