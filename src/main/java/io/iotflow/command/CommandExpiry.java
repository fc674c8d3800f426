package io.iotflow.command;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;

/** Closes commands whose time is over, and deletes those that were closed long ago, in small steps. */
@Singleton
class CommandExpiry {

    private static final Duration FORGET_EVERY = Duration.ofSeconds(10);
    private static final int MAX_STEPS = 20;

    private final CommandQueue queue;
    private final CommandMetrics metrics;
    private final Duration keep;
    private Instant nextForgetting = Instant.EPOCH;

    @Inject
    CommandExpiry(CommandQueue queue, CommandMetrics metrics, CommandSettings settings) {
        this.queue = queue;
        this.metrics = metrics;
        this.keep = settings.keep;
    }

    void sweep() {
        boolean more = true;
        for (int steps = 0; more && steps < MAX_STEPS; steps++) {
            int expired = queue.expire();
            metrics.became(CommandState.EXPIRED, expired);
            more = CommandQueue.isFull(expired);
        }
        if (!Instant.now().isBefore(nextForgetting)) {
            forget();
        }
    }

    private void forget() {
        nextForgetting = Instant.now().plus(FORGET_EVERY);
        boolean more = true;
        for (int steps = 0; more && steps < MAX_STEPS; steps++) {
            more = CommandQueue.isFull(queue.forget(keep));
        }
    }
}
