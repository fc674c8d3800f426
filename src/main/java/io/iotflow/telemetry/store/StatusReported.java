package io.iotflow.telemetry.store;

import jakarta.json.JsonObject;
import java.time.Instant;

/**
 * What a device said about itself below its status topic.
 *
 * @param deviceRowId the row id of the device
 * @param type the topic's last level, such as {@code command_response}
 * @param payload what it sent, empty where that was no JSON object
 * @param time the device's time, or ours where it gave none
 */
public record StatusReported(
        long deviceRowId, String deviceId, String type, JsonObject payload, Instant time, Instant receivedAt) {

    /** What is no telemetry: it counts nowhere as such, and lists show it where they are asked for it. */
    public static final String MEASUREMENT = "status";

    /** The type by which a device answers a command. */
    public static final String COMMAND_RESPONSE = "command_response";

    /** The type by which a device says that it is there. */
    public static final String ONLINE = "online";

    /** The type by which a device, or the broker in its name, takes leave. */
    public static final String OFFLINE = "offline";
}
