package io.iotflow.tools.bench;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What can be chosen for a large fleet. */
final class MillionOptions {

    private static final int LEAST_DEVICES = 1_000;
    private static final int MEGABYTES_A_MILLION = 330; // of rows, with what sorting the largest index takes meanwhile

    @Option(names = "--devices", defaultValue = "1000000", description = "Devices (${DEFAULT-VALUE}).")
    int devices;

    @Option(
            names = "--rows",
            split = ",",
            defaultValue = "1000000,10000000",
            description =
                    "Rows in the partition that is written, before a measurement; each number is another partition, and the"
                            + " first one again at the end shows what the machine did meanwhile. A million takes 0.25 GB, and a third of"
                            + " that more while it is loaded (${DEFAULT-VALUE}).")
    List<Long> rows;

    @Option(names = "--seconds", defaultValue = "15", description = "Length of each measurement (${DEFAULT-VALUE}).")
    int seconds;

    @Option(
            names = "--warm-up",
            defaultValue = "5",
            description =
                    "Seconds of load before each measurement, five times as many before the first one (${DEFAULT-VALUE}).")
    int warmUp;

    @Option(
            names = "--queries",
            defaultValue = "20",
            description = "How often each query is sent; 0 = not (${DEFAULT-VALUE}).")
    int queries;

    @Option(names = "--orders", description = "Also asks for the list by each column, its first and its last page.")
    boolean orders;

    @Option(
            names = "--rule",
            description = "At last, enables an alert rule that is for no device, and counts memory again.")
    boolean rule;

    @Option(
            names = "--heap",
            defaultValue = "512m",
            description = "The application's heap, as -Xmx takes it (${DEFAULT-VALUE}).")
    String heap;

    @Option(names = "--target", hidden = true, defaultValue = "target")
    Path target;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** Fails where they make no sense. */
    void check() {
        if (devices < LEAST_DEVICES || seconds < 1 || warmUp < 0 || queries < 0) {
            throw wrong("--devices must be " + LEAST_DEVICES
                    + " or more, --seconds positive, --warm-up and --queries not negative");
        }
        if (!heap.matches("[1-9][0-9]{0,5}[mg]")) {
            throw wrong("--heap is a number with m or g, such as 512m");
        }
        if (rows.stream().anyMatch(it -> it < 1)) {
            throw wrong("--rows are positive numbers");
        }
        long needed = Collections.max(rows) / 1_000_000 * MEGABYTES_A_MILLION / 1_000;
        long free = target.toFile().getUsableSpace() / 1_000_000_000;
        if (needed > free) {
            throw wrong("--rows need " + needed + " GB of disk, and " + free + " are free: give fewer rows");
        }
    }

    private CommandLine.ParameterException wrong(String why) {
        return new CommandLine.ParameterException(command.commandLine(), why);
    }
}
