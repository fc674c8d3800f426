package io.iotflow.stack;

import java.util.List;
import java.util.stream.Stream;

/** What a device may not do at a broker, whichever broker it is: other devices' topics, by name and by every wildcard. */
public final class Attempts {

    private Attempts() {}

    /** Topics that this device may not publish to. */
    public static List<String> publishing(String me, String stranger) {
        return List.of(
                "iotflow/devices/" + stranger + "/telemetry/m",
                "iotflow/devices/" + stranger + "/status/online",
                "iotflow/devices/" + stranger + "/commands/config",
                "iotflow/devices/" + me + "/commands/config",
                "iotflow/devices/" + me + "/other",
                "iotflow/devices/" + me,
                "iotflow/devices/" + me + "x/telemetry/m",
                "iotflow/devices/" + me.toUpperCase() + "/telemetry/m",
                "iotflow/devices//" + me + "/telemetry/m",
                "/iotflow/devices/" + me + "/telemetry/m",
                "iotflow/devices/" + me + "/../" + stranger + "/telemetry/m",
                "iotflow/fleet/commands/all",
                "iotflow/other",
                "iotflow",
                "other");
    }

    /** Filters that this device may not subscribe to. */
    public static List<String> subscribing(String me, String stranger) {
        return Stream.of(
                        "#",
                        "+",
                        "+/#",
                        "/#",
                        "/+",
                        "iotflow/#",
                        "iotflow/+/#",
                        "iotflow/devices/#",
                        "iotflow/devices/+",
                        "iotflow/devices/+/commands/#",
                        "iotflow/devices/+/commands/config",
                        "iotflow/+/" + me + "/commands/#",
                        "+/devices/" + me + "/commands/#",
                        "+/+/+/commands/#",
                        "+/+/" + me + "/+/+",
                        "iotflow/devices/" + me + "/#",
                        "iotflow/devices/" + me + "/+/config",
                        "iotflow/devices/" + me + "/telemetry/#",
                        "iotflow/devices/" + me + "/status/online",
                        "iotflow/devices/" + stranger + "/commands/#",
                        "iotflow/devices/" + stranger + "/commands/config",
                        "iotflow/devices/" + stranger + "/telemetry/#",
                        "iotflow/devices//commands/#",
                        "iotflow/devices//" + me + "/commands/#",
                        "iotflow/fleet/commands/strangers",
                        "iotflow/fleet/commands/+",
                        "iotflow/fleet/commands/#",
                        "iotflow/fleet/#",
                        "$SYS/#",
                        "$SYS/broker/clients/+",
                        "$CONTROL/#",
                        "$CONTROL/dynamic-security/v1/response",
                        "$share/x/#",
                        "$share/x/iotflow/devices/+/commands/#",
                        "$share/x/iotflow/devices/" + stranger + "/commands/#",
                        "$share/x/iotflow/devices/" + me + "/telemetry/#",
                        "$queue/iotflow/devices/" + stranger + "/commands/#")
                .toList();
    }

    /** Filters that every device may subscribe to. */
    public static List<String> allowed(String me) {
        String commands = "iotflow/devices/" + me + "/commands/";
        return List.of(commands + "#", commands + "+", commands + "config", commands + "+/+", commands + "a/#");
    }
}
