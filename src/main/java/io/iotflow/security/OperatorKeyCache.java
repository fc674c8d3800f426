package io.iotflow.security;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** All keys of operators that are good, in memory: they are few, and each request of a device looks its key up too. */
final class OperatorKeyCache {

    private static final long FRESH_NANOS = Duration.ofMinutes(1).toNanos(); // should an announcement ever be missed
    private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

    private final Supplier<List<CachedOperatorKey>> store;
    private final LongSupplier nanoTime;
    private final AtomicInteger changes = new AtomicInteger();
    private volatile Keys keys;
    private RuntimeException failure;
    private long failedAt;

    /** What was read, after which change and when. */
    private record Keys(Map<ByteBuffer, CachedOperatorKey> byHash, int change, long readAt) {}

    OperatorKeyCache(Supplier<List<CachedOperatorKey>> store, LongSupplier nanoTime) {
        this.store = store;
        this.nanoTime = nanoTime;
    }

    /** The key with this hash. */
    Optional<CachedOperatorKey> find(byte[] hash) {
        Keys now = keys;
        return Optional.ofNullable((isFresh(now) ? now : read()).byHash.get(ByteBuffer.wrap(hash)));
    }

    /** From now on nothing is answered that was read before. */
    void changed() {
        changes.incrementAndGet();
    }

    private boolean isFresh(Keys known) {
        return known != null && known.change == changes.get() && nanoTime.getAsLong() - known.readAt < FRESH_NANOS;
    }

    /** One reads and the others wait; when it cannot, they do not each try it again. */
    private synchronized Keys read() {
        if (isFresh(keys)) {
            return keys;
        }
        if (failure != null && nanoTime.getAsLong() - failedAt < PAUSE_NANOS) {
            throw new IllegalStateException("the operators' keys could not be read a moment ago", failure);
        }
        int change = changes.get(); // before reading: what changes meanwhile may be missing in the answer
        long readAt = nanoTime.getAsLong();
        try {
            Map<ByteBuffer, CachedOperatorKey> byHash = store.get().stream()
                    .collect(Collectors.toMap(it -> ByteBuffer.wrap(it.hash()), Function.identity()));
            keys = new Keys(byHash, change, readAt);
            failure = null;
            return keys;
        } catch (RuntimeException e) {
            failure = e;
            failedAt = nanoTime.getAsLong();
            throw e;
        }
    }
}
