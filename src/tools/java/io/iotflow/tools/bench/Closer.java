package io.iotflow.tools.bench;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CancellationException;

/** Ends what was started, the last one first, once: at the end, or when the user presses Ctrl-C. */
final class Closer implements AutoCloseable {

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private boolean closed;

    /** Remembers something to be closed; when all is closed already, closes it at once and gives up. */
    synchronized <T extends AutoCloseable> T add(T started) {
        if (closed) {
            close(started);
            throw new CancellationException("the bench was stopped");
        }
        open.push(started);
        return started;
    }

    /** Closes one now. */
    synchronized void end(AutoCloseable started) {
        if (open.remove(started)) {
            close(started);
        }
    }

    synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public synchronized void close() {
        closed = true;
        while (!open.isEmpty()) {
            close(open.pop());
        }
    }

    private static void close(AutoCloseable started) {
        try {
            started.close();
        } catch (Exception e) { // the others must be closed all the same
            System.err.println("While stopping: " + e);
        }
    }
}
