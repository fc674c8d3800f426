package io.iotflow.tools.bench;

import io.iotflow.tools.api.RegisteredDevice;
import io.iotflow.tools.bench.FleetQueries.Answered;
import io.iotflow.tools.quickstart.Heap;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command {@code ./bench million}: memory, queries and the cost of a message with a million devices and a long log. */
@Command(
        name = "million",
        mixinStandardHelpOptions = true,
        description =
                "Loads a million devices (into PostgreSQL), lets each of them send (line protocol over HTTP), and prints"
                        + " what the application keeps in memory, what a message costs with few devices and with all, with known"
                        + " and with new series and with ever more rows in the log, and how long operators' queries take.")
final class MillionBench implements Callable<Integer> {

    private static final String MEASUREMENT = "million";
    private static final int FEW = 100;
    private static final int WARMER = 5;
    private static final int CLASSES = 15;

    @Mixin
    private MillionOptions options;

    private final List<MillionFigures> figures = new ArrayList<>();
    private final StringBuilder memory = new StringBuilder("| | resident MB | live heap MB |\n|---|---:|---:|\n");
    private BenchStack stack;
    private LogFiller log;
    private Instant base;
    private long stored;
    private long failed;
    private int sent;

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        options.check();
        return BenchRun.in(options.target, (started, folder) -> run(started));
    }

    private int run(BenchStack started) throws IOException, SQLException, InterruptedException {
        stack = started;
        log = new LogFiller(stack.database(), MillionBench::say);
        base = Instant.now().minus(LoadPlan.BEHIND);
        stack.setJavaOptions(Heap.of(options.heap).javaOptions());
        stack.startWithEmbeddedBroker();
        RegisteredDevice known = stack.register(1).get(0);
        FleetLoader loader = new FleetLoader(stack);
        say("loading " + options.devices + " devices");
        loader.addDevices(options.devices);
        loader.addKeys();
        window(FEW + " devices", FEW, 0, WARMER * options.warmUp);
        HeapHistogram before = memory("after " + FEW + " devices were heard");
        window("new devices: the first message of each", options.devices, 0, 0);
        loader.addSeries(MEASUREMENT);
        measure("all devices, each once", plan(options.devices, 0, 1));
        HeapHistogram after = memory("after all devices were heard");
        window("all devices, 1 % of the messages make a series", options.devices, 100, options.warmUp);
        String ratios = fill();
        StringBuilder report = new StringBuilder(MillionFigures.HEAD);
        figures.forEach(it -> report.append(it.row()));
        report.append('\n').append(ratios);
        report.append('\n').append(queries(loader, known));
        if (options.rule) {
            rule();
        }
        long rows = log.rowsOfApplication();
        report.append('\n').append(memory);
        report.append("\n| class | instances before | after | MB more |\n|---|---:|---:|---:|\n")
                .append(after.grownSince(before, CLASSES));
        report.append(String.format(
                Locale.ROOT,
                "%n- %,d messages answered as stored, %,d rows of them; %d failed attempts; %,d series, %,d tag sets%n- %,d devices, -Xmx%s, %s%n",
                stored,
                rows,
                failed,
                log.count("SELECT count(*) FROM series"),
                log.count("SELECT count(*) FROM tag_set"),
                options.devices,
                options.heap,
                Machine.processor()));
        System.out.println(report);
        return rows >= stored ? 0 : 1;
    }

    /** Measures with each number of rows in the partition that is written; returns what a message cost beside the first time. */
    private String fill() throws SQLException, InterruptedException {
        StringBuilder ratios = new StringBuilder(MillionFigures.RATIOS);
        List<MillionFigures> first = List.of();
        for (long rows : options.rows) {
            say(String.format(Locale.ROOT, "a partition of %,d rows", rows));
            log.replace(rows, MEASUREMENT, base);
            stack.checkpoint();
            window(FEW + " devices", FEW, 0, options.warmUp);
            stack.checkpoint();
            // A page that changes after a checkpoint is written ahead as a whole once: that is over when it is
            // measured.
            send(plan(options.devices, 0, 1), 0);
            window("all devices", options.devices, 0, 0);
            List<MillionFigures> both = List.copyOf(figures.subList(figures.size() - 2, figures.size()));
            first = first.isEmpty() ? both : first;
            for (int i = 0; i < both.size(); i++) {
                ratios.append(both.get(i).ratio(first.get(i)));
            }
        }
        return ratios.toString();
    }

    private void window(String name, int devices, int newSeriesEvery, int warmUp)
            throws SQLException, InterruptedException {
        if (warmUp > 0) {
            send(plan(devices, 0, 0), warmUp);
        }
        measure(name, plan(devices, newSeriesEvery, 0));
    }

    private void measure(String name, FleetRounds.Plan plan) throws SQLException, InterruptedException {
        long rows = log.rows();
        try (Store store = new Store(stack.database())) {
            Costs cpu = stack.cpuSeconds(Set.of(store.backend()));
            DatabaseCosts database = DatabaseCosts.of(stack.database());
            long begin = System.nanoTime();
            MillionFigures measured = new MillionFigures(
                    name,
                    rows,
                    send(plan, options.seconds),
                    (System.nanoTime() - begin) / 1e9,
                    stack.cpuSeconds(Set.of(store.backend())).minus(cpu),
                    DatabaseCosts.of(stack.database()).minus(database),
                    Machine.loadAverage());
            figures.add(measured);
            System.err.print(measured.row());
        }
    }

    /** Sends all rounds of a plan, or for so many seconds; returns how many messages were stored. */
    private long send(FleetRounds.Plan plan, int seconds) throws InterruptedException {
        try (FleetRounds load = FleetRounds.start(stack, plan)) {
            if (plan.rounds() > 0) {
                load.await();
            } else {
                Threads.sleep(Duration.ofSeconds(seconds));
            }
            load.stop();
            stored += load.stored();
            failed += load.failed();
            return load.stored();
        }
    }

    /** With times that nothing had before. */
    private FleetRounds.Plan plan(int devices, int newSeriesEvery, long rounds) {
        Instant begin = base.plus(Duration.ofMinutes(sent++));
        return new FleetRounds.Plan(MEASUREMENT, devices, newSeriesEvery, rounds, begin);
    }

    private HeapHistogram memory(String when) throws IOException {
        HeapHistogram histogram = HeapHistogram.of(stack.application().pid());
        String row = String.format(
                Locale.ROOT,
                "| %s | %,.0f | %,.0f |%n",
                when,
                stack.application().rssBytes() / 1e6,
                histogram.bytes() / 1e6);
        memory.append(row);
        System.err.print(row);
        return histogram;
    }

    private String queries(FleetLoader loader, RegisteredDevice known)
            throws IOException, SQLException, InterruptedException {
        if (options.queries == 0) {
            return "";
        }
        loader.stopSome();
        loader.groupAndRefuseSome();
        FleetQueries asked = new FleetQueries(stack.application().uri(), stack.adminKey(), known);
        StringBuilder rows = new StringBuilder("| query | p50 ms | p95 ms | max ms |\n|---|---:|---:|---:|\n");
        for (Answered answered : asked.ask(options.queries)) {
            rows.append(answered.row()).append('\n');
        }
        return rows + (options.orders ? asked.askInOrders(options.queries, options.devices) : "");
    }

    private void rule() throws IOException, InterruptedException {
        new AlertRules(stack).createOneForNobody(MEASUREMENT);
        say("a rule is enabled");
        Threads.sleep(Duration.ofSeconds(WARMER * Math.max(1, options.warmUp)));
        memory("after a rule was enabled");
    }

    private static void say(String line) {
        System.err.println(line);
    }
}
