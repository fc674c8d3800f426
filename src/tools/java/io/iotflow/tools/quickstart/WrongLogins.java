package io.iotflow.tools.quickstart;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops an address that tries keys: beyond its limit none is looked up any more, except for a device that was let in from
 * there a short time ago, for one with a wrong key must not lock out the others behind the same router.
 */
final class WrongLogins {

    private static final Logger LOG = LoggerFactory.getLogger(WrongLogins.class);
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    private final double perMinute;
    private final LongSupplier clock;
    private final AtomicLong notTried = new AtomicLong();
    private final Cache<String, Bucket> byAddress = Caffeine.newBuilder()
            .maximumSize(100_000)
            .expireAfterAccess(REMEMBERED)
            .build();
    private final Cache<String, Boolean> rightLately = Caffeine.newBuilder()
            .maximumSize(100_000)
            .expireAfterWrite(REMEMBERED)
            .build();

    WrongLogins(int perMinute, LongSupplier clock) {
        this.perMinute = perMinute;
        this.clock = clock;
    }

    private final class Bucket {

        private double tokens = perMinute;
        private long filledNanos = clock.getAsLong();

        synchronized double left() {
            long now = clock.getAsLong();
            tokens = Math.min(perMinute, tokens + (now - filledNanos) / 60e9 * perMinute);
            filledNanos = now;
            return tokens;
        }

        synchronized void take() {
            tokens = Math.max(0, left() - 1);
        }
    }

    /** Whether a login may be looked at; where not, it is counted. */
    boolean mayTry(String address, String username) {
        Bucket bucket = byAddress.getIfPresent(address);
        boolean may =
                bucket == null || bucket.left() >= 1 || rightLately.getIfPresent(address + " " + username) != null;
        if (!may) {
            notTried.incrementAndGet();
        }
        return may;
    }

    /** Says what was refused since it last said so: one line, however many there were. */
    void report() {
        long refused = notTried.getAndSet(0);
        if (refused > 0) {
            LOG.warn("Refused {} MQTT logins unseen: their addresses tried too many wrong keys", refused);
        }
    }

    void wrong(String address, String username) {
        rightLately.invalidate(address + " " + username);
        byAddress.get(address, it -> new Bucket()).take();
    }

    void right(String address, String username) {
        rightLately.put(address + " " + username, Boolean.TRUE);
    }
}
