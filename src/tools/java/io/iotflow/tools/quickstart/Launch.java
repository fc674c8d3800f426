package io.iotflow.tools.quickstart;

import io.iotflow.tools.api.ApiClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Starts everything, says what runs, and waits for the end. */
public final class Launch {

    private static final Duration DEPLOYMENT_PATIENCE =
            Duration.ofMinutes(5); // a failure is seen at once, slowness is not

    /** Nobody waits at a terminal: the schema may move the whole log, and the broker may come later. */
    private static final Duration SERVICE_PATIENCE = Duration.ofHours(1);

    private final StartOptions options;
    private final Map<String, String> given;
    private final Terminal terminal;
    private final Parts parts;
    private int fleet;
    private boolean dev;
    private boolean service;

    Launch(StartOptions options, Map<String, String> given, Terminal terminal) {
        this.options = options;
        this.given = Map.copyOf(given);
        this.terminal = terminal;
        this.parts = new Parts(terminal);
    }

    /** For an installation: what is printed goes into a log, so no key is in it. */
    public static Launch ofService(StartOptions options, Map<String, String> given) {
        Launch launch = new Launch(options, given, new Terminal(System.out, System.err, "IoTFlow"));
        launch.service = true;
        return launch;
    }

    Launch with(int devices) {
        fleet = devices;
        return this;
    }

    Launch forDevelopment(boolean wanted) {
        dev = wanted;
        return this;
    }

    /** Runs until the application ends or this JVM is told to stop; 1 when something did not start or ended by itself. */
    public int run() {
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
        Path folder = options.data(given);
        int httpPort = options.httpPort(given);
        Heap heap = options.heap(given);
        parts.start(Parts.SILENT, () -> FolderLock.take(folder));
        LauncherLog.to(folder.resolve("logs").resolve("launcher.log"));
        String bind = options.plainBind(given);
        Optional<Encryption> encryption = options.tls().isWanted(given)
                ? Optional.of(Encryption.prepare(options.tls(), given, folder, options.bind(given)))
                : Optional.empty();
        Surroundings surroundings = new Surroundings(given, folder, bind, options.noInflux(), encryption);
        PayaraProcess.stopLeftBehind(folder);
        SimulatedFleet.check(fleet);
        Ports.requireFree(bind, httpPort, "HTTP", "--http-port");
        surroundings.checkPorts(options.databasePort(), options.mqttPort(given));
        terminal.say("Starting IoTFlow; its data is in " + folder);
        surroundings.start(parts, terminal, options.databasePort(), options.mqttPort(given));
        Running application = startApplication(surroundings, bind, httpPort, heap);
        URI http = surroundings.publicUri("http", httpPort);
        Optional<SimulatedFleet> simulated = startFleet(surroundings, http);
        URI local = URI.create("http://" + Ports.reachable(bind) + ":" + httpPort);
        Welcome welcome = new Welcome(
                Duration.between(begin, Instant.now()),
                encryption
                        .map(it -> URI.create(
                                "https://" + it.host() + ":" + it.http().port()))
                        .orElse(http),
                service ? Optional.empty() : signInLink(local, surroundings.adminKey()),
                surroundings.mqtt(),
                surroundings.timeSeries(),
                folder,
                application.log,
                surroundings.adminKey(),
                simulated
                        .map(it -> it.invitation(http, surroundings.adminKey()))
                        .orElse(""),
                encryption.map(it -> TlsWelcome.of(it, http, surroundings.plainMqtt(options.mqttPort(given)))));
        parts.start(Parts.SILENT, () -> RunningMark.set(folder, local, welcome.withoutKey()));
        terminal.say(service ? welcome.withoutKey() : welcome.text());
        return application;
    }

    /** The path of a link that signs in once; without one, one signs in with the key. */
    private static Optional<String> signInLink(URI server, String adminKey) {
        try {
            return Optional.ofNullable(new ApiClient(server)
                    .post("/api/v1/session/links", adminKey)
                    .json()
                    .getString("path", null));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            throw new StartException("stopped", e);
        }
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

    private Running startApplication(Surroundings surroundings, String bind, int httpPort, Heap heap) {
        Instant begin = Instant.now();
        PayaraSettings settings = surroundings.application(Installation.built(), httpPort, heap, options.logFormat());
        terminal.say("  IoTFlow is being deployed on Payara Micro, usually 15 to 30 s ...");
        Running application = dev ? startForDevelopment(settings) : start(settings);
        String encrypted = settings.tls()
                .map(it -> ", over TLS on " + it.bind() + ":" + it.port())
                .orElse("");
        terminal.done("IoTFlow on " + bind + ":" + httpPort + encrypted, Duration.between(begin, Instant.now()));
        return application;
    }

    private Running start(PayaraSettings settings) {
        PayaraProcess application = parts.start("IoTFlow", () -> PayaraProcess.start(settings));
        application.awaitReady(service ? SERVICE_PATIENCE : DEPLOYMENT_PATIENCE);
        return new Running(application.onExit(), application.log());
    }

    private Running startForDevelopment(PayaraSettings settings) {
        LiveApplication application = new DevStart(parts, terminal).start(settings, DEPLOYMENT_PATIENCE);
        return new Running(application.onExit(), application.log());
    }
}
