package io.iotflow.refusal;

import io.iotflow.device.DeviceFacts;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObjectBuilder;
import java.util.Map;

/** {@code refused_messages} in every description of a device: of the refusals that are kept, as they were written last. */
@Singleton
class RefusalFacts implements DeviceFacts {

    private final RefusalStore store;

    @Inject
    RefusalFacts(RefusalStore store) {
        this.store = store;
    }

    @Override
    public void addTo(Map<Long, JsonObjectBuilder> descriptions) {
        Map<Long, Long> refused = store.messagesOf(descriptions.keySet());
        descriptions.forEach(
                (device, description) -> description.add("refused_messages", refused.getOrDefault(device, 0L)));
    }

    @Override
    public void addToNew(JsonObjectBuilder description) {
        description.add("refused_messages", 0);
    }
}
