package io.iotflow.presence;

import io.iotflow.device.DeviceDeletion;
import io.iotflow.device.DeviceFacts;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObjectBuilder;
import java.util.Map;

/** {@code last_seen} and {@code is_online} in every description of a device. */
@Singleton
class PresenceFacts implements DeviceFacts {

    private final Presence presence;
    private final LastSeenUpdates updates;

    @Inject
    PresenceFacts(Presence presence, LastSeenUpdates updates) {
        this.presence = presence;
        this.updates = updates;
    }

    @Override
    public void addTo(Map<Long, JsonObjectBuilder> descriptions) {
        presence.ofAll(descriptions.keySet()).forEach((device, state) -> {
            JsonObjectBuilder description = descriptions.get(device);
            if (state.lastSeen() != null) {
                description.add("last_seen", state.lastSeen().toString());
            }
            description.add("is_online", state.online());
        });
    }

    @Override
    public void addToNew(JsonObjectBuilder description) {
        description.add("is_online", false);
    }

    /** What is written goes with the device's row. */
    void onDeletion(@Observes DeviceDeletion deletion) {
        updates.forget(deletion.device().rowId());
    }
}
