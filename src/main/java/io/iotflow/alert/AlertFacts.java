package io.iotflow.alert;

import io.iotflow.device.DeviceFacts;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObjectBuilder;
import java.util.Map;

/** {@code open_alerts} in every description of a device: how many are not cleared. */
@Singleton
class AlertFacts implements DeviceFacts {

    private final AlertStore store;

    @Inject
    AlertFacts(AlertStore store) {
        this.store = store;
    }

    @Override
    public void addTo(Map<Long, JsonObjectBuilder> descriptions) {
        Map<Long, Long> open = store.activeOf(descriptions.keySet());
        descriptions.forEach((device, description) -> description.add("open_alerts", open.getOrDefault(device, 0L)));
    }

    @Override
    public void addToNew(JsonObjectBuilder description) {
        description.add("open_alerts", 0);
    }
}
