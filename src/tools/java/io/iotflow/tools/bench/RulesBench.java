package io.iotflow.tools.bench;

import io.iotflow.tools.api.RegisteredDevice;
import java.io.IOException;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code ./bench rules}: what a thousand rules of alerts cost the ingestion. */
@Command(
        name = "rules",
        mixinStandardHelpOptions = true,
        description = "Puts the same load on the application in turn without rules and with 1,000 rules, of which each"
                + " device is judged by ten; prints both rates, their ratio, and how far the evaluation was behind.")
final class RulesBench implements Callable<Integer> {

    private static final int SINGLES = 50;
    private static final int PUBLISHERS = 8;
    private static final int IN_FLIGHT = 100;
    private static final Duration STEP = Duration.ofSeconds(10);
    private static final int SETTLE = 5;
    private static final String HEAD = """
            | | messages/s | CPU s per million: application | PostgreSQL | not judged at the end of a window, at most |
            |---|---:|---:|---:|---:|
            """;

    private enum Way {
        lines,
        json,
        http,
        mqtt
    }

    @Mixin
    private BatchOptions options;

    @Option(
            names = "--fleet",
            defaultValue = "10000",
            description = "Devices; over http and mqtt the first 50 of them send (${DEFAULT-VALUE}).")
    private int fleet;

    @Option(
            names = "--load",
            defaultValue = "lines",
            description = "${COMPLETION-CANDIDATES}; http and mqtt send one message at a time (${DEFAULT-VALUE}).")
    private Way way;

    @Option(names = "--rounds", defaultValue = "5", description = "How often both are measured (${DEFAULT-VALUE}).")
    private int rounds;

    private List<RegisteredDevice> senders;

    /** Of one state, in all its windows. */
    private static final class Sum {

        private long messages;
        private double seconds;
        private Costs cpu = new Costs(0, 0, 0, 0);
        private long behind;

        double perSecond() {
            return messages / seconds;
        }

        String row(String name) {
            Costs perMillion = cpu.dividedBy(Math.max(1, messages) / 1e6);
            return String.format(
                    Locale.ROOT,
                    "| %s | %,.0f | %.1f | %.1f | %,d |%n",
                    name,
                    perSecond(),
                    perMillion.application(),
                    perMillion.postgres(),
                    behind);
        }
    }

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        options.check();
        String report = BenchRun.in(options.target, (stack, folder) -> measure(stack));
        System.out.println(report);
        return 0;
    }

    private String measure(BenchStack stack) throws IOException, SQLException, InterruptedException {
        String loadAverage = Machine.loadAverage();
        stack.startWithEmbeddedBroker();
        addDevices(stack);
        new AlertRules(stack).createAll(measurement());
        Sum without = new Sum();
        Sum with = new Sum();
        List<String> ratios = new ArrayList<>();
        double catchUp;
        try (AlertTables alerts = new AlertTables(stack.database());
                Store store = new Store(stack.database());
                Load load = start(stack)) {
            BatchPhase.show("warm-up", load, options.warmUp);
            for (int round = 0; round < rounds; round++) {
                double first = window(stack, store, alerts, load, without, false);
                double second = window(stack, store, alerts, load, with, true);
                ratios.add(String.format(Locale.ROOT, "%.2f", second / first));
            }
            load.stop();
            catchUp = alerts.catchUp();
        }
        return HEAD
                + without.row("without rules")
                + with.row("with 1,000 rules")
                + String.format(
                        Locale.ROOT,
                        "%n- %.2f of the rate without rules; of each round: %s%n- what was not judged at the end of the load was"
                                + " after %.1f s%n- %s, %,d devices, %d connections; in turn %d s each, %d times, %d s after each"
                                + " change, one load%n- %s%n- load average before: %s%n",
                        with.perSecond() / without.perSecond(),
                        String.join(", ", ratios),
                        catchUp,
                        way,
                        fleet,
                        connections(),
                        options.seconds,
                        rounds,
                        SETTLE,
                        Machine.processor(),
                        loadAverage);
    }

    /** Turns the rules on or off, and measures the load then; messages a second. */
    private double window(BenchStack stack, Store store, AlertTables alerts, Load load, Sum sum, boolean isEnabled)
            throws SQLException {
        String stage = isEnabled ? "with 1,000 rules" : "without rules";
        alerts.enableRules(isEnabled);
        BatchPhase.show(stage + ", before", load, SETTLE);
        Set<Long> own = Set.of(store.backend());
        Costs before = stack.cpuSeconds(own);
        long stored = load.acknowledgedCount();
        long from = System.nanoTime();
        BatchPhase.show(stage, load, options.seconds);
        double seconds = (System.nanoTime() - from) / 1e9;
        stored = load.acknowledgedCount() - stored;
        sum.messages += stored;
        sum.seconds += seconds;
        sum.cpu = sum.cpu.plus(stack.cpuSeconds(own).minus(before));
        sum.behind = Math.max(sum.behind, alerts.behind());
        return stored / seconds;
    }

    private void addDevices(BenchStack stack) throws IOException, SQLException, InterruptedException {
        if (isBatch()) {
            new FleetLoader(stack).addDevices(fleet);
            senders = IntStream.rangeClosed(1, fleet)
                    .mapToObj(it -> new RegisteredDevice("fleet-" + it, ""))
                    .toList();
        } else {
            senders = stack.register(SINGLES);
            new FleetLoader(stack).addDevices(fleet - SINGLES);
        }
    }

    private boolean isBatch() {
        return way == Way.lines || way == Way.json;
    }

    private String measurement() {
        return isBatch() ? BatchForm.valueOf(way.name()).measurement() : "bench_rules";
    }

    private Load start(BenchStack stack) {
        Instant base = Instant.now().minus(Duration.ofDays(1));
        LoadPlan plan = new LoadPlan(senders, measurement(), base, connections(), IN_FLIGHT, 0, false);
        URI server = stack.application().uri();
        return switch (way) {
            case lines, json ->
                BatchLoad.start(server, BatchForm.valueOf(way.name()), "X-API-Key: " + stack.adminKey(), plan, STEP);
            case http -> HttpLoad.start(server, plan);
            case mqtt -> MqttLoad.start(stack.mqttHost(), stack.mqttPort(), plan);
        };
    }

    private int connections() {
        return isBatch() ? options.connections : way == Way.http ? SINGLES : PUBLISHERS;
    }
}
