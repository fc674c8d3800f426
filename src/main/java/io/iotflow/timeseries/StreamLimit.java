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
    private final int maxPerCaller;
    private final Duration longest;
    private final Set<Lease> open = new HashSet<>();

    @Inject
    StreamLimit(QuerySettings settings) {
        this(settings.maxStreams, settings.streamTimeout);
    }

    StreamLimit(int max, Duration longest) {
        this.max = max;
        this.maxPerCaller = Math.max(1, max / 2);
        this.longest = longest;
    }

    /** The right to stream one answer. */
    final class Lease implements AutoCloseable {

        private final String caller;
        private final Instant end = Instant.now().plus(longest);

        private Lease(String caller) {
            this.caller = caller;
        }

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

    /**
     * 503 when there are too many, of this caller (half of them, so that one cannot have all) or in all; a lease that nobody
     * gave back is over with its time.
     */
    Lease open(String caller) {
        synchronized (open) {
            open.removeIf(Lease::isOver);
            if (open.size() >= max) {
                throw refusal("As many answers are being streamed as this server takes at once (" + max + ").");
            }
            if (open.stream().filter(it -> it.caller.equals(caller)).count() >= maxPerCaller) {
                throw refusal(
                        "As many answers are being streamed as one caller may have at once (" + maxPerCaller + ").");
            }
            Lease lease = new Lease(caller);
            open.add(lease);
            return lease;
        }
    }

    private static Problem refusal(String why) {
        return Problem.unavailable(why + " Try again.", RETRY, null);
    }
}
