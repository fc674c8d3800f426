package io.iotflow.device;

import java.util.List;
import java.util.stream.Stream;

/**
 * A device's topics: the one place that says what it may publish and read at the broker. Everything else is denied.
 *
 * @param groups the ids of the groups that it belongs to
 * @param mapped the filters of mappings below which it may publish beside its own topics
 */
public record DeviceTopics(String deviceId, List<String> groups, List<String> mapped) {

    /** The first level of all topics. */
    public static final String BASE = "iotflow";

    /** All telemetry, of every device. */
    public static final String ALL_TELEMETRY = BASE + "/devices/+/telemetry/#";

    /** All status messages, of every device. */
    public static final String ALL_STATUS = BASE + "/devices/+/status/#";

    /** What devices of the Python prototype publish elsewhere: {@link #standing} says what it means. */
    public static final List<String> FORMER = List.of(
            BASE + "/devices/+/config",
            BASE + "/lwt/devices/+",
            BASE + "/discovery/register/+",
            BASE + "/status/devices/+/+");

    public DeviceTopics {
        new DeviceId(deviceId); // checks: another text could name topics of others
        groups = List.copyOf(groups);
        groups.forEach(DeviceId::new);
        mapped = List.copyOf(mapped);
    }

    /** The topics of a device that publishes on its own ones only. */
    public DeviceTopics(String deviceId, List<String> groups) {
        this(deviceId, groups, List.of());
    }

    /** The same, publishing below these filters too. */
    public DeviceTopics publishingTo(List<String> filters) {
        return new DeviceTopics(deviceId, groups, filters);
    }

    /**
     * A topic as it is named here: what devices of the prototype publish outside of telemetry and status is a status, a will
     * on {@code lwt} that of a device which is offline. Every other topic is what it is.
     */
    public static String standing(String topic) {
        String[] level = topic.split("/", -1);
        if (level.length < 4 || !level[0].equals(BASE)) {
            return topic;
        }
        String kind = level[1] + "/" + level[2];
        if (level.length == 4 && kind.equals("lwt/devices")) {
            return statusOf(level[3], "offline");
        }
        if (level.length == 4 && kind.equals("discovery/register")) {
            return statusOf(level[3], "register");
        }
        if (level.length == 4 && level[1].equals("devices") && level[3].equals("config")) {
            return statusOf(level[2], "config");
        }
        return level.length == 5 && kind.equals("status/devices") ? statusOf(level[3], level[4]) : topic;
    }

    private static String statusOf(String deviceId, String type) {
        return BASE + "/devices/" + deviceId + "/status/" + type;
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
        Stream<String> own = Stream.concat(Stream.of(telemetry("#")), statusFilters().stream());
        return Stream.concat(own, mapped.stream()).toList();
    }

    /** Where it says how it is, also as the prototype's devices do. */
    public List<String> statusFilters() {
        return List.of(
                status("#"),
                own() + "/config",
                BASE + "/lwt/devices/" + deviceId,
                BASE + "/discovery/register/" + deviceId,
                BASE + "/status/devices/" + deviceId + "/#");
    }

    /** The filters that it may subscribe to, or to anything narrower. */
    public List<String> subscribeFilters() {
        List<String> fleets = groups.stream().map(DeviceTopics::fleetCommands).toList();
        Stream<String> own = Stream.of(commands("#"), own() + "/config", BASE + "/discovery/response/" + deviceId);
        return Stream.concat(own, fleets.stream()).toList();
    }
}
