package io.iotflow.tools.bench;

import io.iotflow.tools.api.RegisteredDevice;
import io.iotflow.tools.bench.BenchOptions.Broker;
import io.iotflow.tools.bench.BenchOptions.Way;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code ./bench}. Ends with 0 when nothing was lost or doubled, else with 1. */
@Command(
        name = "bench",
        subcommands = {
            BatchBench.class,
            FleetBench.class,
            MillionBench.class,
            NodesBench.class,
            OfflineBench.class,
            PeersBench.class,
            ProfileBench.class,
            RulesBench.class,
            StoresBench.class,
            StreamBench.class
        },
        mixinStandardHelpOptions = true,
        description = "Measures IoTFlow on this machine: throughput, latency, cost, and that nothing is lost. Starts"
                + " everything it needs on loopback, and leaves nothing behind. The report goes to standard output.")
public final class Bench implements Callable<Integer> {

    private static final int HTTP_PROBES = 16;
    private static final int BESIDE = 4;

    @Mixin
    private BenchOptions options;

    @Spec
    private CommandSpec spec;

    private final Closer closer = new Closer();
    private final List<Figures> phases = new ArrayList<>();
    private final Map<String, String> circumstances = new LinkedHashMap<>();
    private List<RegisteredDevice> devices;
    private volatile boolean failed;

    public static void main(String... arguments) {
        System.exit(new CommandLine(new Bench()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        String problem = options.problem();
        if (problem != null) {
            throw new CommandLine.ParameterException(spec.commandLine(), problem);
        }
        Path folder = RunFolder.create(options.target.resolve("bench").toAbsolutePath());
        Runtime.getRuntime().addShutdownHook(new Thread(closer::close, "stop"));
        try {
            closer.add(() -> deleteUnlessFailed(folder));
            run(new BenchStack(options.target.toAbsolutePath(), folder, closer));
        } catch (IOException | SQLException | RuntimeException e) {
            waitWhenStopped();
            failed = true;
            System.err.println(
                    "The bench failed: " + e.getMessage() + "\nThe logs are kept until its next run: " + folder);
            return 1;
        } finally {
            closer.close();
        }
        System.out.println(Report.of(phases, circumstances));
        return phases.stream().allMatch(Figures::isSound) ? 0 : 1;
    }

    private void deleteUnlessFailed(Path folder) throws IOException {
        if (!failed) {
            RunFolder.delete(folder);
        }
    }

    /** After Ctrl-C everything fails; that is expected. */
    private void waitWhenStopped() throws InterruptedException {
        if (closer.isClosed()) {
            Thread.sleep(Duration.ofMinutes(1).toMillis());
        }
    }

    private void run(BenchStack stack) throws IOException, SQLException, InterruptedException {
        describe(stack);
        boolean httpDone = options.only == Way.mqtt;
        if (options.broker != Broker.mosquitto || options.only == Way.http) {
            say("starting the application with the embedded broker");
            stack.startWithEmbeddedBroker();
            phases(stack, "MQTT, embedded broker", "bench_mqtt_embedded", !httpDone);
            httpDone = true;
            stack.stop();
        }
        if (options.broker != Broker.embedded && options.only != Way.http) {
            Optional<Path> program = Mosquitto.program();
            if (program.isEmpty()) {
                say("skipped: MQTT against Mosquitto, because Mosquitto is not installed");
                return;
            }
            say("starting the application with Mosquitto (open to everybody on loopback, for this bench only)");
            stack.startWithMosquitto(program.get());
            phases(stack, "MQTT, Mosquitto", "bench_mqtt_mosquitto", !httpDone);
            stack.stop();
        }
    }

    private void phases(BenchStack stack, String name, String measurement, boolean withHttp)
            throws IOException, SQLException, InterruptedException {
        if (devices == null) {
            devices = stack.register(options.devices + 1 + BESIDE); // one is the probe
        }
        if (options.only != Way.http) {
            LoadPlan plan =
                    plan(measurement).withConnections(options.mqttClients).withInFlight(options.inFlight);
            mqtt(stack, name, plan, Optional.empty());
            if (options.mapped > 0) {
                beside(stack, name, measurement);
            }
        }
        if (withHttp) {
            LoadPlan plan = plan("bench_http").withConnections(options.httpClients);
            phase(
                    stack,
                    "HTTP",
                    it -> HttpLoad.start(stack.application().uri(), it),
                    plan,
                    HTTP_PROBES,
                    0,
                    Optional.empty());
        }
    }

    /** The same load twice more: what others cost, and what it costs more that theirs is mapped. */
    private void beside(BenchStack stack, String name, String measurement)
            throws IOException, SQLException, InterruptedException {
        List<RegisteredDevice> others = devices.subList(options.devices + 1, devices.size());
        Beside.declareMapping(stack, others.get(0));
        for (boolean isMapped : new boolean[] {false, true}) {
            String way = isMapped ? "mapped" : "native";
            LoadPlan plan = plan(measurement + "_" + way)
                    .withConnections(options.mqttClients)
                    .withInFlight(options.inFlight);
            Beside other = Beside.of(stack, others, options.mapped, isMapped);
            mqtt(stack, name + ", beside " + Math.round(options.mapped) + "/s " + way, plan, Optional.of(other));
        }
    }

    private void mqtt(BenchStack stack, String name, LoadPlan plan, Optional<Beside> beside) throws SQLException {
        phase(
                stack,
                name,
                it -> MqttLoad.start(stack.mqttHost(), stack.mqttPort(), it),
                plan,
                1,
                options.backlog,
                beside);
    }

    private LoadPlan plan(String measurement) {
        return LoadPlan.of(devices.subList(0, options.devices), measurement).withRate(options.rate);
    }

    private void phase(
            BenchStack stack,
            String name,
            Function<LoadPlan, Load> way,
            LoadPlan plan,
            int probes,
            long backlog,
            Optional<Beside> beside)
            throws SQLException {
        Phase phase = new Phase(name, stack, way, plan, Probe.plan(devices.get(options.devices), probes), beside);
        phases.add(phase.run(Duration.ofSeconds(options.warmUp), Duration.ofSeconds(options.seconds), backlog, closer));
    }

    private void describe(BenchStack stack) throws SQLException {
        circumstances.put("load", options.rate == 0 ? "as fast as possible" : options.rate + " messages/s");
        circumstances.put("warm-up before each measurement", options.warmUp + " s");
        circumstances.put(
                "MQTT",
                "QoS 1; at most " + options.inFlight + " unacknowledged messages a connection, and "
                        + (options.backlog == 0 ? "no bound" : "at most " + options.backlog)
                        + " sent and not yet committed of all together");
        circumstances.put("HTTP", "one message a request, one request at a time on each connection, kept alive");
        circumstances.put(
                "bench JVM", "the load generator and the embedded broker together (with Mosquitto: the generator)");
        circumstances.put("processor", Machine.processor() + "; load average before: " + Machine.loadAverage());
        circumstances.put("memory", Machine.memory());
        circumstances.put("system", Machine.kernel());
        circumstances.put("Java", Machine.java());
        try (Store store = new Store(stack.database())) {
            circumstances.put(
                    "PostgreSQL",
                    stack.databaseVersion() + ", fsync " + store.setting("fsync") + ", synchronous_commit "
                            + store.setting("synchronous_commit"));
        }
        String influx = System.getenv("INFLUXDB_URL");
        circumstances.put("InfluxDB", influx == null ? "not configured" : "the application forwards to one");
    }

    private static void say(String line) {
        System.err.println(line);
    }
}
