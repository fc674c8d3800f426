package io.iotflow.tools.bench;

import java.time.Duration;

/** Waiting, where an interrupt means that the bench is to end. */
final class Threads {

    private static final long PATIENCE_MILLIS = 5_000;

    private Threads() {}

    static void join(Thread thread) {
        try {
            thread.join(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static void sleep(Duration pause) {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
