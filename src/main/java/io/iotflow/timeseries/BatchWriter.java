package io.iotflow.timeseries;

import com.influxdb.exceptions.InfluxException;
import io.iotflow.device.Device;
import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.task.BackOff;
import io.iotflow.telemetry.store.BatchStored;
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
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Forwards the outbox to InfluxDB: when {@code INFLUXDB_BATCH_SIZE} points wait, after {@code INFLUXDB_FLUSH_INTERVAL},
 * or for a query about a device, whichever is first. One managed task writes one batch at a time. Of a long backlog it
 * takes the oldest and the newest batch in turn, so that live data is not held up by what an outage left behind.
 */
@Singleton
@Startup
@DependsOn("SchemaUpdate")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class BatchWriter {

    private static final Logger LOG = Logger.getLogger(BatchWriter.class.getName());
    private static final long MAX_BACKLOG_TO_SEARCH = 500_000;
    private static final Runnable WAKE = () -> {};

    @Inject
    private InfluxSettings settings;

    @Inject
    private InfluxConnection influx;

    @Inject
    private Forwarder forwarder;

    @Inject
    private WriterMetrics metrics;

    @Resource(lookup = "java:app/concurrent/iotflow")
    private ManagedExecutorService executor;

    private final BlockingQueue<Runnable> requests = new LinkedBlockingQueue<>(10_000);
    private final BackOff pause = new BackOff(Duration.ofMillis(500), Duration.ofSeconds(30));
    private volatile boolean closing;
    private Instant nextFlush = Instant.EPOCH; // at once: the last run may have left a backlog
    private Instant notBefore = Instant.EPOCH;
    private boolean newestNext;

    @PostConstruct
    void start() {
        if (influx.isConfigured()) {
            executor.execute(this::run);
        }
    }

    @PreDestroy
    void stop() {
        closing = true;
        requests.offer(WAKE);
    }

    /** Counts what the log has committed, and wakes the task when a batch is full. */
    public void onStored(@Observes BatchStored batch) {
        if (influx.isConfigured() && metrics.added(batch.points()) >= settings.batchSize && requests.isEmpty()) {
            requests.offer(WAKE);
        }
    }

    /** Writes what waits of a device; fails at once while InfluxDB is known to be away. */
    public CompletableFuture<Void> flush(Device device) {
        CompletableFuture<Void> flushed = new CompletableFuture<>();
        if (!requests.offer(() -> flush(device, flushed))) {
            flushed.completeExceptionally(new IllegalStateException("too many queries wait for a flush"));
        }
        return flushed;
    }

    private void flush(Device device, CompletableFuture<Void> flushed) {
        if (flushed.isDone()) {
            return; // who asked has given up
        }
        try {
            if (metrics.backlog() > MAX_BACKLOG_TO_SEARCH) {
                throw Problem.unavailable(
                        "InfluxDB is still being given a backlog of " + metrics.backlog() + " points; ask again soon.",
                        Duration.ofSeconds(10),
                        null);
            }
            if (Instant.now().isBefore(notBefore)) {
                throw new IllegalStateException("InfluxDB is away: " + metrics.state());
            }
            forwarder.forward(device);
            flushed.complete(null);
        } catch (RuntimeException e) {
            flushed.completeExceptionally(e);
        }
    }

    private void run() {
        LOG.info(() -> "forwarding to InfluxDB at " + influx.url());
        while (!closing) {
            try {
                Runnable request = requests.poll(millisToWait(), TimeUnit.MILLISECONDS);
                if (request != null) {
                    request.run();
                }
                if (isDue()) {
                    forward();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException | Error e) { // whatever it is, this task must not end
                retryLater("the backlog could not be read or written", e, pause.next());
            }
        }
    }

    private long millisToWait() {
        Instant now = Instant.now();
        Instant next = metrics.backlog() >= settings.batchSize ? notBefore : nextFlush;
        return Math.max(
                0,
                Duration.between(now, next.isAfter(notBefore) ? next : notBefore)
                        .toMillis());
    }

    private boolean isDue() {
        Instant now = Instant.now();
        return !now.isBefore(notBefore) && (!now.isBefore(nextFlush) || metrics.backlog() >= settings.batchSize);
    }

    private void forward() {
        Instant begin = Instant.now();
        try {
            newestNext = !newestNext && metrics.backlog() > 2L * settings.batchSize;
            int points = forwarder.forward(settings.batchSize, newestNext);
            if (points > 0) {
                metrics.written(points, Duration.between(begin, Instant.now()));
                LOG.fine(() -> "wrote " + points + " points");
            } else {
                metrics.counted(forwarder.backlog());
                nextFlush = Instant.now().plus(settings.flushInterval);
            }
            pause.reset();
        } catch (InfluxException e) {
            boolean held = WriteOutcome.of(e) == WriteOutcome.HOLD;
            metrics.failed(held);
            String what = held
                    ? "InfluxDB refuses us (" + e.status() + "): check INFLUXDB_TOKEN, INFLUXDB_ORG and INFLUXDB_BUCKET"
                    : "InfluxDB at " + influx.url() + " does not take the batch";
            retryLater(what, e, WriteOutcome.retryAfter(e, Instant.now()).orElseGet(pause::next));
        }
    }

    private void retryLater(String what, Throwable cause, Duration wait) {
        notBefore = Instant.now().plus(wait);
        LOG.log(
                Level.WARNING,
                () -> what + " (" + cause.getMessage() + "); the backlog is kept in PostgreSQL and tried" + " again in "
                        + wait.toMillis() + " ms");
        LOG.log(Level.FINE, cause, () -> "cause");
    }
}
