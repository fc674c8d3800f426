package io.iotflow.presence;

import io.iotflow.retry.BackOff;
import io.iotflow.telemetry.BatchStored;
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
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Writes sightings, at once where they may change who is online, the others every interval, and tells who came back. */
@Singleton
@Startup
@DependsOn("SchemaUpdate")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class PresenceWriter {

    private static final Logger LOG = Logger.getLogger(PresenceWriter.class.getName());
    private static final int MOST = 5_000;

    @Inject
    private Sightings sightings;

    @Inject
    private PresenceStore store;

    @Inject
    private PresenceSettings settings;

    @Inject
    private Event<CameBack> cameBack;

    @Resource(lookup = "java:app/concurrent/iotflow")
    private ManagedExecutorService executor;

    private final BlockingQueue<Boolean> hurry = new LinkedBlockingQueue<>(1);
    private final BackOff backOff = new BackOff(Duration.ofMillis(500), Duration.ofSeconds(30));
    private volatile boolean closing;
    private Instant nextRoutine = Instant.EPOCH;

    @PostConstruct
    void start() {
        executor.execute(this::run);
    }

    @PreDestroy
    void stop() {
        closing = true;
        hurry.offer(true);
    }

    /** Notes who sent something; writes nothing here, because the next batch waits. */
    public void onStored(@Observes BatchStored batch) {
        if (sightings.add(batch.sightings())) {
            hurry.offer(true);
        }
    }

    private void run() {
        while (!closing) {
            try {
                hurry.poll(
                        Math.max(0, Duration.between(Instant.now(), nextRoutine).toMillis()), TimeUnit.MILLISECONDS);
                writeAll();
                backOff.reset();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException | Error e) { // whatever it is, this task must not end
                sightings.notWritten();
                Duration pause = backOff.next();
                nextRoutine = Instant.now().plus(pause);
                LOG.log(Level.WARNING, e, () -> "presence cannot be written now; it is kept in memory");
            }
        }
    }

    private void writeAll() {
        boolean isRoutine = !Instant.now().isBefore(nextRoutine);
        Map<Long, Seen> seen;
        do {
            seen = sightings.take(MOST, isRoutine);
            if (!seen.isEmpty()) {
                List<CameBack> back = store.write(seen, settings.timeout);
                sightings.written();
                back.forEach(this::tell);
            }
        } while (seen.size() == MOST && !closing);
        if (isRoutine) {
            nextRoutine = Instant.now().plus(settings.interval);
        }
    }

    private void tell(CameBack back) {
        try {
            cameBack.fire(back);
        } catch (RuntimeException e) { // one listener's failure must not keep the others uninformed
            LOG.log(Level.WARNING, e, () -> "not everybody could be told that " + back.deviceId() + " came back");
        }
    }
}
