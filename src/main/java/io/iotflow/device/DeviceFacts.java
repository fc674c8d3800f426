package io.iotflow.device;

import jakarta.json.JsonObjectBuilder;
import java.util.Map;

/** What another module knows about devices and adds to every description of them. */
public interface DeviceFacts {

    /** Adds members to these descriptions; the keys are {@link Device#rowId}. One look-up for all of them. */
    void addTo(Map<Long, JsonObjectBuilder> descriptions);

    /** Adds the same members to the description of a device that was registered this moment; no look-up. */
    void addToNew(JsonObjectBuilder description);
}
