package io.iotflow.security;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A session of the console as it is remembered.
 *
 * @param keyHash the hash of the operator key that signed in: the session may what that key may, and ends with it
 * @param person who signed in without a key, and with which role; empty where a key did
 * @param expiresAt when it is over though it is used, or null
 * @param lastUsed when a person used it last, as far as it was written
 */
record CachedSession(byte[] keyHash, Optional<Operator> person, Instant expiresAt, AtomicReference<Instant> lastUsed) {

    CachedSession(byte[] keyHash, Optional<Operator> person, Instant expiresAt, Instant lastUsedAt) {
        this(keyHash, person, expiresAt, new AtomicReference<>(lastUsedAt));
    }

    boolean isGood(Instant now, Duration idle) {
        return now.isBefore(lastUsed.get().plus(idle)) && (expiresAt == null || now.isBefore(expiresAt));
    }

    /** Whether a use at this time is to be written; true for one caller in each such time. */
    boolean isWorthNoting(Instant now, Duration exactness) {
        Instant before = lastUsed.get();
        return before.plus(exactness).isBefore(now) && lastUsed.compareAndSet(before, now);
    }
}
