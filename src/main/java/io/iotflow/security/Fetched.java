package io.iotflow.security;

import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * What another server has to say, asked for when somebody needs it and kept for a while. After a failure nobody asks again for
 * some seconds: a server that hangs holds up one caller, and not one after the other. Safe for many threads.
 */
final class Fetched<T> {

    static final Duration KEPT = Duration.ofHours(1);
    static final Duration PAUSE = Duration.ofSeconds(10);

    private final Source<T> source;
    private final LongSupplier nanoTime;
    private T value;
    private IOException failure;
    private long askedAt;
    private long fetchedAt;

    Fetched(Source<T> source, LongSupplier nanoTime) {
        this.source = source;
        this.nanoTime = nanoTime;
    }

    interface Source<T> {
        T fetch() throws IOException;
    }

    /** The last answer; a new one when that is older than an hour. */
    synchronized T get() throws IOException {
        if (value == null || isOver(fetchedAt, KEPT)) {
            ask();
        }
        return value;
    }

    /** A new answer, unless the last is younger than ten seconds: somebody misses in it what may be there since. */
    synchronized T newer() throws IOException {
        if (value == null || isOver(askedAt, PAUSE)) {
            ask();
        }
        return value;
    }

    /** Keeps the old value where there is no new one. */
    private void ask() throws IOException {
        if (failure == null || isOver(askedAt, PAUSE)) {
            askedAt = nanoTime.getAsLong();
            try {
                value = source.fetch();
                fetchedAt = askedAt;
                failure = null;
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null && value == null) {
            throw failure;
        }
    }

    private boolean isOver(long since, Duration time) {
        return nanoTime.getAsLong() - since > time.toNanos();
    }
}
