package io.iotflow.telemetry.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
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
    private final List<Line> lines;
    private int size;
    private boolean closed;

    private record Sized(Upload upload, int size) {}

    private static final class Line {

        private final Deque<Sized> uploads = new ArrayDeque<>();
        private int unfinished; // what waits and what was taken last, in messages
        private int taken;
    }

    /** @param others how many lines there are beside that for uploads in their order */
    UploadQueue(int max, int others) {
        this.max = max;
        this.lines = Stream.generate(Line::new).limit(1L + others).toList();
    }

    /** The line of the others in which an upload is committed first. */
    synchronized int shortest() {
        return IntStream.range(1, lines.size())
                .reduce((a, b) -> lines.get(b).unfinished < lines.get(a).unfinished ? b : a)
                .orElse(IN_ORDER);
    }

    /**
     * Adds an upload to a line, unless there is no space; a refusal always has space, because it takes the place of a
     * message that is still unacknowledged.
     *
     * @param uploadSize {@link Upload#size}, for which each message is looked at
     */
    synchronized boolean offer(int line, Upload upload, int uploadSize) {
        boolean isFull = size + uploadSize > max && upload.refusals().isEmpty();
        if (closed || isFull) {
            return false;
        }
        lines.get(line).uploads.addLast(new Sized(upload, uploadSize));
        lines.get(line).unfinished += uploadSize;
        size += uploadSize;
        notifyAll();
        return true;
    }

    /**
     * Waits for an upload in a line and takes what fits into one batch, oldest first; nothing once the queue is closed. What
     * was taken from the line before is done with.
     */
    synchronized List<Upload> take(int line, int batch) throws InterruptedException {
        done(line);
        Line from = lines.get(line);
        while (from.uploads.isEmpty() && !closed) {
            wait();
        }
        List<Upload> taken = new ArrayList<>();
        while (!closed && hasNext(from, batch)) {
            Sized next = from.uploads.removeFirst();
            from.taken += next.size;
            taken.add(next.upload);
        }
        size -= from.taken;
        return taken;
    }

    /** What was taken from a line is done with, before its senders hear of it: who then sends more finds the line short. */
    synchronized void done(int line) {
        Line from = lines.get(line);
        from.unfinished -= from.taken;
        from.taken = 0;
    }

    private static boolean hasNext(Line line, int batch) {
        return !line.uploads.isEmpty() && (line.taken == 0 || line.taken + line.uploads.peekFirst().size <= batch);
    }

    /** Whether there is ever enough space for so much. */
    boolean canTake(int uploadSize) {
        return uploadSize <= max;
    }

    synchronized int size() {
        return size;
    }

    /** Ends all waiting; what is still in the queue was never acknowledged. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
