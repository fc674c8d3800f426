package io.iotflow.timeseries;

import com.influxdb.exceptions.InfluxException;
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
import java.util.List;
import java.util.logging.Logger;
import java.util.stream.IntStream;

/**
 * Decides when the outbox goes to InfluxDB: when {@code INFLUXDB_BATCH_SIZE} points wait, after {@code
 * INFLUXDB_FLUSH_INTERVAL}, whichever is first. While one batch is written others write further ones, if these are full. Of a
 * long backlog the oldest and the newest batch are taken in turn, so that live data is not held up by what an outage left
 * behind.
 */
@Singleton
class BatchWriter {

    private static final Logger LOG = Logger.getLogger(BatchWriter.class.getName());

    /** Nothing was free, so whatever waits is being written by other nodes: asking at once again is no help. */
    private static final Duration WHILE_OTHERS_WRITE = Duration.ofMillis(500);

    /** Each keeps a connection to PostgreSQL and one to InfluxDB while it writes. */
    private static final int MOST_WRITERS = 4;

    private final InfluxSettings settings;
    private final Batches batches;
    private final WriterMetrics metrics;
    private final InstantSource clock;
    private final BackgroundTask task;
    private final List<BackgroundTask> others; // of full batches
    private Instant nextFlush = Instant.EPOCH; // at once: the last run may have left a backlog
    private Instant notBefore = Instant.EPOCH; // while other nodes have all that waits
    private boolean isCounted; // what the last run has left
    private boolean newestNext; // by the lock of this
    private volatile int writing; // how many do; written by the lock of this

    @Inject
    BatchWriter(InfluxSettings settings, Forwarder forwarder, WriterMetrics metrics, BackgroundTasks tasks) {
        this(settings, forwarder, metrics, tasks, InstantSource.system(), writers());
    }

    /** At least two, so that one batch is read while InfluxDB takes another. */
    private static int writers() {
        return Math.max(2, Math.min(Runtime.getRuntime().availableProcessors() / 2, MOST_WRITERS));
    }

    BatchWriter(
            InfluxSettings settings,
            Batches batches,
            WriterMetrics metrics,
            BackgroundTasks tasks,
            InstantSource clock,
            int writers) {
        this.settings = settings;
        this.batches = batches;
        this.metrics = metrics;
        this.clock = clock;
        this.task = tasks.task(
                "influxdb-writer", "the backlog could not be read or written; it is kept in PostgreSQL", this::turn);
        this.others = IntStream.rangeClosed(2, writers)
                .mapToObj(it -> tasks.task(
                        "influxdb-writer-" + it,
                        "a batch could not be read or written; it is kept in PostgreSQL",
                        this::turnBeside))
                .toList();
    }

    /** What waits, and writing it. */
    interface Batches {

        /** Writes about so many points, of the oldest or the newest batches, and returns how many; 0 when nothing waits. */
        int forward(int points, boolean newestFirst);

        Outbox.Backlog backlog();
    }

    void start(@Observes ApplicationReady ready) {
        settings.url.ifPresent(url -> {
            LOG.info(() -> "forwarding to InfluxDB at " + url);
            task.start();
            others.forEach(BackgroundTask::start);
        });
    }

    /** Counts what the log has committed, and wakes the tasks when a batch is full. */
    void onStored(@Observes BatchStored batch) {
        if (settings.url.isPresent()) {
            metrics.added(batch.points());
            if (isFull()) {
                task.wake();
                others.forEach(BackgroundTask::wake);
            }
        }
    }

    /** Whether a full batch waits beside those that are being written. */
    private boolean isFull() {
        return metrics.backlog() >= (writing + 1L) * settings.batchSize;
    }

    Duration turn() throws TurnFailed {
        try {
            if (!isCounted) {
                recount();
                isCounted = true;
            }
            if (untilDue().isZero()) {
                begin();
                forward();
            }
            return untilDue();
        } catch (InfluxException e) {
            throw refused(e);
        }
    }

    /** Writes a full batch while the first writer writes another; while InfluxDB takes none, only that one tries. */
    Duration turnBeside() throws TurnFailed {
        if (metrics.state() != WriterMetrics.State.WRITING || !beginFull()) {
            return BackgroundTask.UNTIL_WOKEN;
        }
        try {
            return write() > 0 ? Duration.ZERO : WHILE_OTHERS_WRITE;
        } catch (InfluxException e) {
            throw refused(e);
        }
    }

    private synchronized boolean beginFull() {
        boolean isFull = isFull();
        if (isFull) {
            begin();
        }
        return isFull;
    }

    private synchronized void begin() {
        writing++;
    }

    private synchronized void end() {
        writing--;
    }

    private Duration untilDue() {
        Instant due = isFull() || nextFlush.isBefore(notBefore) ? notBefore : nextFlush;
        Duration wait = Duration.between(clock.instant(), due);
        return wait.isNegative() ? Duration.ZERO : wait;
    }

    private void forward() {
        if (isFull()) {
            others.forEach(BackgroundTask::wake);
        }
        Instant begin = clock.instant();
        int points = write();
        if (points >= settings.batchSize) {
            return;
        }
        Outbox.Backlog left = recount();
        boolean isRest = left.oldest().filter(it -> it.isBefore(begin)).isEmpty();
        if (isRest || points == 0) { // what came meanwhile waits for its own interval
            nextFlush = begin.plus(settings.flushInterval);
        }
        if (points == 0 && left.points() > 0) {
            notBefore = clock.instant().plus(WHILE_OTHERS_WRITE);
        }
    }

    /** Writes about a full batch, and returns how many points; {@link #begin} was called for it. */
    private int write() {
        try {
            Instant begin = clock.instant();
            int points = batches.forward(settings.batchSize, isNewestNext());
            if (points > 0) {
                metrics.written(points, Duration.between(begin, clock.instant()));
                LOG.fine(() -> "wrote " + points + " points");
            }
            return points;
        } finally {
            end();
        }
    }

    private synchronized boolean isNewestNext() {
        newestNext = !newestNext && metrics.backlog() > 2L * settings.batchSize;
        return newestNext;
    }

    /** Takes over what the outbox itself says, and returns it; not the number while another one writes, who will subtract his. */
    private synchronized Outbox.Backlog recount() {
        Outbox.Backlog left = batches.backlog();
        if (writing == 0) {
            metrics.counted(left);
        } else {
            metrics.oldest(left);
        }
        return left;
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
}
