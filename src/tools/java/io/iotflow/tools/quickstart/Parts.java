package io.iotflow.tools.quickstart;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/** What is running. Stops it in reverse order, once, also what was still starting when the stop came. */
final class Parts {

    /** The name of a part of which nothing is said. */
    static final String SILENT = "";

    private static final Duration START_PATIENCE = Duration.ofMinutes(1);

    private record Part(String name, AutoCloseable closeable) {}

    private final Terminal terminal;
    private final Deque<Part> running = new ArrayDeque<>();
    private int starting;
    private boolean stopping;

    Parts(Terminal terminal) {
        this.terminal = terminal;
    }

    /**
     * Starts a part and keeps it to be stopped.
     *
     * @throws StartException when it does not start, or everything is already being stopped
     */
    <T extends AutoCloseable> T start(String name, Supplier<T> start) {
        begin();
        T part = null;
        try {
            part = start.get();
            return part;
        } finally {
            end(name, part);
        }
    }

    private synchronized void begin() {
        if (stopping) {
            throw new StartException("stopped");
        }
        starting++;
    }

    private synchronized void end(String name, AutoCloseable part) {
        starting--;
        if (part != null) {
            running.push(new Part(name, part));
        }
        notifyAll();
    }

    synchronized boolean isStopping() {
        return stopping;
    }

    /** Stops everything, with a line each; later calls do nothing. */
    void stop() {
        if (!beginStop()) {
            return;
        }
        awaitStarts();
        while (!running.isEmpty()) {
            stop(running.pop());
        }
    }

    private synchronized boolean beginStop() {
        boolean first = !stopping;
        stopping = true;
        if (first
                && (starting > 0
                        || running.stream().anyMatch(part -> !part.name().equals(SILENT)))) {
            terminal.say("");
            terminal.say("Stopping ...");
        }
        return first;
    }

    private synchronized void awaitStarts() {
        Instant deadline = Instant.now().plus(START_PATIENCE);
        try {
            while (starting > 0 && Instant.now().isBefore(deadline)) {
                wait(1_000);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void stop(Part part) {
        Instant begin = Instant.now();
        try {
            part.closeable().close();
            if (!part.name().equals(SILENT)) {
                terminal.done("stopped " + part.name(), Duration.between(begin, Instant.now()));
            }
        } catch (Exception e) {
            terminal.problem(part.name() + " did not stop cleanly: " + e.getMessage());
        }
    }
}
