package io.iotflow.tools.bench;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * When each message of a load is due. Whichever connection is free takes the next one; being late is made up for, so the
 * rate holds over time.
 */
final class Pacer {

    private static final long LONGEST_PAUSE_NANOS = 100_000_000;

    private final double interval;
    private volatile Schedule schedule = new Schedule();

    /** @param rate messages per second, 0 = as fast as possible */
    Pacer(double rate) {
        this.interval = rate == 0 ? 0 : 1e9 / rate;
    }

    /** Begins the schedule anew, and forgets what is late. */
    void restart() {
        schedule = new Schedule();
    }

    /** When message {@code n} of the schedule is due, on the clock of {@link System#nanoTime}. */
    long due(long n) {
        return schedule.start + (long) (interval * n);
    }

    /** Waits until the next message is due, or until it is told to stop; says when it was due. */
    long await(BooleanSupplier stopping) {
        if (interval == 0) {
            return System.nanoTime();
        }
        long due = due(schedule.next.getAndIncrement());
        for (long rest = due - System.nanoTime(); rest > 0 && !stopping.getAsBoolean(); ) {
            LockSupport.parkNanos(Math.min(rest, LONGEST_PAUSE_NANOS));
            rest = due - System.nanoTime();
        }
        return due;
    }

    private static final class Schedule {

        private final long start = System.nanoTime();
        private final AtomicLong next = new AtomicLong();
    }
}
