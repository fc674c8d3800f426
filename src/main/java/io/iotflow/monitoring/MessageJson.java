package io.iotflow.monitoring;

import io.iotflow.device.Device;
import io.iotflow.device.DeviceRegistry;
import io.iotflow.platform.json.Json;
import io.iotflow.telemetry.store.StoredMessage;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Stored messages as operators see them. */
@Dependent
class MessageJson {

    private final DeviceRegistry devices;

    @Inject
    MessageJson(DeviceRegistry devices) {
        this.devices = devices;
    }

    JsonArrayBuilder of(List<StoredMessage> messages) {
        Map<Long, String> names =
                devices
                        .findAll(messages.stream()
                                .map(StoredMessage::deviceRowId)
                                .distinct()
                                .toList())
                        .stream()
                        .collect(Collectors.toMap(Device::id, Device::deviceId));
        JsonArrayBuilder all = Json.createArrayBuilder();
        for (StoredMessage message : messages) {
            String deviceId = names.get(message.deviceRowId());
            if (deviceId != null) { // else it is being deleted
                JsonObjectBuilder json = Json.createObjectBuilder()
                        .add("id", message.id())
                        .add("device_id", deviceId)
                        .add("payload", message.payload())
                        .add("timestamp", message.time().toString())
                        .add("metadata", message.metadata())
                        .add("data_type", message.measurement());
                if (!message.leftOut().isEmpty()) {
                    json.add("left_out", message.leftOut());
                }
                all.add(json);
            }
        }
        return all;
    }
}
