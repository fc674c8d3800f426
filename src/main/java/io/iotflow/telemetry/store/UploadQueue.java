package io.iotflow.telemetry.store;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Uploads on their way to the next commit, bounded by the number of their messages. There is a line for those that are
 * committed in their order, and there are others for large ones, each of which waits for whoever is committed before it
 * in its line only.
 */
final class UploadQueue {

    /** The line whose uploads are committed in their order. */
    static final int IN_ORDER = 0;

    private final int max;
    private final long gatheringNanos;
    private final Lock lock = new ReentrantLock();
    private final List<Line> lines;
    private int size;
    private boolean closed;

    /** Behind an upload of many that come one by one, so long is waited for the next ones: a batch costs a commit. */
    private static final Duration GATHERING = Duration.ofMillis(1);

    /** @param isOneOfMany whether others are likely to follow at once */
    private record Sized(Upload upload, int size, boolean isOneOfMany) {}

    private static final class Line {

        private final Condition filled; // of its own: an upload of another line wakes nobody here
        private final Deque<Sized> uploads = new ArrayDeque<>();
        private boolean isGathering;
        private int unfinished; // what waits and what was taken last, in messages
        private int taken;

        private Line(Condition filled) {
            this.filled = filled;
        }
    }

    /** @param others how many lines there are beside that for uploads in their order */
    UploadQueue(int max, int others) {
        this(max, others, GATHERING);
    }

    UploadQueue(int max, int others, Duration gathering) {
        this.max = max;
        this.gatheringNanos = gathering.toNanos();
        this.lines = Stream.generate(() -> new Line(lock.newCondition()))
                .limit(1L + others)
                .toList();
    }

    /** The line of the others in which an upload is committed first. */
    int shortest() {
        return locked(() -> IntStream.range(1, lines.size())
                .reduce((a, b) -> lines.get(b).unfinished < lines.get(a).unfinished ? b : a)
                .orElse(IN_ORDER));
    }

    /**
     * Adds an upload to a line, unless there is no space; a refusal always has space, because it takes the place of a
     * message that is still unacknowledged.
     *
     * @param uploadSize {@link Upload#size}, for which each message is looked at
     * @param isOneOfMany whether it may wait a millisecond for others that are likely to follow at once
     */
    boolean offer(int line, Upload upload, int uploadSize, boolean isOneOfMany) {
        return locked(() -> {
            boolean isFull = size + uploadSize > max && upload.refusals().isEmpty();
            if (closed || isFull) {
                return false;
            }
            Line to = lines.get(line);
            to.uploads.addLast(new Sized(upload, uploadSize, isOneOfMany));
            to.unfinished += uploadSize;
            size += uploadSize;
            if (!(to.isGathering && isOneOfMany)) {
                to.isGathering = false;
                to.filled.signal();
            }
            return true;
        });
    }

    /**
     * Waits for an upload in a line and takes what fits into one batch, oldest first; nothing once the queue is closed. What
     * was taken from the line before is done with.
     */
    List<Upload> take(int line, int batch) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            done(line);
            Line from = lines.get(line);
            if (from.uploads.isEmpty()) {
                awaitUploads(from);
            }
            List<Upload> taken = new ArrayList<>();
            while (!closed && hasNext(from, batch)) {
                Sized next = from.uploads.removeFirst();
                from.taken += next.size;
                taken.add(next.upload);
            }
            size -= from.taken;
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private void awaitUploads(Line line) throws InterruptedException {
        while (line.uploads.isEmpty() && !closed) {
            line.filled.await();
        }
        line.isGathering = line.uploads.stream().allMatch(Sized::isOneOfMany);
        try {
            for (long rest = gatheringNanos; rest > 0 && line.isGathering && !closed; ) {
                rest = line.filled.awaitNanos(rest);
            }
        } finally {
            line.isGathering = false;
        }
    }

    /** What was taken from a line is done with, before its senders hear of it: who then sends more finds the line short. */
    void done(int line) {
        locked(() -> {
            Line from = lines.get(line);
            from.unfinished -= from.taken;
            from.taken = 0;
            return null;
        });
    }

    private static boolean hasNext(Line line, int batch) {
        return !line.uploads.isEmpty() && (line.taken == 0 || line.taken + line.uploads.peekFirst().size <= batch);
    }

    /** Whether there is ever enough space for so much. */
    boolean canTake(int uploadSize) {
        return uploadSize <= max;
    }

    int size() {
        return locked(() -> size);
    }

    /** Ends all waiting; what is still in the queue was never acknowledged. */
    void close() {
        locked(() -> {
            closed = true;
            lines.forEach(it -> it.filled.signalAll());
            return null;
        });
    }

    private <T> T locked(Supplier<T> body) {
        lock.lock();
        try {
            return body.get();
        } finally {
            lock.unlock();
        }
    }
}
