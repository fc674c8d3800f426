package io.iotflow.presence;

import io.iotflow.device.DeviceImported;
import io.iotflow.platform.task.ApplicationReady;
import io.iotflow.platform.task.BackgroundTask;
import io.iotflow.platform.task.BackgroundTasks;
import io.iotflow.telemetry.store.BatchStored;
import io.iotflow.telemetry.store.LastSeen;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.metrics.MetricRegistry;

/** Writes last-seen updates, at once where they may change who is online, the others every interval, and tells who came back. */
@Singleton
class PresenceWriter {

    private static final Logger LOG = Logger.getLogger(PresenceWriter.class.getName());
    private static final int MAX = 5_000;
    private static final Duration COUNT_EVERY = Duration.ofSeconds(10);

    private final LastSeenUpdates updates;
    private final PresenceStore store;
    private final Presence presence;
    private final PresenceSettings settings;
    private final Event<DeviceBackOnline> cameBack;
    private final Event<DevicesAwake> awake;
    private final BackgroundTask task;
    private Instant nextRoutine = Instant.EPOCH;
    private Instant nextCount = Instant.EPOCH;
    private volatile long online;

    @Inject
    PresenceWriter(
            LastSeenUpdates updates,
            PresenceStore store,
            Presence presence,
            PresenceSettings settings,
            Event<DeviceBackOnline> cameBack,
            Event<DevicesAwake> awake,
            MetricRegistry metrics,
            BackgroundTasks tasks) {
        this.updates = updates;
        this.store = store;
        this.presence = presence;
        this.settings = settings;
        this.cameBack = cameBack;
        this.awake = awake;
        this.task = tasks.task("presence", "presence cannot be written now; it is kept in memory", this::turn);
        metrics.gauge("iotflow_presence_pending", updates, LastSeenUpdates::size);
        metrics.gauge("iotflow_devices_online", this, it -> it.online);
    }

    void start(@Observes ApplicationReady ready) {
        task.start();
    }

    /** Remembers who sent something; writes nothing here, because the next batch waits. */
    void onStored(@Observes BatchStored batch) {
        DevicesAwake devices = new DevicesAwake(updates.afterPause(batch.lastSeen()));
        add(batch.lastSeen());
        if (!devices.devices().isEmpty()) {
            awake.fire(devices);
        }
    }

    /** Remembers who is there. */
    void add(List<LastSeen> lastSeen) {
        if (updates.add(lastSeen)) {
            task.wake();
        }
    }

    /** What another product knew of a device. */
    void onImported(@Observes DeviceImported imported) {
        add(List.of(new LastSeen(imported.device().rowId(), imported.lastSeen(), false)));
    }

    private Duration turn() {
        try {
            writeAll();
        } catch (RuntimeException | Error e) {
            updates.notWritten();
            throw e;
        }
        Duration rest = Duration.between(Instant.now(), nextRoutine);
        return rest.isNegative() ? Duration.ZERO : rest;
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
        } while (seen.size() == MAX && !task.isClosing());
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
