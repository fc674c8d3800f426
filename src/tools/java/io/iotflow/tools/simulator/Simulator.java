package io.iotflow.tools.simulator;

import io.iotflow.tools.api.AdminKey;
import io.iotflow.tools.api.ApiClient;
import io.iotflow.tools.api.NotOurs;
import io.iotflow.tools.api.RegisteredDevice;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code ./simulator}. Ends with 0 when all readings were delivered, and those that
 * it remembers are stored once and as sent; else with 1. */
@Command(
        name = "./simulator",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Registers a fleet with a running IoTFlow and is it: each device has its own key and connection, sends"
                        + " believable readings, keeps what it cannot deliver, answers commands (config with an interval, control,"
                        + " firmware) and comes back after a loss. At the end it compares what was acknowledged with what is stored.")
public final class Simulator implements Callable<Integer> {

    private static final Duration TO_CONNECT = Duration.ofSeconds(60);
    private static final Duration TO_DELIVER = Duration.ofSeconds(30);
    private static final long LINE_SECONDS = 5;
    private static final Duration TO_STORE = Duration.ofSeconds(60);

    @Mixin
    private SimulatorOptions options;

    @Spec
    private CommandSpec spec;

    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean running;
    private volatile int exitCode = 1;

    public static void main(String... arguments) {
        Simulator simulator = new Simulator();
        Runtime.getRuntime().addShutdownHook(new Thread(simulator::stopAndWait, "stop"));
        System.exit(new CommandLine(simulator).execute(arguments));
    }

    @Override
    public Integer call() throws InterruptedException {
        String problem = options.problem();
        if (problem != null) {
            throw new CommandLine.ParameterException(spec.commandLine(), problem);
        }
        try {
            exitCode = run() ? 0 : 1;
        } catch (IOException e) {
            spec.commandLine().getErr().println("IoTFlow simulator: " + reason(e));
        } catch (IllegalStateException | IllegalArgumentException e) {
            spec.commandLine().getErr().println("IoTFlow simulator: " + e.getMessage());
        } finally {
            ended.countDown();
        }
        return exitCode;
    }

    private String reason(IOException e) {
        if (e instanceof ConnectException) {
            return "nothing answers at " + options.to + ". Start IoTFlow (./quickstart), or say where it is with --to.";
        }
        return e instanceof NotOurs
                ? e.getMessage() + " Choose other ids with --prefix."
                : String.valueOf(e.getMessage());
    }

    /** After Ctrl-C: the run ends as it would at the end of its time, each step of which has one, with its exit code. */
    private void stopAndWait() {
        stop.countDown();
        try {
            if (running) {
                ended.await();
                Runtime.getRuntime().halt(exitCode); // the JVM would tell of the signal instead
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean run() throws IOException, InterruptedException {
        ApiClient api = new ApiClient(options.to);
        FleetRegistration registration = new FleetRegistration(api, AdminKey.of(options.keyFile));
        Uplink.Opening way =
                options.http ? HttpUplink.to(api) : MqttUplink.to(options.broker(), Optional.ofNullable(options.group));
        out().println("Registering " + options.devices + " devices at " + options.to + " ...");
        List<RegisteredDevice> registered = registration.register(options.plan());
        if (options.group != null) {
            registration.join(options.group, registered);
        }
        running = true;
        try (Fleet fleet = new Fleet(options.plan(), registered, api)) {
            return run(fleet, way, api);
        } finally {
            if (options.remove) {
                out().println("Deleting the devices and their data ...");
                registration.remove(registered);
            }
        }
    }

    private boolean run(Fleet fleet, Uplink.Opening way, ApiClient api) throws IOException, InterruptedException {
        MessageTotals totals = fleet.totals();
        Progress progress = new Progress(totals, options.devices, out());
        Instant since = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        fleet.connect(way);
        progress.show(TO_CONNECT, () -> isStopped() || hasConnected(totals.metrics()));
        if (totals.metrics().connected() == 0 && !isStopped()) {
            throw new IOException("no device could connect " + way() + ": "
                    + totals.lastFailure().orElse("no answer"));
        }
        Instant begin = Instant.now();
        fleet.measure();
        progress.show(options.duration, this::isStopped);
        fleet.stopMeasuring();
        Duration time = Duration.between(begin, Instant.now());
        progress.show(TO_DELIVER, () -> totals.metrics().waiting() == 0);
        fleet.close(); // what waits still must not come while it is compared
        out().print(Summary.of(options.devices, way(), time, totals));
        out().flush();
        return totals.metrics().isAllDelivered() & compare(fleet, new Verification(api, since, TO_STORE));
    }

    /** Whether all are there, or none and each has tried twice. */
    private boolean hasConnected(MessageTotals.Metrics metrics) {
        boolean inVain = metrics.connected() == 0 && metrics.failedAttempts() >= 2L * options.devices;
        return inVain || metrics.connected() == options.devices;
    }

    private boolean compare(Fleet fleet, Verification verification) throws InterruptedException {
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        try {
            clock.scheduleAtFixedRate(
                    () -> out().println(
                                    "  compared " + verification.compared() + " of " + options.devices + " devices"),
                    LINE_SECONDS,
                    LINE_SECONDS,
                    TimeUnit.SECONDS);
            Verification.Result result = verification.of(fleet.devices());
            out().print(Summary.of(result, fleet.totals().metrics().acknowledged()));
            return result.isSound();
        } catch (IOException e) {
            out().println("  It could not be compared with what is stored: " + e.getMessage());
            return false;
        } finally {
            clock.shutdownNow();
            out().flush();
        }
    }

    private boolean isStopped() {
        return stop.getCount() == 0;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private String way() {
        return options.http ? "over HTTP to " + options.to : "over MQTT to " + options.broker();
    }
}
