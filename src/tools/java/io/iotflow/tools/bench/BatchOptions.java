package io.iotflow.tools.bench;

import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What can be chosen for loads that send many messages at once. */
final class BatchOptions {

    @Option(names = "--seconds", defaultValue = "30", description = "Length of each measurement (${DEFAULT-VALUE}).")
    int seconds;

    @Option(
            names = "--warm-up",
            defaultValue = "40",
            description = "Seconds of load before each measurement (${DEFAULT-VALUE}).")
    int warmUp;

    @Option(names = "--devices", defaultValue = "100", description = "Devices in each request (${DEFAULT-VALUE}).")
    int devices;

    @Option(names = "--connections", defaultValue = "2", description = "HTTP connections (${DEFAULT-VALUE}).")
    int connections;

    @Option(names = "--target", hidden = true, defaultValue = "target")
    Path target;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** Fails where they make no sense. */
    void check() {
        if (seconds < 1 || warmUp < 0 || devices < 1 || connections < 1) {
            throw new CommandLine.ParameterException(
                    command.commandLine(), "the numbers must be positive; --warm-up may be 0");
        }
    }
}
