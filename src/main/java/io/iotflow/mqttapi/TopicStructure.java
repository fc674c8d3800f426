package io.iotflow.mqttapi;

import io.iotflow.device.DeviceTopics;
import java.util.List;
import java.util.Map;

/**
 * One kind of topic.
 *
 * @param name what clients call it
 * @param path below the base, with {@code {device_id}}, {@code {group_id}} or {@code {measurement_type}} in it
 * @param qos the quality of service to use
 * @param retain whether its messages are retained
 */
record TopicStructure(String name, Kind kind, String path, int qos, boolean retain, String description) {

    /** What a topic is for; its name in answers is in lower case. */
    enum Kind {
        TELEMETRY,
        STATUS,
        COMMANDS,
        CONFIG,
        LWT,
        DISCOVERY
    }

    /** Every kind of topic that there is. */
    static final List<TopicStructure> ALL = List.of(
            telemetry("device_telemetry", "{measurement_type}", "Readings; the last level names the measurement"),
            telemetry("device_telemetry_sensors", "sensors", "Readings of several sensors in one message"),
            telemetry("device_telemetry_metrics", "metrics", "How the device itself is doing"),
            telemetry("device_telemetry_events", "events", "Things that happened at the device"),
            commands("config", "Changes of the device's configuration"),
            commands("control", "Commands to do something now"),
            commands("firmware", "Commands to update the firmware"),
            status("heartbeat", 0, false, "A sign of life"),
            status("online", 1, true, "The device says that it is there"),
            status("offline", 1, true, "The device says that it goes, or its last will does"),
            status("command_response", 1, false, "The device's answer to a command, with its command_id"),
            new TopicStructure(
                    "fleet_commands", Kind.COMMANDS, "fleet/commands/{group_id}", 2, false, "Commands to a group"),
            former("device_config", Kind.CONFIG, "devices/{device_id}/config", true, "What the device is set to"),
            former("device_lwt", Kind.LWT, "lwt/devices/{device_id}", true, "A last will: the device is offline"),
            former(
                    "device_former_status",
                    Kind.STATUS,
                    "status/devices/{device_id}/{status_type}",
                    false,
                    "The device's state, such as heartbeat"),
            former("discovery_register", Kind.DISCOVERY, "discovery/register/{device_id}", false, "A device is there"),
            former(
                    "discovery_response",
                    Kind.DISCOVERY,
                    "discovery/response/{device_id}",
                    false,
                    "An answer to that; the server sends none"));

    /** Filters for common purposes. */
    static final Map<String, String> WILDCARDS = Map.of(
            "all_device_telemetry", "iotflow/devices/+/telemetry/#",
            "all_device_telemetry_sub", "iotflow/devices/+/telemetry/+",
            "all_device_status", "iotflow/devices/+/status/+",
            "all_device_commands", "iotflow/devices/+/commands/+",
            "all_command_responses", "iotflow/devices/+/status/command_response",
            "all_fleet_commands", "iotflow/fleet/commands/+",
            "all_discovery", "iotflow/discovery/+/+",
            "all_system_topics", "iotflow/system/+",
            "all_monitoring", "iotflow/monitoring/+",
            "everything", "iotflow/#");

    /** One of the Python prototype's, for its devices; a new device needs none of them. */
    private static TopicStructure former(String name, Kind kind, String path, boolean retain, String description) {
        return new TopicStructure(name, kind, path, 1, retain, description);
    }

    private static TopicStructure telemetry(String name, String type, String description) {
        return new TopicStructure(name, Kind.TELEMETRY, "devices/{device_id}/telemetry/" + type, 1, false, description);
    }

    private static TopicStructure commands(String type, String description) {
        return new TopicStructure(
                "device_commands_" + type,
                Kind.COMMANDS,
                "devices/{device_id}/commands/" + type,
                2,
                false,
                description);
    }

    private static TopicStructure status(String type, int qos, boolean retain, String description) {
        return new TopicStructure(
                "device_status_" + type, Kind.STATUS, "devices/{device_id}/status/" + type, qos, retain, description);
    }

    /** The whole topic, its placeholders as they are. */
    String template() {
        return DeviceTopics.BASE + "/" + path;
    }

    /** The same with a device's or a group's id in its place. */
    TopicStructure of(String placeholder, String id) {
        return new TopicStructure(name, kind, path.replace(placeholder, id), qos, retain, description);
    }

    boolean isOf(String placeholder) {
        return path.contains(placeholder);
    }
}
