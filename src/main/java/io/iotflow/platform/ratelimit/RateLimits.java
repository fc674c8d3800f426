package io.iotflow.platform.ratelimit;

import io.github.bucket4j.TimeMeter;
import io.iotflow.platform.problem.Problem;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** Every limit of this node. A decision is made in memory, without locks and without a call to anybody. */
@Singleton
public class RateLimits {

    private final Map<LimitType, TokenBuckets> buckets = new EnumMap<>(LimitType.class);
    private final Map<LimitType, Counter> refused = new EnumMap<>(LimitType.class);
    private final UnreportedUsage untold;

    @Inject
    RateLimits(RateLimitSettings settings, MetricRegistry metrics) {
        this.untold = new UnreportedUsage(settings.syncInterval.isPresent());
        settings.rates.forEach((kind, rate) -> {
            buckets.put(kind, new TokenBuckets(rate, TimeMeter.SYSTEM_NANOTIME, it -> untold.add(kind, it)));
            refused.put(kind, metrics.counter("iotflow_rate_limited", new Tag("kind", kind.code())));
        });
    }

    /**
     * Takes one, for what is no HTTP request; false, and counted, when the subject is over its limit.
     *
     * @param subject the device's id, or an address
     */
    public boolean tryTake(LimitType kind, String subject) {
        TokenBuckets limited = buckets.get(kind);
        if (limited == null || limited.of(subject).tryTake()) {
            return true;
        }
        refused.get(kind).inc();
        return false;
    }

    /** The same for several at once; where they are over the limit nothing is taken. */
    public boolean tryTake(LimitType kind, String subject, int count) {
        TokenBuckets limited = buckets.get(kind);
        if (limited == null || limited.of(subject).tryTakeMore(count)) {
            return true;
        }
        refused.get(kind).inc();
        return false;
    }

    /**
     * Takes what a device's batch costs beyond the one that {@link RateLimited} took for the request; operators are not
     * limited.
     *
     * @throws Problem 429 when that is over the limit; nothing more is taken then
     */
    public void requireMoreTelemetry(SecurityContext caller, int more) {
        TokenBuckets limited = buckets.get(LimitType.TELEMETRY);
        if (limited == null || !caller.isUserInRole("device")) {
            return;
        }
        TokenBucket bucket = limited.of(caller.getUserPrincipal().getName());
        if (!bucket.tryTakeMore(more)) {
            refused.get(LimitType.TELEMETRY).inc();
            throw problem(LimitType.TELEMETRY, bucket, more + 1L);
        }
    }

    /** The limit in words, such as {@code 60 requests in 60 s}. */
    public String describe(LimitType kind) {
        TokenBuckets limited = buckets.get(kind);
        return limited == null ? "none" : limited.rate().describe(kind);
    }

    /** Takes one; 429 when the subject, a device's id or an address, is over its limit. */
    public void require(LimitType kind, String subject) {
        if (!tryTake(kind, subject)) {
            throw problem(kind, subject);
        }
    }

    /** Whether the next one would be refused; does not remember a subject that was not seen. */
    boolean isExhausted(LimitType kind, String subject) {
        TokenBuckets limited = buckets.get(kind);
        boolean exhausted = limited != null
                && limited.find(subject).filter(TokenBucket::isEmpty).isPresent();
        if (exhausted) {
            refused.get(kind).inc();
        }
        return exhausted;
    }

    Problem problem(LimitType kind, String subject) {
        return problem(kind, buckets.get(kind).of(subject), 1);
    }

    private Problem problem(LimitType kind, TokenBucket bucket, long cost) {
        Duration wait = Duration.ofSeconds(Math.max(1, seconds(bucket.until(cost))));
        String who = kind.isPerAddress() ? "This address" : "This device";
        String detail = who + " is over its limit of " + describe(kind) + "; try again in " + wait.toSeconds() + " s.";
        return Problem.tooManyRequests(detail, wait, headers(buckets.get(kind).rate(), bucket));
    }

    /** What an answer says of the subject's limit; nothing when the limit is off. */
    Map<String, String> headers(LimitType kind, String subject) {
        TokenBuckets limited = buckets.get(kind);
        return limited == null ? Map.of() : headers(limited.rate(), limited.of(subject));
    }

    private static Map<String, String> headers(Rate rate, TokenBucket bucket) {
        long fullAt = Instant.now().getEpochSecond() + seconds(bucket.untilFull());
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("X-RateLimit-Limit", String.valueOf(rate.burst()));
        headers.put("X-RateLimit-Remaining", String.valueOf(bucket.remaining()));
        headers.put("X-RateLimit-Reset", String.valueOf(fullAt));
        return headers;
    }

    private static long seconds(Duration duration) {
        return duration.plusNanos(999_999_999).toSeconds();
    }

    /** What other nodes should know by now. */
    List<UsageReport> usage() {
        return untold.take();
    }

    /** Takes what another node has given away. */
    void charge(UsageReport usage) {
        TokenBuckets limited = buckets.get(usage.kind());
        if (limited != null) {
            limited.of(usage.subject()).charge(usage.tokens());
        }
    }
}
