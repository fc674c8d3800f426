package io.iotflow.tools.quickstart;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command line of {@code ./quickstart}. */
@Command(
        name = "./quickstart",
        mixinStandardHelpOptions = true,
        version = "IoTFlow quickstart",
        sortOptions = false,
        description =
                "Starts IoTFlow with everything it needs on this machine: PostgreSQL, an MQTT broker, and InfluxDB when"
                        + " influxd is on the PATH.",
        footer = {
            "",
            "Set in the environment, these replace what would be started here:",
            "  INFLUXDB_URL (with INFLUXDB_TOKEN, INFLUXDB_ORG, INFLUXDB_BUCKET)",
            "  MQTT_HOST (with MQTT_PORT, MQTT_USERNAME, MQTT_PASSWORD, MQTT_USE_TLS)",
            "  DATABASE_URL, or DB_HOST (with DB_PORT, DB_NAME, DB_USER, DB_PASSWORD)",
            "  IOTFLOW_ADMIN_API_KEY (else made once and kept in the data folder)",
            "Every other setting of IoTFlow can be set there too."
        })
public final class Quickstart implements Callable<Integer> {

    @Mixin
    private StartOptions options;

    @Option(
            names = "--fleet",
            paramLabel = "N",
            arity = "0..1",
            defaultValue = "0",
            fallbackValue = "12",
            description = "N simulated devices, so that there is something to look at (12 where N is left out)")
    private int fleet;

    @Option(
            names = "--dev",
            description = "what you save in src/main is compiled and live within seconds; the data stays")
    private boolean dev;

    public static void main(String[] arguments) {
        CommandLine commandLine = new CommandLine(new Quickstart());
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setParameterExceptionHandler((mistake, given) -> {
            new Terminal(System.out, System.err).problem(mistake.getMessage() + ". See ./quickstart --help");
            return 2;
        });
        // Leaving runs the shutdown hook, which stops whatever was started.
        System.exit(commandLine.execute(arguments));
    }

    /** Runs until the application ends or this JVM is told to stop; 1 when something did not start or ended by itself. */
    @Override
    public Integer call() {
        return new Launch(options, System.getenv(), new Terminal(System.out, System.err))
                .with(fleet)
                .forDevelopment(dev)
                .run();
    }
}
