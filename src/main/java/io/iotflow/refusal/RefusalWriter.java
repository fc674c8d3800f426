package io.iotflow.refusal;

import io.iotflow.device.DeviceDeletion;
import io.iotflow.platform.database.Sql;
import io.iotflow.platform.task.ApplicationReady;
import io.iotflow.platform.task.ApplicationStopping;
import io.iotflow.platform.task.BackgroundTask;
import io.iotflow.platform.task.BackgroundTasks;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.metrics.MetricRegistry;

/** Writes what was refused, all of a second in one transaction, and keeps the table small. */
@Singleton
class RefusalWriter {

    private static final Logger LOG = Logger.getLogger(RefusalWriter.class.getName());

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration DROP_EVERY = Duration.ofMinutes(1);
    private static final Duration KEPT = Duration.ofDays(30);

    /** Of all devices together: some 40 MB. */
    private static final int MAX = 100_000;

    private final PendingRefusals pending;
    private final RefusalStore store;
    private final Sql sql;
    private final Event<MessagesRefused> refused;
    private final BackgroundTask task;
    private Instant nextDrop = Instant.EPOCH;

    @Inject
    RefusalWriter(
            PendingRefusals pending,
            RefusalStore store,
            Sql sql,
            Event<MessagesRefused> refused,
            MetricRegistry metrics,
            BackgroundTasks tasks) {
        this.pending = pending;
        this.store = store;
        this.sql = sql;
        this.refused = refused;
        this.task = tasks.task("refusals", "refusals cannot be written now; the newest are kept in memory", this::turn);
        metrics.gauge("iotflow_refusals_pending", pending, PendingRefusals::size);
    }

    void start(@Observes ApplicationReady ready) {
        task.start();
    }

    void stop(@Observes ApplicationStopping stopping) {
        task.close();
        try {
            write();
        } catch (RuntimeException e) { // others have something to do at the end, too
            LOG.log(Level.WARNING, e, () -> "the last refusals could not be written");
        }
    }

    /** What is written goes with the device's row. */
    void onDeletion(@Observes DeviceDeletion deletion) {
        pending.forget(deletion.device().rowId());
    }

    private Duration turn() {
        write();
        if (!Instant.now().isBefore(nextDrop)) {
            store.drop(Instant.now().minus(KEPT), MAX);
            nextDrop = Instant.now().plus(DROP_EVERY);
        }
        return PAUSE;
    }

    /** Writes what this node has noted, so that who reads finds what was refused a moment ago. */
    synchronized void write() {
        PendingRefusals.Taken taken = pending.take();
        if (taken.isEmpty()) {
            return;
        }
        boolean isWritten = false;
        try {
            sql.inNewTransaction(() -> {
                if (!taken.refusals().isEmpty()) {
                    store.write(taken.refusals());
                }
                refused.fire(new MessagesRefused(taken.counts()));
                return null;
            });
            isWritten = true;
        } finally {
            if (!isWritten) {
                pending.giveBack(taken);
            }
        }
    }
}
