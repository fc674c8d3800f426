package io.iotflow.security;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/**
 * An operator's key as it is remembered.
 *
 * @param expiresAt from when on it is good no more; null for never
 * @param written when a use of it was written last
 */
record CachedOperatorKey(long id, byte[] hash, Operator operator, Instant expiresAt, AtomicReference<Instant> written) {

    private static final Duration EXACTNESS = Duration.ofMinutes(1);

    CachedOperatorKey(long id, byte[] hash, Operator operator, Instant expiresAt, Instant lastUsedAt) {
        this(id, hash, operator, expiresAt, new AtomicReference<>(lastUsedAt));
    }

    boolean isGood(Instant now) {
        return expiresAt == null || now.isBefore(expiresAt);
    }

    /** Whether a use at this time is to be written; true for one caller a minute. */
    boolean isWorthNoting(Instant now) {
        Instant before = written.get();
        boolean isOld = before == null || before.plus(EXACTNESS).isBefore(now);
        return isOld && written.compareAndSet(before, now);
    }
}
