package io.iotflow.telemetry.store;

import io.iotflow.platform.metrics.DurationHistogram;
import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.task.ApplicationReady;
import io.iotflow.platform.task.ApplicationStopping;
import io.iotflow.platform.task.BackOff;
import io.iotflow.platform.task.BackgroundTask;
import io.iotflow.platform.task.BackgroundTasks;
import io.iotflow.quarantine.Reason;
import io.iotflow.quarantine.Refusal;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.metrics.MetricRegistry;

/**
 * The durable log, by group commit: while one transaction is on its way to the disk the next one gathers, so a batch is
 * as large as the load and nobody waits for a timer. What cannot be committed now is tried again until it can; what
 * PostgreSQL refuses for itself, and what meets a fault of ours again and again, is found by halving and given back alone.
 */
@Singleton
public class TelemetryLog {

    /** How many messages one {@link #append} takes. */
    public static final int LARGEST_UPLOAD = 10_000;

    private static final Logger LOG = Logger.getLogger(TelemetryLog.class.getName());
    private static final int BATCH = 4_000;
    private static final int ATTEMPTS_WITH_A_FAULT = 3;
    private static final Duration UNTIL_WOKEN = Duration.ofDays(1);

    private final LogWriter writer;
    private final Partitions partitions;
    private final Event<BatchStored> stored;
    private final LeftOutMetrics leftOut;
    private final DurationHistogram commitTimes;
    private final UploadQueue queue;
    private final BlockingQueue<Runnable> committed = new LinkedBlockingQueue<>(1_000);
    private final BackgroundTask commits;
    private final BackgroundTask answers;
    private Instant partitionsEnd = Instant.MIN; // as far as this node knows; of the committing thread

    @Inject
    TelemetryLog(
            LogWriter writer,
            Partitions partitions,
            Event<BatchStored> stored,
            TelemetryLogSettings settings,
            MetricRegistry metrics,
            BackgroundTasks tasks) {
        this.writer = writer;
        this.partitions = partitions;
        this.stored = stored;
        this.leftOut = new LeftOutMetrics(metrics);
        this.queue = new UploadQueue(settings.queue);
        this.commits = tasks.task("commit", "committed messages may wait for their answer", this::commitNext);
        this.answers =
                tasks.task("commit-answers", "committed messages could not be acknowledged", this::acknowledgeAll);
        this.commitTimes = new DurationHistogram(metrics, "iotflow_commit_seconds");
        metrics.gauge("iotflow_telemetry_waiting_commit", queue, UploadQueue::size);
    }

    void start(@Observes ApplicationReady ready) {
        commits.start();
        answers.start();
    }

    /** Takes nothing more; what waits was never acknowledged. */
    void stop(@Observes ApplicationStopping application) {
        queue.close();
        commits.close();
        answers.close();
    }

    /**
     * Appends messages as one; the ids come after the commit.
     *
     * @throws Problem 503 when too many wait already
     */
    public CompletableFuture<List<Long>> append(List<TelemetryMessage> messages) {
        return append(Upload.of(messages));
    }

    /** The same, with what is refused beside them: it is kept in the quarantine with the messages or not at all. */
    public CompletableFuture<List<Long>> append(List<TelemetryMessage> messages, List<Refusal> refusals) {
        return append(Upload.of(messages, refusals));
    }

    /**
     * The same for what another product took; it is no sign of life.
     *
     * @param asStored told of the messages as they are stored, some perhaps without a field, before the answer
     */
    public CompletableFuture<List<Long>> appendHistory(
            List<TelemetryMessage> messages, Consumer<List<TelemetryMessage>> asStored) {
        return append(Upload.ofHistory(messages, asStored));
    }

    /** Completes when everything that was appended before is committed or refused. */
    public CompletableFuture<List<Long>> caughtUp() {
        return append(Upload.of(List.of()));
    }

    /** Appends what a message of the quarantine says, which leaves the quarantine in the same transaction. */
    public CompletableFuture<List<Long>> append(long quarantined, List<TelemetryMessage> messages) {
        return append(Upload.ofQuarantined(quarantined, messages));
    }

    private CompletableFuture<List<Long>> append(Upload upload) {
        int size = upload.size();
        if (!queue.canTake(size)) { // nested names repeat what is above them, so little can become much
            upload.committed()
                    .completeExceptionally(new NotStored(
                            Reason.TOO_LARGE,
                            new IllegalArgumentException(
                                    "payload becomes more than IOTFLOW_TELEMETRY_QUEUE: send it in parts")));
            return upload.committed();
        }
        if (!queue.offer(upload, size)) {
            throw Problem.unavailable(
                    "Too many messages wait for PostgreSQL; nothing of this request was stored. Try again.",
                    Duration.ofSeconds(5),
                    null);
        }
        return upload.committed();
    }

    private Duration commitNext() throws InterruptedException {
        List<Upload> batch = queue.take(BATCH);
        if (!batch.isEmpty()) {
            commit(batch, ATTEMPTS_WITH_A_FAULT);
        }
        return Duration.ZERO;
    }

    /** On a thread of its own: the next commit need not wait for the answers to the last one. */
    private Duration acknowledgeAll() {
        for (Runnable next = committed.poll(); next != null; next = committed.poll()) {
            acknowledge(next);
        }
        return UNTIL_WOKEN;
    }

    private static void acknowledge(Runnable batch) {
        try {
            batch.run();
        } catch (RuntimeException | Error e) { // the next batch's senders need not wait for a back-off
            LOG.log(Level.SEVERE, e, () -> "committed messages could not be acknowledged");
        }
    }

    /** Halves meet a fault once only: their batch has met it as often as {@code attempts} says. */
    private void commit(List<Upload> batch, int attempts) throws InterruptedException {
        int faults = 0;
        BackOff backOff = new BackOff(Duration.ofMillis(100), Duration.ofSeconds(5));
        while (!commits.isClosing()) {
            LogWriter.Written written;
            try {
                makePartitions(batch);
                long begin = System.nanoTime();
                written = writer.write(batch);
                commitTimes.update(Duration.ofNanos(System.nanoTime() - begin));
            } catch (RuntimeException | Error e) { // whatever it is, this task must not end
                if (DataErrors.isOfTheData(e)) {
                    isolate(batch, Reason.REFUSED_BY_POSTGRESQL, e);
                    return;
                }
                if (DataErrors.isOurFault(e) && ++faults >= attempts) {
                    isolate(batch, Reason.INTERNAL_ERROR, e);
                    return;
                }
                LOG.log(Level.WARNING, e, () -> "PostgreSQL cannot commit now; messages wait unacknowledged");
                TimeUnit.MILLISECONDS.sleep(backOff.next().toMillis());
                continue;
            }
            finish(written);
            return;
        }
    }

    private void makePartitions(List<Upload> batch) {
        Optional<Instant> newest =
                batch.stream().map(Upload::newest).flatMap(Optional::stream).max(Comparator.naturalOrder());
        if (newest.isPresent() && !newest.get().isBefore(partitionsEnd)) {
            partitionsEnd = partitions.makeUntil(newest.get());
        }
    }

    private void finish(LogWriter.Written written) throws InterruptedException {
        written.onCommit().run();
        leftOut.count(written.stored());
        // Told before it is answered: who has the answer and requests how the device is, finds it seen.
        try {
            stored.fire(new BatchStored(written.rows(), LastSeen.in(written.stored())));
        } catch (RuntimeException | Error e) { // the batch is committed; who is told of it cannot change that
            LOG.log(Level.WARNING, e, () -> "a batch was stored, but not everybody could be told");
        }
        committed.put(written::acknowledge);
        answers.wake();
    }

    private void isolate(List<Upload> batch, Reason reason, Throwable cause) throws InterruptedException {
        if (batch.size() == 1) {
            LOG.log(Level.WARNING, cause, () -> "a message cannot be stored: " + reason.code());
            batch.get(0).committed().completeExceptionally(new NotStored(reason, cause));
            return;
        }
        int half = batch.size() / 2;
        commit(batch.subList(0, half), 1);
        commit(batch.subList(half, batch.size()), 1);
    }
}
