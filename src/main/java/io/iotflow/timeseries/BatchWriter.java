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
import java.util.logging.Logger;

/**
 * Decides when the outbox goes to InfluxDB: when {@code INFLUXDB_BATCH_SIZE} points wait, after {@code
 * INFLUXDB_FLUSH_INTERVAL}, whichever is first. One batch is written at a time. Of a long
 * backlog it takes the oldest and the newest batch in turn, so that live data is not held up by what an outage left
 * behind.
 */
@Singleton
class BatchWriter {

    private static final Logger LOG = Logger.getLogger(BatchWriter.class.getName());

    /** Nothing was free, so whatever waits is being written by other nodes: asking at once again is no help. */
    private static final Duration WHILE_OTHERS_WRITE = Duration.ofMillis(500);

    private final InfluxSettings settings;
    private final Batches batches;
    private final WriterMetrics metrics;
    private final InstantSource clock;
    private final BackgroundTask task;
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

        Outbox.Backlog backlog();
    }

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

    Duration turn() throws TurnFailed {
        try {
            if (isDue()) {
                forward();
            }
            return untilDue();
        } catch (InfluxException e) {
            throw refused(e);
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
