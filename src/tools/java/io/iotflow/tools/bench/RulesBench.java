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
    private static final Duration STAGE = Duration.ofHours(8);

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

    @Option(names = "--rounds", defaultValue = "3", description = "How often both are measured (${DEFAULT-VALUE}).")
    private int rounds;

    private List<RegisteredDevice> senders;

    /** What one measurement gave. */
    private record Measured(double perSecond, Costs cpuPerMillion, long behind, double catchUp) {

        String row(String name) {
            return String.format(
                    Locale.ROOT,
                    "| %s | %,.0f | %.1f | %.1f | %,d | %.1f |%n",
                    name,
                    perSecond,
                    cpuPerMillion.application(),
                    cpuPerMillion.postgres(),
                    behind,
                    catchUp);
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
        AlertRules rules = new AlertRules(stack);
        StringBuilder report = new StringBuilder("| | messages/s | CPU s per million: application | PostgreSQL"
                + " | not judged at the end | judged after, s |\n|---|---:|---:|---:|---:|---:|\n");
        List<Measured> without = new ArrayList<>();
        List<Measured> with = new ArrayList<>();
        try (AlertTables alerts = new AlertTables(stack.database())) {
            for (int round = 0; round < rounds; round++) {
                without.add(measure(stack, alerts, "without rules", 2 * round));
                rules.createAll(measurement());
                with.add(measure(stack, alerts, "with 1,000 rules", 2 * round + 1));
                rules.deleteAll();
                report.append(without.get(round).row("without rules"))
                        .append(with.get(round).row("with 1,000 rules"));
            }
        }
        return report.append(String.format(
                        Locale.ROOT,
                        "%n- %.2f of the rate without rules%n- %s, %,d devices, %d connections, %d s measured after %d s of the"
                                + " same load%n- %s%n- load average before: %s%n",
                        rate(with) / rate(without),
                        way,
                        fleet,
                        connections(),
                        options.seconds,
                        options.warmUp,
                        Machine.processor(),
                        loadAverage))
                .toString();
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

    private Load start(BenchStack stack, int number) {
        // Each goes on where the one before ended at the latest: what is older than that would not be judged.
        Instant base = Instant.now().minus(Duration.ofDays(6)).plus(STAGE.multipliedBy(number));
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

    private static double rate(List<Measured> all) {
        return all.stream().mapToDouble(Measured::perSecond).average().orElseThrow();
    }

    private Measured measure(BenchStack stack, AlertTables alerts, String name, int number) throws SQLException {
        try (Store store = new Store(stack.database())) {
            store.empty();
            Load load = start(stack, number);
            BatchPhase.show(name + ", warm-up", load, options.warmUp);
            Costs before = stack.cpuSeconds(Set.of(store.backend()));
            long stored = load.acknowledgedCount();
            long from = System.nanoTime();
            BatchPhase.show(name, load, options.seconds);
            double seconds = (System.nanoTime() - from) / 1e9;
            stored = load.acknowledgedCount() - stored;
            Costs cpu = stack.cpuSeconds(Set.of(store.backend())).minus(before);
            load.stop();
            long behind = alerts.behind();
            return new Measured(stored / seconds, cpu.dividedBy(Math.max(1, stored) / 1e6), behind, alerts.catchUp());
        }
    }
}
