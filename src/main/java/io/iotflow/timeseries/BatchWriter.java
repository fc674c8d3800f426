package io.iotflow.timeseries;

import com.influxdb.exceptions.InfluxException;
import io.iotflow.device.Device;
import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.task.ApplicationReady;
import io.iotflow.platform.task.BackgroundTask;
import io.iotflow.platform.task.BackgroundTasks;
import io.iotflow.platform.task.TurnFailed;
import io.iotflow.telemetry.store.BatchStored;
import io.iotflow.telemetry.store.Outbox;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.logging.Logger;

/**
 * Decides when the outbox goes to InfluxDB: when {@code INFLUXDB_BATCH_SIZE} points wait, after {@code
 * INFLUXDB_FLUSH_INTERVAL}, or for a query about a device, whichever is first. One batch is written at a time. Of a long
 * backlog it takes the oldest and the newest batch in turn, so that live data is not held up by what an outage left
 * behind.
 */
@Singleton
class BatchWriter {

    private static final Logger LOG = Logger.getLogger(BatchWriter.class.getName());
    private static final long MAX_BACKLOG_TO_SEARCH = 500_000;

    /** Nothing was free, so whatever waits is being written by other nodes: asking at once again is no help. */
    private static final Duration WHILE_OTHERS_WRITE = Duration.ofMillis(500);

    private final InfluxSettings settings;
    private final Batches batches;
    private final WriterMetrics metrics;
    private final InstantSource clock;
    private final BackgroundTask task;
    private final BlockingQueue<Flush> flushes = new LinkedBlockingQueue<>(10_000);
    private volatile boolean isAway;
    private Instant nextFlush = Instant.EPOCH; // at once: the last run may have left a backlog
    private Instant notBefore = Instant.EPOCH; // while other nodes have all that waits
    private boolean newestNext;

    @Inject
    BatchWriter(InfluxSettings settings, Forwarder forwarder, WriterMetrics metrics, BackgroundTasks tasks) {
        this(settings, forwarder, metrics, tasks, InstantSource.system());
    }

    BatchWriter(
            InfluxSettings settings,
            Batches batches,
            WriterMetrics metrics,
            BackgroundTasks tasks,
            InstantSource clock) {
        this.settings = settings;
        this.batches = batches;
        this.metrics = metrics;
        this.clock = clock;
        this.task = tasks.task(
                "influxdb-writer", "the backlog could not be read or written; it is kept in PostgreSQL", this::turn);
    }

    /** What waits, and writing it. */
    interface Batches {

        /** Writes about so many points, of the oldest or the newest batches, and returns how many; 0 when nothing waits. */
        int forward(int points, boolean newestFirst);

        /** Writes what waits of one device. */
        void forward(Device device);

        Outbox.Backlog backlog();
    }

    private record Flush(Device device, CompletableFuture<Void> done) {}

    void start(@Observes ApplicationReady ready) {
        settings.url.ifPresent(url -> {
            LOG.info(() -> "forwarding to InfluxDB at " + url);
            task.start();
        });
    }

    /** Counts what the log has committed, and wakes the task when a batch is full. */
    void onStored(@Observes BatchStored batch) {
        if (settings.url.isPresent() && metrics.added(batch.points()) >= settings.batchSize) {
            task.wake();
        }
    }

    /** Writes what waits of a device; fails at once while InfluxDB is known to be away. */
    CompletableFuture<Void> flush(Device device) {
        Flush flush = new Flush(device, new CompletableFuture<>());
        if (!flushes.offer(flush)) {
            flush.done().completeExceptionally(new IllegalStateException("too many queries wait for a flush"));
        } else if (isAway) {
            fail(flush);
        } else {
            task.wake();
        }
        return flush.done();
    }

    /** One flush and one batch, so that neither keeps the other waiting. */
    Duration turn() throws TurnFailed {
        try {
            Flush flush = flushes.poll();
            if (flush != null) {
                serve(flush);
            }
            if (isDue()) {
                forward();
            }
            return flushes.isEmpty() ? untilDue() : Duration.ZERO;
        } catch (InfluxException e) {
            failFlushes();
            throw refused(e);
        } catch (RuntimeException | Error e) {
            failFlushes();
            throw e;
        }
    }

    private boolean isDue() {
        return untilDue().isZero();
    }

    private Duration untilDue() {
        Instant due = metrics.backlog() >= settings.batchSize || nextFlush.isBefore(notBefore) ? notBefore : nextFlush;
        Duration wait = Duration.between(clock.instant(), due);
        return wait.isNegative() ? Duration.ZERO : wait;
    }

    private void forward() {
        Instant begin = clock.instant();
        newestNext = !newestNext && metrics.backlog() > 2L * settings.batchSize;
        int points = batches.forward(settings.batchSize, newestNext);
        if (points > 0) {
            metrics.written(points, Duration.between(begin, clock.instant()));
            LOG.fine(() -> "wrote " + points + " points");
        } else {
            Outbox.Backlog left = batches.backlog();
            metrics.counted(left);
            nextFlush = clock.instant().plus(settings.flushInterval);
            if (left.points() > 0) {
                notBefore = clock.instant().plus(WHILE_OTHERS_WRITE);
            }
        }
        isAway = false;
    }

    private TurnFailed refused(InfluxException e) {
        boolean held = WriteOutcome.of(e) == WriteOutcome.HOLD;
        metrics.failed(held);
        String what = held
                ? "InfluxDB refuses us (" + e.status() + "): check INFLUXDB_TOKEN, INFLUXDB_ORG and INFLUXDB_BUCKET"
                : "InfluxDB at " + settings.url.orElseThrow() + " does not take the batch: " + e.getMessage();
        return new TurnFailed(
                what, e, WriteOutcome.retryAfter(e, clock.instant()).orElse(null));
    }

    private void serve(Flush flush) {
        if (flush.done().isDone()) {
            return; // who requested it has given up
        }
        try {
            if (metrics.backlog() > MAX_BACKLOG_TO_SEARCH) {
                throw Problem.unavailable(
                        "InfluxDB is still being given a backlog of " + metrics.backlog() + " points; try again soon.",
                        Duration.ofSeconds(10),
                        null);
            }
            batches.forward(flush.device());
            flush.done().complete(null);
        } catch (RuntimeException e) {
            flush.done().completeExceptionally(e);
        }
    }

    /** Who requests one while InfluxDB is away must not wait for the end of the pause. */
    private void failFlushes() {
        isAway = true;
        for (Flush flush = flushes.poll(); flush != null; flush = flushes.poll()) {
            fail(flush);
        }
    }

    private void fail(Flush flush) {
        flush.done().completeExceptionally(new IllegalStateException("InfluxDB is away: " + metrics.state()));
    }
}
