package io.iotflow.timeseries;

import io.iotflow.platform.problem.Problem;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/** Bounds how many answers are streamed at once, and how long each: a stream keeps a thread that others need, too. */
@Singleton
class StreamLimit {

    private static final Duration RETRY = Duration.ofSeconds(10);

    private final int max;
    private final Duration longest;
    private final Set<Lease> open = new HashSet<>();

    @Inject
    StreamLimit(QuerySettings settings) {
        this(settings.maxStreams, settings.streamTimeout);
    }

    StreamLimit(int max, Duration longest) {
        this.max = max;
        this.longest = longest;
    }

    /** The right to stream one answer. */
    final class Lease implements AutoCloseable {

        private final Instant end = Instant.now().plus(longest);

        /** Whether it has taken so long that it must end. */
        boolean isOver() {
            return Instant.now().isAfter(end);
        }

        @Override
        public void close() {
            synchronized (open) {
                open.remove(this);
            }
        }
    }

    /** 503 when there are too many; a lease that nobody gave back is over with its time. */
    Lease open() {
        synchronized (open) {
            open.removeIf(Lease::isOver);
            if (open.size() >= max) {
                throw Problem.unavailable(
                        "As many answers are being streamed as this server takes at once (" + max + "). Try again.",
                        RETRY,
                        null);
            }
            Lease lease = new Lease();
            open.add(lease);
            return lease;
        }
    }
}
