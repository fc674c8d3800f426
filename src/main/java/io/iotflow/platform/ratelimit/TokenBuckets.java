package io.iotflow.platform.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.TimeMeter;
import io.iotflow.platform.settings.CacheSize;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** All subjects of one kind, bounded: one that was quiet for so long that its bucket is full again is forgotten. */
final class TokenBuckets {

    private final Rate rate;
    private final TimeMeter clock;
    private final Consumer<TokenBucket> usage;
    private final Cache<String, TokenBucket> bySubject;

    TokenBuckets(Rate rate, TimeMeter clock, Consumer<TokenBucket> usage) {
        this(rate, clock, usage, CacheSize.ofDevices());
    }

    TokenBuckets(Rate rate, TimeMeter clock, Consumer<TokenBucket> usage, int max) {
        this.rate = rate;
        this.clock = clock;
        this.usage = usage;
        // Twice, because another node may have charged as much again.
        Duration quiet = rate.fillTime().multipliedBy(2).plusMinutes(1);
        this.bySubject = Caffeine.newBuilder()
                .maximumSize(max)
                .expireAfterAccess(quiet)
                .ticker(clock::currentTimeNanos)
                .build();
    }

    Rate rate() {
        return rate;
    }

    TokenBucket of(String subject) {
        TokenBucket known = bySubject.getIfPresent(subject);
        return known != null ? known : bySubject.get(subject, it -> new TokenBucket(it, rate, clock, usage));
    }

    Optional<TokenBucket> find(String subject) {
        return Optional.ofNullable(bySubject.getIfPresent(subject));
    }

    long size() {
        bySubject.cleanUp();
        return bySubject.estimatedSize();
    }
}
