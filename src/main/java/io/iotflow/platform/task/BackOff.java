package io.iotflow.platform.task;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Pauses between attempts: doubled each time up to a cap, each drawn from its upper half so that nodes spread out. */
public final class BackOff {

    private final Duration first;
    private final Duration cap;
    private int failures;

    /** The first pause and the longest one, both at least a millisecond. */
    public BackOff(Duration first, Duration cap) {
        this.first = first;
        this.cap = cap;
    }

    /** The pause after one more failure. */
    public synchronized Duration next() {
        long full = Math.min(cap.toMillis(), first.toMillis() << Math.min(failures++, 16));
        return Duration.ofMillis(full / 2 + ThreadLocalRandom.current().nextLong(full / 2 + 1));
    }

    /** Forgets the failures. */
    public synchronized void reset() {
        failures = 0;
    }
}
