package io.iotflow.device;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Checks {@link FormerPassword}s, which may be short: after some wrong ones in a minute no more are checked for that device,
 * the right one neither. Safe for many threads.
 */
public final class PasswordGuesses {

    static final int MOST = 30;

    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int MAX_DEVICES = 10_000;

    private final Cache<String, AtomicInteger> wrong;

    public PasswordGuesses() {
        this(Ticker.systemTicker());
    }

    PasswordGuesses(Ticker clock) {
        wrong = Caffeine.newBuilder()
                .maximumSize(MAX_DEVICES)
                .expireAfterWrite(WINDOW)
                .ticker(clock)
                .build();
    }

    /** Whether this is the device's password, and it may be tried now. */
    public boolean accepts(String deviceId, FormerPassword password, String given) {
        AtomicInteger count = wrong.get(deviceId, it -> new AtomicInteger());
        if (count.get() >= MOST) {
            return false;
        }
        boolean matches = password.matches(given);
        if (!matches) {
            count.incrementAndGet();
        }
        return matches;
    }
}
