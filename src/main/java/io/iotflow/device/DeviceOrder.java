package io.iotflow.device;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * In which order devices are listed.
 *
 * @param column a member of a device's description, one of {@link #COLUMNS}
 */
record DeviceOrder(String column, boolean isDescending) {

    /** The registry's own, by the name of the member. What may be null comes last in either direction. */
    private static final Map<String, String> OWN = new TreeMap<>(Map.of(
            "id", "device.id",
            "device_id", "device.device_id",
            "name", "device.name",
            "device_type", "device.device_type",
            "status", "device.status",
            "location", "device.location",
            "firmware_version", "device.firmware_numbers",
            "created_at", "device.created_at",
            "updated_at", "device.updated_at"));

    private static final List<String> OF_OTHERS =
            List.of("is_online", "last_reading_at", "last_seen", "refused_messages", "telemetry_count");

    static final List<String> COLUMNS =
            Stream.concat(OWN.keySet().stream(), OF_OTHERS.stream()).sorted().toList();

    static final List<String> DIRECTIONS = List.of("asc", "desc");

    /** Without a column the newest device comes first; with one, the smallest value. */
    static DeviceOrder of(Optional<String> sort, Optional<String> direction) {
        return new DeviceOrder(
                sort.orElse("id"), direction.map(it -> it.equals("desc")).orElse(sort.isEmpty()));
    }

    /** The registry's column; empty where it is another module's. */
    Optional<String> ownColumn() {
        return Optional.ofNullable(OWN.get(column));
    }
}
