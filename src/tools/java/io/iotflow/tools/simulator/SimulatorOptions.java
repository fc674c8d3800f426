package io.iotflow.tools.simulator;

import io.iotflow.tools.mqtt.MqttEndpoint;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What can be chosen on the command line. */
final class SimulatorOptions {

    private static final int MAX_DEVICES = 5_000;
    private static final double MAX_RATE = 100; // what a device may send, as the product is shipped
    private static final String DEVICE_ID = "[A-Za-z0-9][A-Za-z0-9_.-]{0,39}";

    @Option(
            names = "--to",
            paramLabel = "URL",
            defaultValue = "http://localhost:5000",
            description = "the running IoTFlow (${DEFAULT-VALUE})")
    URI to;

    @Option(
            names = "--mqtt",
            paramLabel = "URL",
            description = "its broker, mqtt://host:port or mqtts://host:port (the host of --to, port 1883)")
    URI mqtt;

    @Option(names = "--ca", paramLabel = "FILE", description = "with mqtts: whose certificates are believed (PEM)")
    Path authority;

    @Option(names = "--http", description = "devices send over HTTP and ask for their commands")
    boolean http;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            defaultValue = "data/admin-api-key",
            description =
                    "a file with an admin's key (${DEFAULT-VALUE}); IOTFLOW_ADMIN_API_KEY in the environment wins")
    Path keyFile;

    @Option(names = "--devices", paramLabel = "N", defaultValue = "10", description = "how many (${DEFAULT-VALUE})")
    int devices;

    @Option(
            names = "--profiles",
            paramLabel = "PROFILE",
            split = ",",
            description = "what they are, in turn: ${COMPLETION-CANDIDATES} (all)")
    List<Profile> profiles = List.of(Profile.values());

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "messages a second of all together, at most 100 a device; 0: each profile at its own interval of 5 or 10 s")
    double rate;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            converter = DurationText.class,
            description = "how long they measure: 60s, 5m, 1h30m (until Ctrl-C)")
    Duration duration;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "the same one gives the same readings, but for the time of day (${DEFAULT-VALUE})")
    long seed;

    @Option(
            names = "--fault",
            paramLabel = "FAULT=SHARE",
            description =
                    "a share of the devices, 0 to 1, that has a fault: stuck, spike, drift, silent, offline, garbled."
                            + " Also by the command control {\"action\":\"fault\",\"fault\":\"stuck\",\"seconds\":60}")
    Map<Fault, Double> faults = Map.of();

    @Option(
            names = "--prefix",
            defaultValue = "sim",
            description =
                    "how their ids begin (${DEFAULT-VALUE}); those of an earlier run are used again with new keys, so two runs at once need two prefixes")
    String prefix;

    @Option(names = "--group", paramLabel = "ID", description = "a group that they join, to be commanded together")
    String group;

    @Option(names = "--remove", description = "at the end the devices and their data are deleted")
    boolean remove;

    /** What is wrong with them, or null. */
    String problem() {
        if (devices < 1 || devices > MAX_DEVICES) {
            return "--devices must be 1 to " + MAX_DEVICES;
        }
        if (!(rate >= 0 && rate <= MAX_RATE * devices)) { // also what is no number
            return "--rate must be 0 to 100 a device, which is IOTFLOW_RATE_TELEMETRY as it is shipped";
        }
        if (to.getHost() == null || !List.of("http", "https").contains(to.getScheme())) {
            return "--to must be an address such as http://localhost:5000";
        }
        if (faults.values().stream().anyMatch(it -> it == null || it < 0 || it > 1)) {
            return "--fault needs a share from 0 to 1, such as --fault stuck=0.1";
        }
        if (!prefix.matches(DEVICE_ID) || group != null && !group.matches(DEVICE_ID)) {
            return "--prefix and --group must be 1 to 40 letters, digits, '_', '.' or '-', beginning with a letter or digit";
        }
        return duration != null && (duration.isZero() || duration.isNegative())
                ? "--duration must be longer than 0"
                : null;
    }

    FleetPlan plan() {
        return new FleetPlan(devices, profiles, rate, seed, prefix, faults);
    }

    /** Where the broker is; an {@link IllegalArgumentException} says what is wrong with it. */
    MqttEndpoint broker() {
        return mqtt == null ? MqttEndpoint.plain(to.getHost(), MqttEndpoint.PLAIN) : MqttEndpoint.of(mqtt, authority);
    }

    /** Reads {@code 1h30m}. */
    static final class DurationText implements ITypeConverter<Duration> {

        @Override
        public Duration convert(String text) {
            try {
                return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
            } catch (DateTimeParseException e) {
                throw new TypeConversionException("'" + text + "' is no time such as 60s, 5m or 1h30m");
            }
        }
    }
}
