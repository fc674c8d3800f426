package io.iotflow.timeseries;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.iotflow.platform.problem.Problem;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Bounds how many questions about many devices PostgreSQL computes at once, of each caller (half of all, so that one cannot
 * have all) and in all: each holds one of the connections that ingestion needs, too. Who comes when all are taken waits.
 */
@Singleton
class QuerySlots {

    private static final Duration RETRY = Duration.ofSeconds(10);
    private static final Duration CALLER_FORGOTTEN = Duration.ofMinutes(10);

    private final Semaphore all;
    private final LoadingCache<String, Semaphore> byCaller;
    private final Duration patience;

    @Inject
    QuerySlots(QuerySettings settings) {
        this(settings.parallel, settings.timeout);
    }

    QuerySlots(int parallel, Duration patience) {
        this.all = new Semaphore(parallel, true);
        this.patience = patience;
        this.byCaller = Caffeine.newBuilder()
                .expireAfterAccess(CALLER_FORGOTTEN)
                .build(caller -> new Semaphore(Math.max(1, parallel / 2), true));
    }

    /** Asks when it is this caller's turn; 503 when it does not come in time. */
    <T> T ask(String caller, Supplier<T> question) {
        long end = System.nanoTime() + patience.toNanos();
        return within(byCaller.get(caller), end, () -> within(all, end, question));
    }

    private static <T> T within(Semaphore slots, long end, Supplier<T> question) {
        try {
            if (!slots.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw Problem.unavailable(
                        "As many questions about many devices are being answered as this server takes at once. Try again.",
                        RETRY,
                        null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while it waited for its turn", e);
        }
        try {
            return question.get();
        } finally {
            slots.release();
        }
    }
}
