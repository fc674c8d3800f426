package io.iotflow.tools.bench;

import io.iotflow.tools.api.RegisteredDevice;
import io.iotflow.tools.quickstart.Influxd;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code ./bench peers}: the same work by the application and by what keeps less of it, side by side. */
@Command(
        name = "peers",
        mixinStandardHelpOptions = true,
        description =
                "Gives the application, InfluxDB 2 itself and Telegraf the same work on this machine, one after the"
                        + " other, and prints what each did and the ratios. What is not installed is skipped.")
final class PeersBench implements Callable<Integer> {

    private static final double MEGABYTE = 1e6;

    private enum Part {
        http,
        batch,
        registration,
        mqtt
    }

    @Mixin
    private BatchOptions options;

    @Option(
            names = "--influxdb",
            description = "The program influxd of InfluxDB 2 (default: the one on the PATH).",
            paramLabel = "FILE")
    private Path influxdb;

    @Option(
            names = "--telegraf",
            description = "The program telegraf (default: the one on the PATH).",
            paramLabel = "FILE")
    private Path telegraf;

    @Option(
            names = "--rate",
            defaultValue = "16000",
            description = "Messages a second of the paced MQTT run (${DEFAULT-VALUE}).")
    private double rate;

    @Option(names = "--only", split = ",", description = "Only these parts: ${COMPLETION-CANDIDATES}.")
    private Set<Part> only = new HashSet<>(Set.of(Part.values()));

    @Spec
    private CommandSpec spec;

    private final PeersTable table = new PeersTable();
    private BenchStack stack;
    private Influxd influx;
    private Optional<Path> telegrafProgram;
    private List<RegisteredDevice> devices;
    private boolean isSound = true;

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        options.check();
        if (!(rate > 0)) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--rate must be positive");
        }
        String loadAverage = Machine.loadAverage();
        BenchRun.in(options.target, this::measure);
        System.out.printf(
                Locale.ROOT,
                "%s%n- %d s measured after %d s of the same load; HTTP: %d connections, batches: %d%n- %s%n"
                        + "- load average before: %s%n",
                table,
                options.seconds,
                options.warmUp,
                PeersHttp.CONNECTIONS,
                options.connections,
                Machine.processor(),
                loadAverage);
        return isSound ? 0 : 1;
    }

    private boolean measure(BenchStack started, Path folder) throws IOException, SQLException, InterruptedException {
        stack = started;
        telegrafProgram = Optional.ofNullable(telegraf).or(() -> PeerProcess.program("telegraf"));
        Optional<Path> influxProgram = Optional.ofNullable(influxdb).or(Influxd::onPath);
        skip(influxProgram.isEmpty(), "InfluxDB and all over MQTT, because InfluxDB 2's influxd is not on the PATH");
        skip(telegrafProgram.isEmpty(), "Telegraf, which is not on the PATH");
        if (influxProgram.isEmpty()) {
            telegrafProgram = Optional.empty(); // it would have nowhere to write to
        } else {
            influx = stack.with(Influxd.start(influxProgram.get(), folder.resolve("influxdb")));
        }
        if (!only.equals(Set.of(Part.mqtt))) {
            stack.startWithEmbeddedBroker();
            register();
            overHttp(folder);
            stack.stop();
        }
        if (influx != null && only.contains(Part.mqtt)) {
            mqtt(folder);
        }
        return true;
    }

    /** With the first start of the application. */
    private void register() throws IOException, InterruptedException {
        if (devices == null) {
            table.row("ready, s after the start", stack.startSeconds());
            devices = stack.register(PeersHttp.CONNECTIONS);
        }
    }

    private void overHttp(Path folder) throws IOException, SQLException, InterruptedException {
        if (only.contains(Part.http)) {
            http(folder);
        }
        if (only.contains(Part.batch)) {
            batches();
        }
        if (only.contains(Part.registration)) {
            PeersRegistration registration = new PeersRegistration(stack);
            registration.singles(table);
            table.row("registration of 10,000 devices in one request, s", registration.bulkSeconds());
        }
        table.row("memory after that, MB", stack.memory().application() / MEGABYTE);
    }

    private void http(Path folder) throws IOException {
        PeersHttp http = new PeersHttp(devices, options.warmUp, options.seconds);
        PeersHttp.Rates own = http.rates("iotflow", stack.application().uri(), HttpForm.DEVICES);
        double half = own.warm() / 2;
        double p99 = http.p99("iotflow", stack.application().uri(), HttpForm.DEVICES, half);
        String work = "HTTP, one reading a request, requests/s";
        table.row("HTTP, share of the warm rate in the first 10 s", own.first() / own.warm());
        PeersHttp.Rates health = http.rates("health", stack.application().uri(), HttpForm.get("/health/live"));
        table.row(work, own.warm(), "its own /health/live", health.warm());
        double otherP99 = Double.NaN;
        if (influx != null) {
            HttpForm form = HttpForm.line(influx.token());
            table.row(
                    work,
                    own.warm(),
                    "InfluxDB's own write",
                    http.rates("influxdb", influx.uri(), form).warm());
            otherP99 = http.p99("influxdb", influx.uri(), form, half);
        }
        table.row("HTTP at half of its rate, p99 ms", p99, "InfluxDB's own write at that rate", otherP99);
        if (telegrafProgram.isPresent()) {
            try (Telegraf peer = Telegraf.start(telegrafProgram.get(), folder.resolve("telegraf-http"), influx)) {
                HttpForm form = HttpForm.line(Telegraf.TOKEN);
                table.row(
                        work,
                        own.warm(),
                        "Telegraf's listener",
                        http.rates("telegraf", peer.uri(), form).warm());
            }
        }
    }

    private void batches() throws SQLException {
        new FleetLoader(stack).addDevices(options.devices);
        BatchPhase phase = new BatchPhase(stack, options);
        BatchFigures lines = sound(phase.application(BatchForm.lines));
        BatchFigures json = sound(phase.application(BatchForm.json));
        double other = influx == null ? Double.NaN : phase.influx(influx).perSecond();
        table.row("line protocol, 5,000 lines a request, points/s", lines.perSecond(), "InfluxDB's own write", other);
        table.row("JSON batch, 1,000 points a request, points/s", json.perSecond(), "InfluxDB's own write", other);
    }

    private BatchFigures sound(BatchFigures figures) {
        isSound &= figures.isSound();
        return figures;
    }

    private void mqtt(Path folder) throws IOException, InterruptedException {
        Optional<Path> broker = Mosquitto.program();
        if (broker.isEmpty()) {
            skip(true, "all over MQTT, because Mosquitto is not installed");
            return;
        }
        PointStore points = new InfluxPoints(influx);
        Map<String, String> settings = new HashMap<>(influx.environment());
        settings.put("INFLUXDB_FLUSH_INTERVAL", "500"); // as Telegraf's; both have 10 s by default
        stack.startWithMosquitto(broker.get(), settings);
        register();
        PeersMqtt own = new PeersMqtt("IoTFlow", devices, points, this::ownCpuSeconds);
        Pair mine = pair(own, stack.mqttPort());
        double memory = stack.memory().application();
        stack.stop();
        Pair others = null;
        double otherMemory = Double.NaN;
        if (telegrafProgram.isPresent()) {
            try (Mosquitto mosquitto = Mosquitto.start(broker.get(), folder.resolve("mosquitto-telegraf"));
                    Telegraf peer = Telegraf.start(
                            telegrafProgram.get(), folder.resolve("telegraf"), mosquitto.port(), influx)) {
                others = pair(new PeersMqtt("Telegraf", devices, points, peer::cpuSeconds), mosquitto.port());
                otherMemory = peer.rssBytes();
            }
        }
        PeersMqtt.Figures none = new PeersMqtt.Figures(Double.NaN, Double.NaN, Double.NaN, 0);
        Pair theirs = others == null ? new Pair(none, none) : others;
        String paced = String.format(Locale.ROOT, "MQTT QoS 1 at %,.0f/s: ", rate);
        rows(paced, mine.paced, theirs.paced);
        rows("MQTT QoS 1 as fast as it goes: ", mine.fast, theirs.fast);
        table.row("memory after that, MB", memory / MEGABYTE, "Telegraf", otherMemory / MEGABYTE);
    }

    private record Pair(PeersMqtt.Figures paced, PeersMqtt.Figures fast) {}

    private Pair pair(PeersMqtt mqtt, int port) throws IOException, InterruptedException {
        mqtt.awaitFirst(port);
        mqtt.run(port, "warm", rate / 2, options.warmUp);
        return new Pair(mqtt.run(port, "paced", rate, options.seconds), mqtt.run(port, "fast", 0, options.seconds));
    }

    private void rows(String what, PeersMqtt.Figures own, PeersMqtt.Figures other) {
        isSound &= own.missing() == 0;
        table.row(what + "points/s to InfluxDB", own.perSecond(), "Telegraf", other.perSecond());
        table.row(what + "s behind at the end", own.behind(), "Telegraf", other.behind());
        table.row(what + "CPU s per million", own.cpuPerMillion(), "Telegraf", other.cpuPerMillion());
    }

    private double ownCpuSeconds() {
        Costs costs = stack.cpuSeconds(Set.of());
        return costs.application() + costs.postgres();
    }

    private static void skip(boolean isMissing, String what) {
        if (isMissing) {
            System.err.println("skipped: " + what);
        }
    }
}
