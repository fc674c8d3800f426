package io.iotflow.tools.bench;

import io.iotflow.tools.api.RegisteredDevice;
import io.iotflow.tools.quickstart.Influxd;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code ./bench profile}: where the application's JVM spends its processor time under a load. */
@Command(
        name = "profile",
        mixinStandardHelpOptions = true,
        description = "Puts a load on the application, samples its JVM with async-profiler, writes a flame graph, and"
                + " prints which methods took the largest shares.")
final class ProfileBench implements Callable<Integer> {

    private static final int SINGLES = 50;
    private static final int SHOWN = 1_000;

    private enum Way {
        lines,
        json,
        http,
        mqtt,
        registration
    }

    @Mixin
    private BatchOptions options;

    @Option(
            names = "--load",
            defaultValue = "lines",
            description =
                    "${COMPLETION-CANDIDATES}; http and mqtt send one message at a time (${DEFAULT-VALUE}). mqtt goes"
                            + " through Mosquitto, where it is installed, and to InfluxDB. registration has one connection.")
    private Way way;

    @Option(
            names = "--influxdb",
            description = "InfluxDB 2's influxd for mqtt (on the PATH; without one nothing is forwarded).",
            paramLabel = "FILE")
    private Path influxdb;

    @Option(
            names = "--rate",
            defaultValue = "0",
            description = "MQTT messages per second; 0 is as fast as it goes (${DEFAULT-VALUE}).")
    private double rate;

    @Option(
            names = "--output",
            defaultValue = "target/profile.html",
            description = "The flame graph (${DEFAULT-VALUE}).",
            paramLabel = "FILE")
    private Path output;

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        options.check();
        String shares = BenchRun.in(options.target, this::profile);
        System.out.println(shares);
        System.out.println("The flame graph is in " + output);
        return 0;
    }

    private String profile(BenchStack stack, Path folder) throws IOException, SQLException, InterruptedException {
        start(stack, folder);
        Profiler profiler = new Profiler(stack.application().pid(), folder);
        load(stack, profiler);
        return profiler.stop(output.toAbsolutePath());
    }

    private void start(BenchStack stack, Path folder) throws IOException {
        Map<String, String> settings = new HashMap<>();
        Optional<Path> influx = Optional.ofNullable(influxdb).or(Influxd::onPath);
        if (way == Way.mqtt && influx.isPresent()) {
            Influxd started = stack.with(Influxd.start(influx.get(), folder.resolve("influxdb")));
            settings.putAll(started.environment());
        }
        Optional<Path> mosquitto = Mosquitto.program();
        if (way == Way.mqtt && mosquitto.isPresent()) {
            stack.startWithMosquitto(mosquitto.get(), settings);
        } else {
            stack.startWithEmbeddedBroker(settings);
        }
    }

    private void load(BenchStack stack, Profiler profiler) throws IOException, SQLException, InterruptedException {
        if (way == Way.lines || way == Way.json) {
            new FleetLoader(stack).addDevices(options.devices);
            BatchFigures figures = new BatchPhase(stack, options)
                    .application(BatchForm.valueOf(way.name()), profiler::start, profiler::dump);
            System.out.println(BatchFigures.HEAD + figures.row());
            return;
        }
        if (way == Way.registration) {
            registrations(stack, profiler);
            return;
        }
        List<RegisteredDevice> devices = stack.register(SINGLES);
        LoadPlan plan = LoadPlan.of(devices, "bench_profile");
        try (Load load = way == Way.http
                ? HttpLoad.start(stack.application().uri(), plan)
                : MqttLoad.start(
                        stack.mqttHost(),
                        stack.mqttPort(),
                        plan.withConnections(8).withRate(rate))) {
            BatchPhase.show(way + ", warm-up", load, options.warmUp);
            try (Store store = new Store(stack.database())) {
                profiler.start();
                Costs costs = stack.cpuSeconds(Set.of(store.backend()));
                DatabaseCosts database = DatabaseCosts.of(stack.database());
                long stored = store.count(plan.measurement());
                BatchPhase.show(way.name(), load, options.seconds);
                print(
                        store.count(plan.measurement()) - stored,
                        stack.cpuSeconds(Set.of(store.backend())).minus(costs),
                        DatabaseCosts.of(stack.database()).minus(database));
                profiler.dump();
            }
        }
    }

    /** What one costs falls for thousands of them, until their code is compiled: each thousand of the warm-up is shown. */
    private void registrations(BenchStack stack, Profiler profiler) throws IOException, SQLException {
        RegistrationLoad load = new RegistrationLoad(stack);
        long end = System.nanoTime() + Duration.ofSeconds(options.warmUp).toNanos();
        while (System.nanoTime() < end) {
            System.out.println("warm-up: " + load.run(SHOWN).report());
        }
        profiler.start();
        RegistrationFigures figures = load.run(Duration.ofSeconds(options.seconds));
        profiler.dump();
        System.out.println(figures.report());
    }

    private void print(long messages, Costs cpu, DatabaseCosts database) {
        Costs micros = cpu.dividedBy(Math.max(1, messages) / 1e6);
        System.out.printf(
                Locale.ROOT,
                "%,.0f messages/s stored; processor time of a message: application %.1f µs, PostgreSQL %.1f µs, Mosquitto %.1f µs;"
                        + " %.0f transactions/s, %.0f bytes of WAL a message; load average %s%n",
                messages / (double) options.seconds,
                micros.application(),
                micros.postgres(),
                micros.mosquitto(),
                database.commits() / (double) options.seconds,
                database.walBytes() / (double) Math.max(1, messages),
                Machine.loadAverage());
    }
}
