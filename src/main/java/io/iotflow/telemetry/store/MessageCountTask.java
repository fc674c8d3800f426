package io.iotflow.telemetry.store;

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
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Adds message counts up every two seconds. Late is not wrong: readers add what is left. */
@Singleton
@Startup
@DependsOn("SchemaUpdate")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class MessageCountTask {

    private static final Logger LOG = Logger.getLogger(MessageCountTask.class.getName());
    private static final Duration PAUSE = Duration.ofSeconds(2);

    @Inject
    private MessageCounts counts;

    @Resource(lookup = "java:app/concurrent/iotflow-timer")
    private ManagedScheduledExecutorService timer;

    private final BackOff backOff = new BackOff(PAUSE, Duration.ofMinutes(1));
    private volatile boolean closing;

    @PostConstruct
    void start() {
        later(PAUSE);
    }

    @PreDestroy
    void stop() {
        closing = true;
    }

    private void later(Duration pause) {
        if (!closing) {
            timer.schedule(this::run, pause.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void run() {
        Duration pause = PAUSE;
        try {
            while (!closing && counts.addUp() == MessageCounts.MAX) {
                LOG.finer("more message counts wait than one transaction takes");
            }
            backOff.reset();
        } catch (RuntimeException e) {
            pause = backOff.next();
            LOG.log(Level.WARNING, e, () -> "message counts cannot be added up now; they wait");
        }
        later(pause);
    }
}
