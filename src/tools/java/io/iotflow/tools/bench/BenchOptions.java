package io.iotflow.tools.bench;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What can be chosen on the command line. */
final class BenchOptions {

    enum Way {
        mqtt,
        http
    }

    enum Broker {
        embedded,
        mosquitto,
        all
    }

    @Option(names = "--seconds", defaultValue = "30", description = "Length of each measurement (${DEFAULT-VALUE}).")
    int seconds;

    @Option(
            names = "--warm-up",
            defaultValue = "30",
            description = "Seconds of load before each measurement (${DEFAULT-VALUE}).")
    int warmUp;

    @Option(names = "--devices", defaultValue = "50", description = "Devices that are registered (${DEFAULT-VALUE}).")
    int devices;

    @Option(
            names = "--mqtt-clients",
            defaultValue = "8",
            description = "MQTT connections, each a device of its own (${DEFAULT-VALUE}).")
    int mqttClients;

    @Option(
            names = "--http-clients",
            defaultValue = "64",
            description = "HTTP connections, shared among the devices (${DEFAULT-VALUE}).")
    int httpClients;

    @Option(
            names = "--in-flight",
            defaultValue = "100",
            description = "Messages of an MQTT connection that wait for their PUBACK, at most (${DEFAULT-VALUE}).")
    int inFlight;

    @Option(
            names = "--backlog",
            defaultValue = "4000",
            description =
                    "Messages sent over MQTT and not yet committed, at most; 0 = no bound: then the broker's queue grows (${DEFAULT-VALUE}).")
    long backlog;

    @Option(
            names = "--rate",
            defaultValue = "0",
            description = "Messages a second of all connections together; 0 = as fast as possible (${DEFAULT-VALUE}).")
    double rate;

    @Option(
            names = "--mapped",
            defaultValue = "0",
            description =
                    "Measures MQTT twice more, beside so many messages a second of other devices: once on their own"
                            + " topics, once on those of a mapping; 0 = not (${DEFAULT-VALUE}).")
    double mapped;

    @Option(names = "--only", description = "Only this way: ${COMPLETION-CANDIDATES}.")
    Way only;

    @Option(
            names = "--broker",
            defaultValue = "all",
            description = "MQTT against ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    Broker broker;

    @Option(names = "--target", hidden = true, defaultValue = "target")
    Path target;

    /** What is wrong with them, or null. */
    String problem() {
        if (seconds < 1
                || warmUp < 0
                || devices < 1
                || httpClients < 1
                || inFlight < 1
                || backlog < 0
                || rate < 0
                || mapped < 0) {
            return "the numbers must be positive; --warm-up, --backlog, --rate and --mapped may be 0";
        }
        if (mqttClients < 1 || mqttClients > devices) {
            return "--mqtt-clients must be 1 to " + devices + " (--devices): each connection is a device of its own";
        }
        return inFlight > 60_000 ? "--in-flight must be at most 60000: MQTT has 65535 packet identifiers" : null;
    }
}
