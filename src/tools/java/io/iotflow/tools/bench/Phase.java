package io.iotflow.tools.bench;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** One way in, measured: warm up, count over a window, stop, and compare what was acknowledged with what is stored. */
final class Phase {

    private static final Duration DRAIN_PATIENCE = Duration.ofSeconds(90);

    private final String name;
    private final BenchStack stack;
    private final Function<LoadPlan, Load> starter;
    private final LoadPlan plan;
    private final LoadPlan probePlan;
    private final Optional<Beside> beside;

    /** @param starter begins a load on this way; it is called for the load and for the probe */
    Phase(
            String name,
            BenchStack stack,
            Function<LoadPlan, Load> starter,
            LoadPlan plan,
            LoadPlan probePlan,
            Optional<Beside> beside) {
        this.name = name;
        this.stack = stack;
        this.starter = starter;
        this.plan = plan;
        this.probePlan = probePlan;
        this.beside = beside;
    }

    Figures run(Duration warmUp, Duration window, long backlog, Closer closer) throws SQLException {
        try (Store store = new Store(stack.database())) {
            store.empty();
            Optional<Load> other = beside.map(it -> closer.add(it.start()));
            Load load = closer.add(starter.apply(plan));
            CommitWatch watch = closer.add(new CommitWatch(stack.database(), load, backlog));
            Probe probe = closer.add(new Probe(stack.database(), starter.apply(probePlan)));
            try {
                Progress progress = new Progress(name, load, watch);
                progress.show("warm-up", warmUp);
                load.restartSchedule();
                Figures figures = measure(
                        load,
                        probe,
                        store,
                        progress,
                        window,
                        Set.of(watch.backend(), probe.backend(), store.backend()));
                if (other.isPresent()) {
                    other.get().stop();
                    beside.get().verify(other.get(), stack.database());
                }
                return figures;
            } finally {
                other.ifPresent(closer::end);
                closer.end(probe);
                closer.end(watch);
                closer.end(load);
            }
        }
    }

    private Figures measure(
            Load load, Probe probe, Store store, Progress progress, Duration window, Set<Long> ownBackends)
            throws SQLException {
        long from = System.nanoTime();
        long sent = load.sent();
        long acknowledged = load.acknowledgedCount();
        long committed = store.count(plan.measurement());
        Costs memoryBefore = stack.memory();
        Costs cpu = stack.cpuSeconds(ownBackends);
        progress.show("measuring", window);
        Costs cpuUsed = stack.cpuSeconds(ownBackends).minus(cpu);
        long to = System.nanoTime();
        long sentInWindow = load.sent() - sent;
        long acknowledgedInWindow = load.acknowledgedCount() - acknowledged;
        long committedInWindow = store.count(plan.measurement()) - committed;
        Costs memory = stack.memory();
        load.stop();
        probe.finish();
        StoredMessages stored = drain(load, store, progress);
        return new Figures(
                name,
                plan.connections(),
                (to - from) / 1e9,
                sentInWindow,
                acknowledgedInWindow,
                committedInWindow,
                probe.latencies(from, to),
                load.failed(),
                StoredMessages.count(stored.missing(load.acknowledged())),
                stored.duplicates(),
                stored.outOfOrder(),
                cpuUsed,
                memoryBefore,
                memory);
    }

    private StoredMessages drain(Load load, Store store, Progress progress) throws SQLException {
        long deadline = System.nanoTime() + DRAIN_PATIENCE.toNanos();
        while (store.count(plan.measurement()) < load.acknowledgedCount() && System.nanoTime() < deadline) {
            Threads.sleep(Duration.ofMillis(200));
        }
        progress.line("stopped");
        return StoredMessages.read(stack.database(), plan.measurement());
    }
}
