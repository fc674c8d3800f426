package io.iotflow.telemetry.store;

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
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Makes the log's partitions ahead of time and drops those that have expired. When this comes too late, the first message
 * makes its own.
 */
@Singleton
@Startup
@DependsOn("SchemaUpdate")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class PartitionTask {

    private static final Logger LOG = Logger.getLogger(PartitionTask.class.getName());

    @Inject
    private Partitions partitions;

    @Inject
    private Expiry expiry;

    @Inject
    private RetentionSettings settings;

    @Resource(lookup = "java:app/concurrent/iotflow-timer")
    private ManagedScheduledExecutorService timer;

    private ScheduledFuture<?> turns;

    @PostConstruct
    void start() {
        turns = timer.scheduleWithFixedDelay(this::turn, 0, settings.partitionInterval.toSeconds(), TimeUnit.SECONDS);
    }

    @PreDestroy
    void stop() {
        turns.cancel(false);
    }

    private void turn() {
        attempt("partitions cannot be made ahead now", this::makeAhead);
        attempt("expired messages cannot be dropped now", () -> expiry.run(Instant.now()));
    }

    /** The one that the newest message can be in, and the next one. */
    private void makeAhead() {
        Instant newest = Instant.now().plus(settings.maxFuture);
        partitions.makeUntil(settings.partition.next(newest));
    }

    private void attempt(String failure, Runnable part) {
        try {
            part.run();
        } catch (RuntimeException e) { // whatever it is, the next turn comes
            LOG.log(Level.WARNING, e, () -> failure + "; tried again after " + settings.partitionInterval);
        }
    }
}
