package io.iotflow.presence;

import io.iotflow.device.DeviceImported;
import io.iotflow.platform.task.BackOff;
import io.iotflow.telemetry.store.BatchStored;
import io.iotflow.telemetry.store.LastSeen;
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
import org.eclipse.microprofile.metrics.MetricRegistry;

/** Writes last-seen updates, at once where they may change who is online, the others every interval, and tells who came back. */
@Singleton
@Startup
@DependsOn("SchemaUpdate")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class PresenceWriter {

    private static final Logger LOG = Logger.getLogger(PresenceWriter.class.getName());
    private static final int MAX = 5_000;
    private static final Duration COUNT_EVERY = Duration.ofSeconds(10);

    @Inject
    private LastSeenUpdates updates;

    @Inject
    private PresenceStore store;

    @Inject
    private Presence presence;

    @Inject
    private PresenceSettings settings;

    @Inject
    private MetricRegistry metrics;

    @Inject
    private Event<DeviceBackOnline> cameBack;

    @Resource(lookup = "java:app/concurrent/iotflow")
    private ManagedExecutorService executor;

    private final BlockingQueue<Boolean> hurry = new LinkedBlockingQueue<>(1);
    private final BackOff backOff = new BackOff(Duration.ofMillis(500), Duration.ofSeconds(30));
    private volatile boolean closing;
    private Instant nextRoutine = Instant.EPOCH;
    private Instant nextCount = Instant.EPOCH;
    private volatile long online;

    @PostConstruct
    void start() {
        metrics.gauge("iotflow_presence_pending", updates, LastSeenUpdates::size);
        metrics.gauge("iotflow_devices_online", this, it -> it.online);
        executor.execute(this::run);
    }

    @PreDestroy
    void stop() {
        closing = true;
        hurry.offer(true);
    }

    /** Notes who sent something; writes nothing here, because the next batch waits. */
    public void onStored(@Observes BatchStored batch) {
        if (updates.add(batch.lastSeen())) {
            hurry.offer(true);
        }
    }

    /** What another product knew of a device. */
    public void onTakenOver(@Observes DeviceImported imported) {
        if (updates.add(List.of(new LastSeen(imported.device().id(), imported.lastSeen(), false)))) {
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
                updates.notWritten();
                Duration pause = backOff.next();
                nextRoutine = Instant.now().plus(pause);
                LOG.log(Level.WARNING, e, () -> "presence cannot be written now; it is kept in memory");
            }
        }
    }

    private void writeAll() {
        boolean isRoutine = !Instant.now().isBefore(nextRoutine);
        Map<Long, LastSeenUpdate> seen;
        do {
            seen = updates.take(MAX, isRoutine);
            if (!seen.isEmpty()) {
                List<DeviceBackOnline> back = store.write(seen, settings.timeout);
                updates.written();
                back.forEach(this::tell);
            }
        } while (seen.size() == MAX && !closing);
        if (isRoutine) {
            nextRoutine = Instant.now().plus(settings.interval);
            count();
        }
    }

    /** Counted here and not when the gauge is read: a scrape must neither wait for the database nor press it. */
    private void count() {
        if (!Instant.now().isBefore(nextCount)) {
            online = presence.online();
            nextCount = Instant.now().plus(COUNT_EVERY);
        }
    }

    private void tell(DeviceBackOnline back) {
        try {
            cameBack.fire(back);
        } catch (RuntimeException e) { // one listener's failure must not keep the others uninformed
            LOG.log(Level.WARNING, e, () -> "not everybody could be told that " + back.deviceId() + " came back");
        }
    }
}
