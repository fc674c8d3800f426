package io.iotflow.tools.bench;

import io.iotflow.tools.api.RegisteredDevice;
import io.iotflow.tools.quickstart.Influxd;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

/** Warms one way up that sends many messages at once, measures it, and compares what was answered with what is stored. */
final class BatchPhase {

    private static final Duration SHOWN_EVERY = Duration.ofSeconds(5);

    private final BenchStack stack;
    private final BatchOptions options;

    BatchPhase(BenchStack stack, BatchOptions options) {
        this.stack = stack;
        this.options = options;
    }

    BatchFigures application(BatchForm form) throws SQLException {
        return application(form, () -> {}, () -> {});
    }

    /** The application; {@code begin} and {@code end} are run at the ends of the measured window. */
    BatchFigures application(BatchForm form, Runnable begin, Runnable end) throws SQLException {
        try (Store store = new Store(stack.database())) {
            store.empty();
            LoadPlan plan = plan(form);
            Load load = BatchLoad.start(stack.application().uri(), form, "X-API-Key: " + stack.adminKey(), plan);
            show(form.title + ", warm-up", load, options.warmUp);
            Costs before = stack.cpuSeconds(Set.of(store.backend()));
            long stored = load.acknowledgedCount();
            long from = System.nanoTime();
            begin.run();
            show(form.title, load, options.seconds);
            end.run();
            double seconds = (System.nanoTime() - from) / 1e9;
            stored = load.acknowledgedCount() - stored;
            Costs cpu = stack.cpuSeconds(Set.of(store.backend())).minus(before);
            load.stop();
            StoredMessages found = StoredMessages.read(stack.database(), plan.measurement());
            return new BatchFigures(
                    form.title,
                    seconds,
                    stored,
                    cpu.application(),
                    cpu.postgres(),
                    load.failed(),
                    StoredMessages.count(found.missing(load.acknowledged())),
                    found.duplicates());
        }
    }

    /** InfluxDB's own write with the same lines; whether it lost some is not asked. */
    BatchFigures influx(Influxd influx) {
        BatchForm form = BatchForm.lines;
        Load load = BatchLoad.start(influx.uri(), form, "Authorization: Token " + influx.token(), plan(form));
        show("InfluxDB, warm-up", load, options.warmUp);
        double cpu = CpuClock.seconds(influx.pid());
        long stored = load.acknowledgedCount();
        long begin = System.nanoTime();
        show("InfluxDB", load, options.seconds);
        double seconds = (System.nanoTime() - begin) / 1e9;
        stored = load.acknowledgedCount() - stored;
        cpu = CpuClock.seconds(influx.pid()) - cpu;
        load.stop();
        return new BatchFigures("InfluxDB's own write, the same lines", seconds, stored, cpu, 0, load.failed(), 0, 0);
    }

    private LoadPlan plan(BatchForm form) {
        List<RegisteredDevice> devices = IntStream.rangeClosed(1, options.devices)
                .mapToObj(it -> new RegisteredDevice("fleet-" + it, ""))
                .toList();
        return new LoadPlan(
                devices, form.measurement(), Instant.now().minus(LoadPlan.BEHIND), options.connections, 1, 0, false);
    }

    static void show(String stage, Load load, int seconds) {
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        long last = load.acknowledgedCount();
        long lastTime = System.nanoTime();
        for (long rest = end - lastTime; rest > 0; rest = end - System.nanoTime()) {
            Threads.sleep(Duration.ofNanos(Math.min(rest, SHOWN_EVERY.toNanos())));
            long stored = load.acknowledgedCount();
            long now = System.nanoTime();
            System.err.printf(
                    Locale.ROOT,
                    "%-26s %,8.0f points/s  %s%n",
                    stage,
                    (stored - last) / ((now - lastTime) / 1e9),
                    load.lastFailure().map(it -> "last failure: " + it).orElse(""));
            last = stored;
            lastTime = now;
        }
    }
}
