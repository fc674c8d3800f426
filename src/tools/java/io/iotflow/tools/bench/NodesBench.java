package io.iotflow.tools.bench;

import io.iotflow.tools.api.RegisteredDevice;
import io.iotflow.tools.quickstart.Influxd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code ./bench nodes}. Ends with 0 when nothing was lost, doubled or wrong at a node. */
@Command(
        name = "nodes",
        mixinStandardHelpOptions = true,
        description = "Starts several nodes on one PostgreSQL, one broker and one InfluxDB, and adds, kills, drains and"
                + " starts nodes under load. Without InfluxDB a stand-in takes the points and counts them.")
final class NodesBench implements Callable<Integer> {

    @Option(names = "--nodes", defaultValue = "3", description = "Nodes to begin with (${DEFAULT-VALUE}).")
    private int number;

    @Option(
            names = "--rate",
            defaultValue = "500",
            description = "MQTT messages a second of all devices (${DEFAULT-VALUE}).")
    private double rate;

    @Option(
            names = "--http-rate",
            defaultValue = "50",
            description = "HTTP messages a second, through all nodes (${DEFAULT-VALUE}).")
    private double httpRate;

    @Option(names = "--devices", defaultValue = "40", description = "Devices, each a connection (${DEFAULT-VALUE}).")
    private int devices;

    @Option(names = "--seconds", defaultValue = "30", description = "Length of each step (${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--warm-up", defaultValue = "30", description = "Seconds before the first (${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(
            names = "--java-options",
            split = " ",
            defaultValue = "-Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1",
            description = "Of each node: what starts fast where several share two cores (${DEFAULT-VALUE}).")
    private List<String> javaOptions;

    @Option(names = "--influxdb", description = "The program influxd of InfluxDB 2 (default: the one on the PATH).")
    private Path influxdb;

    @Option(
            names = "--upgrade-from",
            paramLabel = "WAR",
            description = "An older iotflow.war that the nodes begin with. Instead of the other steps each is then"
                    + " drained and started with the one of this build, and one goes back.")
    private Path upgradeFrom;

    @Option(names = "--target", hidden = true, defaultValue = "target")
    private Path target;

    @Spec
    private CommandSpec spec;

    private final Closer closer = new Closer();
    private final StringBuilder steps = new StringBuilder(
            "| step | load average | it took | sent over MQTT | waited at most | as usual again after | HTTP attempts failed | refused (4xx) |\n"
                    + "|---|---:|---:|---:|---:|---:|---:|---:|\n");
    private NodesStack stack;
    private Load mqtt;
    private Load http;
    private WaitingWatch waiting;
    private NodesChecks checks;
    private NewDevices newDevices;
    private ChangedPoints changed;

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        if (number < 2 || rate <= 0 || httpRate <= 0 || devices < 1 || seconds < 1 || warmUp < 0) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "the numbers must be positive, and --nodes at least 2; --warm-up may be 0");
        }
        if (upgradeFrom != null && !Files.isRegularFile(upgradeFrom)) {
            throw new CommandLine.ParameterException(spec.commandLine(), "there is no file " + upgradeFrom);
        }
        Path folder = RunFolder.create(target.resolve("bench").toAbsolutePath());
        Runtime.getRuntime().addShutdownHook(new Thread(closer::close, "stop"));
        boolean isRight = false;
        try {
            isRight = run(folder);
        } finally {
            closer.close();
            if (isRight) {
                RunFolder.delete(folder);
            }
        }
        if (!isRight) {
            System.err.println("The logs are kept until the next run: " + folder);
        }
        return isRight ? 0 : 1;
    }

    private boolean run(Path folder) throws IOException, SQLException, InterruptedException {
        Optional<Path> program = Optional.ofNullable(influxdb).or(Influxd::onPath);
        PointStore points = closer.add(
                program.isPresent()
                        ? new InfluxPoints(Influxd.start(program.get(), folder.resolve("influxdb")))
                        : new PointSink());
        Map<String, String> settings = new HashMap<>(points.environment());
        settings.put("INFLUXDB_FLUSH_INTERVAL", "1000");
        Optional<Path> mosquitto = Mosquitto.program();
        stack = new NodesStack(
                target, upgradeFrom == null ? war() : upgradeFrom, folder, closer, javaOptions, mosquitto, settings);
        say("starting " + number + " nodes");
        stack.add().awaitReady(); // it makes the schema
        List<AppNode> others =
                IntStream.range(1, number).mapToObj(it -> stack.add()).toList();
        others.forEach(AppNode::awaitReady);
        List<RegisteredDevice> registered = stack.register("bench", devices + 4);
        RegisteredDevice sender = registered.get(devices);
        checks = closer.add(new NodesChecks(stack, registered.get(devices + 1)));
        newDevices = new NewDevices(stack);
        List<String> changeSets = stack.changeSets();
        begin(registered.subList(0, devices), sender);
        changed = closer.add(new ChangedPoints(stack, registered.get(devices + 3)));
        if (upgradeFrom == null) {
            steps();
        } else {
            upgrade();
        }
        NodesLimit.Outcome limit = NodesLimit.run(stack.up(), registered.get(devices + 2));
        mqtt.stop();
        http.stop();
        changed.stop();
        NodesReport report = new NodesReport(stack, points);
        report.stored("MQTT", mqtt);
        report.stored("HTTP", http);
        report.refused(http);
        newDevices.report(report);
        report.checks(checks);
        report.limit(limit);
        report.forwarded(mqtt, http);
        changed.report(report);
        report.nodes();
        report.changeSets(changeSets);
        report.circumstances(mosquitto.isPresent() ? "Mosquitto" : "the embedded one");
        System.out.println(steps + "\n" + report);
        return report.isRight();
    }

    private Path war() {
        return target.resolve("iotflow.war");
    }

    private void begin(List<RegisteredDevice> senders, RegisteredDevice overHttp) throws SQLException {
        mqtt = closer.add(MqttLoad.start(
                stack.mqttHost(),
                stack.mqttPort(),
                LoadPlan.of(senders, "nodes_mqtt").withInFlight(200).withRate(rate)));
        http = closer.add(HttpLoad.start(
                stack.up().stream().map(AppNode::uri).toList(),
                LoadPlan.of(List.of(overHttp), "nodes_http")
                        .withConnections(2 * number)
                        .withRate(httpRate)));
        waiting = closer.add(new WaitingWatch(stack.database(), mqtt, Math.round(Math.max(20, rate / 2))));
        say("warm-up");
        Threads.sleep(Duration.ofSeconds(warmUp));
        mqtt.restartSchedule();
    }

    private interface Change {
        void run() throws IOException;
    }

    private void steps() throws IOException, InterruptedException {
        List<AppNode> first = stack.up();
        step(number + " nodes", () -> {});
        step("one more is added", () -> stack.add().awaitReady());
        step("one is killed (SIGKILL)", first.get(1)::kill);
        step("it is started again", () -> start(first.get(1)));
        step("one is drained (SIGTERM)", first.get(2 % number)::drain);
        step("it is started again", () -> start(first.get(2 % number)));
    }

    /** One node after the other, as an operator does it, and one of them back. */
    private void upgrade() throws IOException, InterruptedException {
        step(number + " nodes of the version before", () -> {});
        for (AppNode node : stack.up()) {
            step(node.name() + " is drained, and started with the new version", () -> replace(node, war()));
        }
        step(number + " nodes of the new version", changed::judgeFromNow);
        changed.stop();
        AppNode first = stack.up().get(0);
        step(first.name() + " goes back to the version before", () -> replace(first, upgradeFrom));
    }

    private static void replace(AppNode node, Path war) {
        node.drain();
        node.replace(war);
        start(node);
    }

    private static void start(AppNode node) {
        node.launch();
        node.awaitReady();
    }

    private void step(String name, Change change) throws IOException, InterruptedException {
        waiting.begin();
        long sent = mqtt.sent();
        long failed = http.failed();
        long refused = http.refused();
        long from = System.nanoTime();
        change.run();
        double took = (System.nanoTime() - from) / 1e9;
        Threads.sleep(Duration.ofSeconds(seconds));
        String row = String.format(
                Locale.ROOT,
                "| %s | %s | %.1f s | %,d | %,d | %.1f s | %d | %d |",
                name,
                Machine.loadAverage(),
                took,
                mqtt.sent() - sent,
                waiting.most(),
                waiting.settled().toMillis() / 1e3,
                http.failed() - failed,
                http.refused() - refused);
        checks.round();
        newDevices.round();
        steps.append(row).append('\n');
        say(row);
    }

    private static void say(String line) {
        System.err.println(line);
    }
}
