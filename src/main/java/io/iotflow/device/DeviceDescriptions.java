package io.iotflow.device;

import io.iotflow.platform.json.Json;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How a device is shown, everywhere in the same way and never with its key. */
@Dependent
public class DeviceDescriptions {

    private final DeviceStore store;
    private final Instance<DeviceFacts> facts;

    @Inject
    DeviceDescriptions(DeviceStore store, @Any Instance<DeviceFacts> facts) {
        this.store = store;
        this.facts = facts;
    }

    /** One device: id, device_id, name, description, device_type, status, …, and what the other modules know. */
    public JsonObject of(Device device) {
        return of(store.byNumber(device.rowId()).orElseThrow(() -> DeviceRegistry.unknown(device.deviceId())));
    }

    JsonObject of(DeviceRecord device) {
        return ofAll(List.of(device)).getJsonObject(0);
    }

    /** The same of a device that was registered this moment: no module has anything of it yet. */
    JsonObject ofNew(DeviceRecord device) {
        JsonObjectBuilder description = describe(device);
        facts.forEach(module -> module.addToNew(description));
        return description.build();
    }

    /** Devices in their order. */
    JsonArray ofAll(List<DeviceRecord> devices) {
        Map<Long, JsonObjectBuilder> descriptions = new LinkedHashMap<>();
        devices.forEach(device -> descriptions.put(device.rowId, describe(device)));
        if (!descriptions.isEmpty()) {
            facts.forEach(module -> module.addTo(descriptions));
        }
        JsonArrayBuilder all = Json.createArrayBuilder();
        descriptions.values().forEach(all::add);
        return all.build();
    }

    private static JsonObjectBuilder describe(DeviceRecord device) {
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("id", device.rowId)
                .add("device_id", device.deviceId)
                .add("name", device.name);
        json.add("description", Json.orNull(device.description));
        json.add("device_type", device.deviceType).add("status", device.status);
        json.add("location", Json.orNull(device.location));
        json.add("firmware_version", Json.orNull(device.firmwareVersion));
        json.add("hardware_version", Json.orNull(device.hardwareVersion));
        json.add("timezone", Json.orNull(device.timezone));
        return json.add("created_at", device.createdAt.toString())
                .add("updated_at", device.updatedAt.toString())
                .addNull("last_seen");
    }
}
