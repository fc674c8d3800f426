package io.iotflow.device;

import java.util.List;
import java.util.stream.Stream;

/**
 * A device's topics: the one place that says what it may publish and read at the broker. Everything else is denied.
 *
 * @param groups the ids of the groups that it belongs to
 */
public record DeviceTopics(String deviceId, List<String> groups) {

    /** The first level of all topics. */
    public static final String BASE = "iotflow";

    /** All telemetry, of every device. */
    public static final String ALL_TELEMETRY = BASE + "/devices/+/telemetry/#";

    /** All status messages, of every device. */
    public static final String ALL_STATUS = BASE + "/devices/+/status/#";

    public DeviceTopics {
        new DeviceId(deviceId); // checks: another text could name topics of others
        groups = List.copyOf(groups);
        groups.forEach(DeviceId::new);
    }

    private String own() {
        return BASE + "/devices/" + deviceId;
    }

    /** Where it publishes readings of this kind. */
    public String telemetry(String measurement) {
        return own() + "/telemetry/" + measurement;
    }

    /** Where it publishes its state, such as {@code online}. */
    public String status(String type) {
        return own() + "/status/" + type;
    }

    /** Where it is sent commands of this type. */
    public String commands(String type) {
        return own() + "/commands/" + type;
    }

    /** Where all members of a fleet are sent commands. */
    public static String fleetCommands(String group) {
        return BASE + "/fleet/commands/" + new DeviceId(group);
    }

    /** The filters below which it may publish, also retained. */
    public List<String> publishFilters() {
        return List.of(telemetry("#"), status("#"));
    }

    /** The filters that it may subscribe to, or to anything narrower. */
    public List<String> subscribeFilters() {
        List<String> fleets = groups.stream().map(DeviceTopics::fleetCommands).toList();
        return Stream.concat(Stream.of(commands("#")), fleets.stream()).toList();
    }
}
