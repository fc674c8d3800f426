package io.iotflow.platform.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.iotflow.platform.problem.Problem;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Stops an address that tries keys: over its limit no key from it is looked up in the database any more. Operators' keys,
 * and those of devices that are in memory, are known without. A key that was right a short time ago still is looked up,
 * because many devices may share an address (a site's router, a proxy that is not trusted), and one with a wrong key must
 * not lock out the others.
 */
@Singleton
public class WrongKeys {

    private static final int MAX_REMEMBERED = 200_000;
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    private final RateLimits limits;
    private final CallerAddress addresses;
    private final Cache<ByteBuffer, Boolean> lately = Caffeine.newBuilder()
            .maximumSize(MAX_REMEMBERED)
            .expireAfterAccess(REMEMBERED)
            .build();

    @Inject
    WrongKeys(RateLimits limits, CallerAddress addresses) {
        this.limits = limits;
        this.addresses = addresses;
    }

    /** Whether a key of this caller may be looked up; what it is worth, the lookup says as ever. */
    public boolean mayTry(HttpServletRequest request, byte[] keyHash) {
        return isKnown(keyHash) || !limits.isExhausted(LimitType.WRONG_KEYS, addresses.site(request));
    }

    /** The key was right. */
    public void right(byte[] keyHash) {
        if (!isKnown(keyHash)) {
            lately.put(ByteBuffer.wrap(keyHash), Boolean.TRUE);
        }
    }

    private boolean isKnown(byte[] keyHash) {
        return lately.getIfPresent(ByteBuffer.wrap(keyHash)) != null;
    }

    /** The key was wrong; should it have been right a short time ago, it is not any more. */
    public void wrong(HttpServletRequest request, byte[] keyHash) {
        lately.invalidate(ByteBuffer.wrap(keyHash));
        limits.tryTake(LimitType.WRONG_KEYS, addresses.site(request));
    }

    /** The 429 for a caller that {@link #mayTry} has stopped. */
    public Problem problem(HttpServletRequest request) {
        return limits.problem(LimitType.WRONG_KEYS, addresses.site(request));
    }
}
