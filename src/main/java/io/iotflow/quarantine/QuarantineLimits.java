package io.iotflow.quarantine;

import io.iotflow.platform.task.ApplicationReady;
import io.iotflow.platform.task.BackgroundTask;
import io.iotflow.platform.task.BackgroundTasks;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.logging.Logger;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/**
 * Keeps the quarantine within its limits, in small steps, each a transaction that only one node has at a time. Between two
 * looks it may be over them by what came meanwhile.
 */
@ApplicationScoped
class QuarantineLimits {

    private static final Logger LOG = Logger.getLogger(QuarantineLimits.class.getName());

    /** A flood that goes on must not keep one look from ending; the next one comes soon. */
    private static final int MAX_STEPS = 200;

    private final QuarantineSettings settings;
    private final QuarantineUsage usage;
    private final MetricRegistry metrics;
    private final BackgroundTask task;
    private volatile QuarantineUsage.Held held = new QuarantineUsage.Held(0, 0);

    @Inject
    QuarantineLimits(
            QuarantineSettings settings, QuarantineUsage usage, MetricRegistry metrics, BackgroundTasks tasks) {
        this.settings = settings;
        this.usage = usage;
        this.metrics = metrics;
        this.task = tasks.task(
                "quarantine-limits", "the quarantine's limits could not be kept now; tried again soon", this::look);
        metrics.gauge("iotflow_quarantine_messages", this, it -> it.held.messages());
        metrics.gauge("iotflow_quarantine_bytes", this, it -> it.held.bytes());
    }

    void start(@Observes ApplicationReady ready) {
        task.start();
    }

    Duration look() {
        drop("age", () -> usage.dropOlder(Instant.now().minus(settings.maxAge)));
        drop("size", () -> usage.dropLargest(settings.maxBytes));
        usage.forgetEmpty();
        held = usage.held();
        return settings.interval;
    }

    private void drop(String why, Supplier<Optional<Integer>> drop) {
        long dropped = 0;
        int step = 1;
        for (int steps = 0; step > 0 && steps < MAX_STEPS && !task.isClosing(); steps++) {
            step = drop.get().orElse(0);
            dropped += step;
        }
        if (dropped > 0) {
            long count = dropped;
            metrics.counter("iotflow_quarantine_dropped", new Tag("why", why)).inc(count);
            LOG.warning(() -> "the quarantine is over its limit of " + why + ": dropped " + count + " messages");
        }
    }
}
