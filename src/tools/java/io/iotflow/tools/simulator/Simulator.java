package io.iotflow.tools.simulator;

import io.iotflow.tools.api.AdminKey;
import io.iotflow.tools.api.ApiClient;
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
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code ./simulator}. Ends with 0 when all that was acknowledged is stored once and as sent, else with 1. */
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
    private static final Duration TO_END = Duration.ofMinutes(2);

    @Mixin
    private SimulatorOptions options;

    @Spec
    private CommandSpec spec;

    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    public static void main(String... arguments) {
        System.exit(new CommandLine(new Simulator()).execute(arguments));
    }

    @Override
    public Integer call() throws InterruptedException {
        String problem = options.problem();
        if (problem != null) {
            throw new CommandLine.ParameterException(spec.commandLine(), problem);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::stopAndWait, "stop"));
        try {
            return run() ? 0 : 1;
        } catch (IOException e) {
            spec.commandLine().getErr().println("IoTFlow simulator: " + reason(e));
        } catch (IllegalStateException | IllegalArgumentException e) {
            spec.commandLine().getErr().println("IoTFlow simulator: " + e.getMessage());
        } finally {
            ended.countDown();
        }
        return 1;
    }

    private String reason(IOException e) {
        return e instanceof ConnectException
                ? "nothing answers at " + options.to + ". Start IoTFlow (./quickstart), or say where it is with --to."
                : String.valueOf(e.getMessage());
    }

    /** After Ctrl-C: the run ends as it would at the end of its time. */
    private void stopAndWait() {
        stop.countDown();
        try {
            ended.await(TO_END.toSeconds(), TimeUnit.SECONDS);
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
        boolean sound;
        try (Fleet fleet = new Fleet(options.plan(), registered)) {
            fleet.connect(way);
            sound = run(fleet, new Progress(fleet.tally(), options.devices, out()), api);
        }
        if (options.remove) {
            out().println("Deleting the devices and their data ...");
            registration.remove(registered);
        }
        return sound;
    }

    private boolean run(Fleet fleet, Progress progress, ApiClient api) throws IOException, InterruptedException {
        Tally tally = fleet.tally();
        progress.show(TO_CONNECT, () -> isStopped() || tally.figures().connected() == options.devices);
        Instant since = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        fleet.measure();
        progress.show(options.duration, this::isStopped);
        fleet.stopMeasuring();
        Duration time = Duration.between(since, Instant.now());
        progress.show(TO_DELIVER, () -> tally.figures().waiting() == 0);
        out().println("Comparing with what is stored ...");
        Verification.Result result = new Verification(api, since).of(fleet.devices());
        out().print(Summary.of(options.devices, way(), time, tally, result));
        return result.isSound();
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private boolean isStopped() {
        return stop.getCount() == 0;
    }

    private String way() {
        return options.http ? "over HTTP to " + options.to : "over MQTT to " + options.broker();
    }
}
