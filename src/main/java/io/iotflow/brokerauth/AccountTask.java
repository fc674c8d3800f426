package io.iotflow.brokerauth;

import io.iotflow.platform.database.Changed;
import io.iotflow.platform.task.BackOff;
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
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Does what was noted, as soon as its transaction is committed; tries for ever while the broker is away. One node does it
 * at a time, and another one takes over within seconds.
 */
@Singleton
@Startup
@DependsOn("SchemaUpdate")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class AccountTask {

    private static final Logger LOG = Logger.getLogger(AccountTask.class.getName());
    private static final long LOOK_MILLIS = 2_000; // for what becomes due, and what a dead node left

    @Inject
    private AccountSettings settings;

    @Inject
    private DueAccounts due;

    @Resource(lookup = "java:app/concurrent/iotflow")
    private ManagedExecutorService executor;

    private final BlockingQueue<Changed> wakeUps = new LinkedBlockingQueue<>(1);
    private final BackOff pause = new BackOff(Duration.ofMillis(500), Duration.ofSeconds(15));
    private Future<?> running;
    private volatile boolean closing;

    @PostConstruct
    void start() {
        if (settings.mosquitto) {
            running = executor.submit(this::run);
        }
    }

    @PreDestroy
    void stop() {
        closing = true;
        if (running != null) {
            running.cancel(true);
        }
    }

    /** Wakes the task. */
    public void onChange(@Observes Changed change) {
        if (settings.mosquitto && change.concerns(AccountChanges.TOPIC)) {
            wakeUps.offer(change); // one is enough
        }
    }

    private void run() {
        try {
            while (!closing) {
                if (isDone()) {
                    wakeUps.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the application stops
        }
    }

    /** False when there may be more, or it did not work and the pause is over. */
    private boolean isDone() throws InterruptedException {
        try {
            int seen = due.seeTo();
            pause.reset();
            return seen == 0;
        } catch (RuntimeException | Error e) { // whatever it is, this task must not end
            Duration wait = pause.next();
            LOG.warning(() -> "the broker's accounts cannot be changed now (" + e.getMessage()
                    + "); the changes are kept in PostgreSQL and tried again in " + wait.toMillis() + " ms");
            LOG.log(Level.FINE, e, () -> "cause");
            TimeUnit.MILLISECONDS.sleep(wait.toMillis());
            return false;
        }
    }
}
