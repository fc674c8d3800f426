package io.iotflow.telemetry.store;

import io.iotflow.platform.metrics.DurationHistogram;
import io.iotflow.platform.task.BackOff;
import io.iotflow.platform.task.BackgroundTask;
import io.iotflow.platform.task.BackgroundTasks;
import io.iotflow.quarantine.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Commits what waits in one line, one batch after the other. What cannot be committed now is tried again until it can; what
 * PostgreSQL refuses for itself, and what meets a fault of ours again and again, is found by halving and given back alone.
 */
final class CommitLine implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(CommitLine.class.getName());
    private static final int BATCH = 4_000;
    private static final int ATTEMPTS_WITH_A_FAULT = 3;

    private final UploadQueue queue;
    private final int line;
    private final LogWriter writer;
    private final Partitions partitions;
    private final DurationHistogram commitTimes;
    private final Committed committed;
    private final BackgroundTask task;
    private Instant partitionsEnd = Instant.MIN; // as far as this line knows

    CommitLine(
            UploadQueue queue,
            int line,
            LogWriter writer,
            Partitions partitions,
            DurationHistogram commitTimes,
            Committed committed,
            BackgroundTasks tasks) {
        this.queue = queue;
        this.line = line;
        this.writer = writer;
        this.partitions = partitions;
        this.commitTimes = commitTimes;
        this.committed = committed;
        this.task = tasks.task(
                line == UploadQueue.IN_ORDER ? "commit" : "commit-large-" + line,
                "committed messages may wait for their answer",
                this::commitNext);
    }

    /** Tells of what is committed. */
    interface Committed {
        void finish(LogWriter.Written written) throws InterruptedException;
    }

    void start() {
        task.start();
    }

    @Override
    public void close() {
        task.close();
    }

    private Duration commitNext() throws InterruptedException {
        List<Upload> batch = queue.take(line, BATCH);
        if (!batch.isEmpty()) {
            commit(batch, ATTEMPTS_WITH_A_FAULT);
        }
        return Duration.ZERO;
    }

    /** Halves meet a fault once only: their batch has met it as often as {@code attempts} says. */
    private void commit(List<Upload> batch, int attempts) throws InterruptedException {
        int faults = 0;
        BackOff backOff = new BackOff(Duration.ofMillis(100), Duration.ofSeconds(5));
        while (!task.isClosing()) {
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
            queue.done(line);
            committed.finish(written);
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
