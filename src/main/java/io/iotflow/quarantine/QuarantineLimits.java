package io.iotflow.quarantine;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/**
 * Keeps the quarantine within its limits, in small steps, each a transaction that only one node has at a time. Between two
 * looks it may be over them by what came meanwhile.
 */
@Singleton
@Startup
@DependsOn("SchemaUpdate")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class QuarantineLimits {

    private static final Logger LOG = Logger.getLogger(QuarantineLimits.class.getName());

    /** A flood that goes on must not keep one look from ending; the next one comes soon. */
    private static final int MAX_STEPS = 200;

    @Inject
    private QuarantineSettings settings;

    @Inject
    private QuarantineUsage usage;

    @Inject
    private MetricRegistry metrics;

    @Resource(lookup = "java:app/concurrent/iotflow-timer")
    private ManagedScheduledExecutorService timer;

    private ScheduledFuture<?> looks;
    private volatile boolean closing;
    private volatile QuarantineUsage.Held held = new QuarantineUsage.Held(0, 0);

    @PostConstruct
    void start() {
        metrics.gauge("iotflow_quarantine_messages", this, it -> it.held.messages());
        metrics.gauge("iotflow_quarantine_bytes", this, it -> it.held.bytes());
        looks = timer.scheduleWithFixedDelay(this::look, 0, settings.interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    @PreDestroy
    void stop() {
        closing = true;
        looks.cancel(false);
    }

    private void look() {
        try {
            drop("age", () -> usage.dropOlder(Instant.now().minus(settings.maxAge)));
            drop("size", () -> usage.dropLargest(settings.maxBytes));
            usage.forgetEmpty();
            held = usage.held();
        } catch (RuntimeException e) { // whatever it is, the next look comes
            LOG.log(Level.WARNING, e, () -> "the quarantine's limits could not be kept now; tried again soon");
        }
    }

    private void drop(String why, Supplier<Optional<Integer>> drop) {
        long dropped = 0;
        int step = 1;
        for (int steps = 0; step > 0 && steps < MAX_STEPS && !closing; steps++) {
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
