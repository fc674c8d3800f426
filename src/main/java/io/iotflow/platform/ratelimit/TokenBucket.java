package io.iotflow.platform.ratelimit;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * One subject's bucket: without locks, and with what the other nodes do not know yet. That is worth telling from one per
 * cent of the burst on: so an ordinary device costs the sync next to nothing, and the error stays as small.
 */
final class TokenBucket {

    private static final long WORTH_TELLING = 100;

    private final String subject;
    private final Rate rate;
    private final Bucket bucket;
    private final Consumer<TokenBucket> usage;
    private final long threshold;
    private final AtomicLong untold = new AtomicLong();

    /**
     * @param usage called when so much was taken that other nodes should know; once until {@link #tell}
     */
    TokenBucket(String subject, Rate rate, TimeMeter clock, Consumer<TokenBucket> usage) {
        this.subject = subject;
        this.rate = rate;
        this.usage = usage;
        this.threshold = Math.max(1, rate.burst() / WORTH_TELLING);
        this.bucket = Bucket.builder()
                .addLimit(it -> it.capacity(rate.burst()).refillGreedy(rate.tokens(), rate.period()))
                .withCustomTimePrecision(clock)
                .build();
    }

    String subject() {
        return subject;
    }

    boolean tryTake() {
        boolean taken = bucket.tryConsume(1);
        if (taken) {
            report(1);
        }
        return taken;
    }

    /**
     * Takes more for a request that has taken its first. What is larger than the bucket passes when the bucket is full,
     * as a debt that the following requests wait for: otherwise no patience would ever get it through.
     */
    boolean tryTakeMore(long more) {
        if (more <= 0) {
            return true;
        }
        long needed = needed(more);
        boolean taken = needed == 0 || bucket.tryConsume(needed);
        if (taken) {
            if (more > needed) {
                bucket.consumeIgnoringRateLimits(more - needed);
            }
            report(more);
        }
        return taken;
    }

    private long needed(long more) {
        return Math.min(more, rate.burst() - 1);
    }

    /** Takes what was given away on another node, into debt where need be. */
    void charge(long tokens) {
        bucket.consumeIgnoringRateLimits(tokens);
    }

    boolean isEmpty() {
        return bucket.getAvailableTokens() < 1;
    }

    /** What can be taken now. */
    long remaining() {
        return Math.max(0, bucket.getAvailableTokens());
    }

    /** How long until the bucket is full if nothing more is taken. */
    Duration untilFull() {
        return until(rate.burst());
    }

    /** How long until a request of this cost would pass; it takes its first, and then the rest. */
    Duration until(long cost) {
        long needed = Math.min(cost, rate.burst());
        return Duration.ofNanos(bucket.estimateAbilityToConsume(needed).getNanosToWaitForRefill());
    }

    private void report(long taken) {
        long now = untold.addAndGet(taken);
        if (now >= threshold && now - taken < threshold) {
            usage.accept(this);
        }
    }

    /** What was taken here since the last time; from now on it counts as told. */
    long tell() {
        return untold.getAndSet(0);
    }
}
