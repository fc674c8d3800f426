package io.iotflow.telemetry;

import io.iotflow.problem.Problem;
import io.iotflow.quarantine.Refusal;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.metrics.MetricRegistry;

/**
 * The durable log, by group commit: while one transaction is on its way to the disk the next one gathers, so a batch is
 * as large as the load and nobody waits for a timer. What cannot be committed now is tried again until it can; what
 * PostgreSQL refuses for itself is found by halving and given back alone.
 */
@ApplicationScoped
class TelemetryLog {

    static final int LARGEST_UPLOAD = 10_000;

    private static final Logger LOG = Logger.getLogger(TelemetryLog.class.getName());
    private static final int BATCH = 4_000;
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    private final LogWriter writer;
    private final Event<BatchStored> stored;
    private final UploadQueue queue;
    private final AtomicBoolean draining = new AtomicBoolean();
    private volatile int failures;

    @Resource
    private ManagedScheduledExecutorService executor;

    protected TelemetryLog() { // CDI proxy
        this.writer = null;
        this.stored = null;
        this.queue = null;
    }

    @Inject
    TelemetryLog(LogWriter writer, Event<BatchStored> stored, TelemetrySettings settings, MetricRegistry metrics) {
        this.writer = writer;
        this.stored = stored;
        this.queue = new UploadQueue(settings.queue);
        metrics.gauge("iotflow_telemetry_waiting_commit", queue, UploadQueue::size);
    }

    /**
     * Appends messages as one; the ids come after the commit.
     *
     * @throws Problem 503 when too many wait already
     */
    CompletableFuture<List<Long>> append(List<TelemetryMessage> messages) {
        return append(Upload.of(messages));
    }

    /** Keeps a refusal in the quarantine, durable as a message is. */
    CompletableFuture<List<Long>> append(Refusal refusal) {
        return append(Upload.of(refusal));
    }

    private CompletableFuture<List<Long>> append(Upload upload) {
        if (!queue.offer(upload)) {
            throw Problem.unavailable(
                    "Too many messages wait for PostgreSQL; nothing of this request was stored. Try again.",
                    Duration.ofSeconds(5),
                    null);
        }
        startDraining(0);
        return upload.committed();
    }

    private void startDraining(long pauseMillis) {
        if (draining.compareAndSet(false, true)) {
            if (pauseMillis == 0) {
                executor.execute(this::drain);
            } else {
                executor.schedule(this::drain, pauseMillis, TimeUnit.MILLISECONDS);
            }
        }
    }

    private void drain() {
        long pause = 0;
        try {
            List<Upload> batch = queue.take(BATCH);
            while (!batch.isEmpty() && commit(batch)) {
                batch = queue.take(BATCH);
            }
            pause = failures == 0 ? 0 : pauseMillis();
        } finally {
            draining.set(false);
        }
        if (queue.size() > 0) {
            startDraining(pause);
        }
    }

    /** Whether the log may go on; false when PostgreSQL is not there and the batch waits for it. */
    private boolean commit(List<Upload> batch) {
        try {
            LogWriter.Written written = writer.write(batch);
            failures = 0;
            written.acknowledge(batch);
            stored.fire(new BatchStored(written.rows()));
            return true;
        } catch (RuntimeException e) {
            if (!Refusals.isOfTheData(e)) {
                failures++;
                queue.giveBack(batch);
                LOG.log(Level.WARNING, e, () -> "PostgreSQL cannot commit now; messages wait unacknowledged");
                return false;
            }
            return isolate(batch, e);
        }
    }

    private boolean isolate(List<Upload> batch, RuntimeException refusal) {
        if (batch.size() == 1) {
            LOG.log(Level.WARNING, refusal, () -> "PostgreSQL refuses a message");
            batch.get(0).committed().completeExceptionally(new RefusedByDatabase(refusal));
            return true;
        }
        int half = batch.size() / 2;
        List<Upload> rest = batch.subList(half, batch.size());
        if (commit(batch.subList(0, half))) {
            return commit(rest);
        }
        // The first half is back at the head of the queue; the rest follows at the next attempt, in any order.
        queue.giveBack(rest);
        return false;
    }

    private long pauseMillis() {
        long full = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(failures, 16));
        return full / 2 + ThreadLocalRandom.current().nextLong(full / 2 + 1);
    }
}
