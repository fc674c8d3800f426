package io.iotflow.telemetry.store;

import io.iotflow.platform.metrics.DurationHistogram;
import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.task.ApplicationReady;
import io.iotflow.platform.task.ApplicationStopping;
import io.iotflow.platform.task.BackgroundTask;
import io.iotflow.platform.task.BackgroundTasks;
import io.iotflow.quarantine.Reason;
import io.iotflow.quarantine.Refusal;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.eclipse.microprofile.metrics.MetricRegistry;

/**
 * The durable log, by group commit: while one transaction is on its way to the disk the next one gathers, so a batch is
 * as large as the load. Nobody waits for a timer, but for what comes over MQTT, of which more is likely to follow at once: a
 * millisecond. Large uploads are committed beside the others, two at a time
 * ({@link CommitLine}).
 */
@Singleton
public class TelemetryLog {

    /** How many messages one {@link #append} takes. */
    public static final int LARGEST_UPLOAD = 10_000;

    private static final Logger LOG = Logger.getLogger(TelemetryLog.class.getName());

    private static final int LINES_FOR_LARGE = 2;
    private static final Duration UNTIL_WOKEN = Duration.ofDays(1);

    private final Event<BatchStored> stored;
    private final LeftOutMetrics leftOut;
    private final UploadQueue queue;
    private final BlockingQueue<Runnable> committed = new LinkedBlockingQueue<>(1_000);
    private final List<CommitLine> lines;
    private final BackgroundTask answers;

    @Inject
    TelemetryLog(
            LogWriter writer,
            Partitions partitions,
            Event<BatchStored> stored,
            TelemetryLogSettings settings,
            MetricRegistry metrics,
            BackgroundTasks tasks) {
        this.stored = stored;
        this.leftOut = new LeftOutMetrics(metrics);
        this.queue = new UploadQueue(settings.queue, LINES_FOR_LARGE);
        DurationHistogram commitTimes = new DurationHistogram(metrics, "iotflow_commit_seconds");
        this.lines = IntStream.rangeClosed(0, LINES_FOR_LARGE)
                .mapToObj(it -> new CommitLine(queue, it, writer, partitions, commitTimes, this::finish, tasks))
                .toList();
        this.answers =
                tasks.task("commit-answers", "committed messages could not be acknowledged", this::acknowledgeAll);
        metrics.gauge("iotflow_telemetry_waiting_commit", queue, UploadQueue::size);
    }

    void start(@Observes ApplicationReady ready) {
        lines.forEach(CommitLine::start);
        answers.start();
    }

    /** Takes nothing more; what waits was never acknowledged. */
    void stop(@Observes ApplicationStopping application) {
        queue.close();
        lines.forEach(CommitLine::close);
        answers.close();
    }

    /**
     * Appends messages as one; the ids come after the commit. Who sends more must wait for that where the order counts: of
     * several large uploads that wait at once none is the first.
     *
     * @throws Problem 503 when too many wait already
     */
    public CompletableFuture<List<Long>> append(List<TelemetryMessage> messages) {
        return appendInAnyOrder(Upload.of(messages));
    }

    /**
     * The same in the order of the calls, with what is refused beside them: it is kept in the quarantine with the messages
     * or not at all.
     */
    public CompletableFuture<List<Long>> append(List<TelemetryMessage> messages, List<Refusal> refusals) {
        Upload upload = Upload.of(messages, refusals);
        return append(UploadQueue.IN_ORDER, upload, upload.size(), true);
    }

    /**
     * The same for what another product took; it is no sign of life.
     *
     * @param asStored told of the messages as they are stored, some perhaps without a field, before the answer
     */
    public CompletableFuture<List<Long>> appendHistory(
            List<TelemetryMessage> messages, Consumer<List<TelemetryMessage>> asStored) {
        return appendInAnyOrder(Upload.ofHistory(messages, asStored));
    }

    /** Completes when everything that was appended before is committed or refused. */
    public CompletableFuture<Void> caughtUp() {
        return CompletableFuture.allOf(IntStream.range(0, lines.size())
                .mapToObj(it -> append(it, Upload.of(List.of()), 0, false))
                .toArray(CompletableFuture<?>[]::new));
    }

    /** Appends what a message of the quarantine says, which leaves the quarantine in the same transaction. */
    public CompletableFuture<List<Long>> append(long quarantined, List<TelemetryMessage> messages) {
        return append(Upload.ofQuarantined(quarantined, messages));
    }

    private CompletableFuture<List<Long>> append(Upload upload) {
        return append(UploadQueue.IN_ORDER, upload, upload.size(), false);
    }

    private CompletableFuture<List<Long>> appendInAnyOrder(Upload upload) {
        int size = upload.size();
        return append(size < Upload.LARGE ? UploadQueue.IN_ORDER : queue.shortest(), upload, size, false);
    }

    private CompletableFuture<List<Long>> append(int line, Upload upload, int size, boolean isOneOfMany) {
        if (!queue.canTake(size)) { // nested names repeat what is above them, so little can become much
            upload.committed()
                    .completeExceptionally(new NotStored(
                            Reason.TOO_LARGE,
                            new IllegalArgumentException(
                                    "payload becomes more than IOTFLOW_TELEMETRY_QUEUE: send it in parts")));
            return upload.committed();
        }
        if (!queue.offer(line, upload, size, isOneOfMany)) {
            throw Problem.unavailable(
                    "Too many messages wait for PostgreSQL; nothing of this request was stored. Try again.",
                    Duration.ofSeconds(5),
                    null);
        }
        return upload.committed();
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
}
