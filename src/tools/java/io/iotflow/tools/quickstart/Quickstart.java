package io.iotflow.tools.quickstart;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line: reads the options, starts everything, says what runs, and waits for the end. */
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

    private static final Duration DEPLOYMENT_PATIENCE =
            Duration.ofMinutes(5); // a failure is seen at once, slowness is not

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            defaultValue = "${env:PORT:-5000}",
            description = "HTTP (${DEFAULT-VALUE}); PORT in the environment sets it, too")
    private int httpPort;

    @Option(names = "--mqtt-port", paramLabel = "PORT", defaultValue = "1883", description = "MQTT (${DEFAULT-VALUE})")
    private int mqttPort;

    @Option(
            names = "--db-port",
            paramLabel = "PORT",
            description = "PostgreSQL, on loopback only (5433, or a free one when that is taken)")
    private Integer databasePort;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            defaultValue = Ports.LOOPBACK,
            description = "where HTTP and MQTT listen (${DEFAULT-VALUE}); 0.0.0.0 for devices on your network")
    private String bind;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "${env:IOTFLOW_DATA:-data}",
            description = "where everything is kept (IOTFLOW_DATA, else data below the project)")
    private Path data;

    @Option(names = "--no-influx", description = "PostgreSQL answers time-series queries, even if influxd is installed")
    private boolean noInflux;

    @Option(
            names = "--log-format",
            paramLabel = "text|json",
            defaultValue = "text",
            description = "how the application writes its log: lines, or one JSON object per line (${DEFAULT-VALUE})")
    private LogFormat logFormat;

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

    private final Terminal terminal = new Terminal(System.out, System.err);
    private final Parts parts = new Parts(terminal);

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
        Runtime.getRuntime().addShutdownHook(new Thread(parts::stop, "stop"));
        try {
            Running application = start(Instant.now());
            int code = application.onExit.join();
            if (!parts.isStopping()) {
                terminal.problem("IoTFlow ended by itself (exit code " + code + "). Its log is " + application.log);
            }
        } catch (RuntimeException e) {
            if (!parts.isStopping()) {
                terminal.problem(e instanceof StartException ? e.getMessage() : e.toString());
            }
        }
        return 1;
    }

    private record Running(CompletableFuture<Integer> onExit, Path log) {}

    private Running start(Instant begin) {
        Path folder = data.toAbsolutePath().normalize();
        parts.start(Parts.SILENT, () -> FolderLock.take(folder));
        LauncherLog.to(folder.resolve("logs").resolve("launcher.log"));
        Surroundings surroundings = new Surroundings(System.getenv(), folder, bind, noInflux);
        PayaraProcess.stopLeftBehind(folder);
        SimulatedFleet.check(fleet);
        Ports.requireFree(bind, httpPort, "HTTP", "--http-port");
        surroundings.checkPorts(databasePort, mqttPort);
        terminal.say("Starting IoTFlow; its data is in " + folder);
        surroundings.start(parts, terminal, databasePort, mqttPort);
        Running application = startApplication(surroundings, folder);
        URI http = surroundings.publicUri("http", httpPort);
        Optional<SimulatedFleet> simulated = startFleet(surroundings, http);
        Welcome welcome = new Welcome(
                Duration.between(begin, Instant.now()),
                http,
                surroundings.mqtt(),
                surroundings.timeSeries(),
                folder,
                application.log,
                surroundings.adminKey(),
                simulated
                        .map(it -> it.invitation(http, surroundings.adminKey()))
                        .orElse(""));
        terminal.say(welcome.text());
        return application;
    }

    private Optional<SimulatedFleet> startFleet(Surroundings surroundings, URI http) {
        if (fleet == 0) {
            return Optional.empty();
        }
        Instant begin = Instant.now();
        try {
            SimulatedFleet simulated = parts.start(
                    "simulated fleet",
                    () -> SimulatedFleet.start(fleet, http, surroundings.adminKey(), surroundings.broker()));
            terminal.done(fleet + " simulated devices", Duration.between(begin, Instant.now()));
            return Optional.of(simulated);
        } catch (StartException e) {
            if (parts.isStopping()) {
                throw e;
            }
            // What was asked for above all is there.
            terminal.problem("the simulated fleet did not start: " + e.getMessage() + " IoTFlow goes on without it.");
            return Optional.empty();
        }
    }

    private Running startApplication(Surroundings surroundings, Path folder) {
        Instant begin = Instant.now();
        Path target = Path.of("target").toAbsolutePath();
        PayaraSettings local = PayaraSettings.local(target, folder, httpPort, surroundings.environment());
        PayaraSettings settings = new PayaraSettings(
                local.server(),
                local.war(),
                folder,
                bind,
                httpPort,
                local.javaOptions(),
                local.environment(),
                logFormat);
        terminal.say("  IoTFlow is being deployed on Payara Micro, usually 15 to 30 s ...");
        Running application = dev ? startForDevelopment(settings) : start(settings);
        terminal.done("IoTFlow on " + bind + ":" + httpPort, Duration.between(begin, Instant.now()));
        return application;
    }

    private Running start(PayaraSettings settings) {
        PayaraProcess application = parts.start("IoTFlow", () -> PayaraProcess.start(settings));
        application.awaitReady(DEPLOYMENT_PATIENCE);
        return new Running(application.onExit(), application.log());
    }

    private Running startForDevelopment(PayaraSettings settings) {
        LiveApplication application = new DevStart(parts, terminal).start(settings, DEPLOYMENT_PATIENCE);
        return new Running(application.onExit(), application.log());
    }
}
