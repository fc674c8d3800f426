package io.iotflow.alert;

import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * A device as rules see it.
 *
 * @param groups the ids of its groups
 * @param attributes what the registry says of it, by {@link #ATTRIBUTES}; none that it has not
 */
record KnownDevice(long rowId, String deviceId, Map<String, String> attributes, Set<String> groups, Instant createdAt) {

    static final String TYPE = "device_type";
    static final String LOCATION = "location";

    /** What a value may be compared with. */
    static final Set<String> ATTRIBUTES =
            Set.of("device_id", "name", TYPE, LOCATION, "description", "firmware_version", "hardware_version");

    String attribute(String name) {
        return attributes.getOrDefault(name, "");
    }
}
