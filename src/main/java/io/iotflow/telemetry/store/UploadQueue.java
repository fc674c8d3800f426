package io.iotflow.telemetry.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Uploads on their way to the next commit, bounded by the number of their messages. */
final class UploadQueue {

    private final int max;
    private final Deque<Sized> uploads = new ArrayDeque<>();
    private int size;
    private boolean closed;

    private record Sized(Upload upload, int size) {}

    UploadQueue(int max) {
        this.max = max;
    }

    /**
     * Adds an upload, unless there is no space; a refusal always has space, because it takes the place of a message that is
     * still unacknowledged.
     *
     * @param uploadSize {@link Upload#size}, for which each message is looked at
     */
    synchronized boolean offer(Upload upload, int uploadSize) {
        boolean isFull = size + uploadSize > max && upload.refusals().isEmpty();
        if (closed || isFull) {
            return false;
        }
        uploads.addLast(new Sized(upload, uploadSize));
        size += uploadSize;
        notifyAll();
        return true;
    }

    /** Waits for an upload and takes what fits into one batch, oldest first; nothing once the queue is closed. */
    synchronized List<Upload> take(int batch) throws InterruptedException {
        while (uploads.isEmpty() && !closed) {
            wait();
        }
        List<Upload> taken = new ArrayList<>();
        int count = 0;
        while (!closed && !uploads.isEmpty() && (taken.isEmpty() || count + uploads.peekFirst().size <= batch)) {
            Sized next = uploads.removeFirst();
            count += next.size;
            taken.add(next.upload);
        }
        size -= count;
        return taken;
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
