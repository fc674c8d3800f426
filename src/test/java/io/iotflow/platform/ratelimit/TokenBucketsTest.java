package io.iotflow.platform.ratelimit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TokenBucketsTest {

    private final ManualClock clock = new ManualClock();
    private final TokenBuckets buckets = new TokenBuckets(new Rate(10, Duration.ofMinutes(5), 10), clock, bucket -> {});

    @Test
    void eachSubjectHasItsOwn() {
        for (int i = 0; i < 10; i++) {
            assertTrue(buckets.of("a").tryTake());
        }

        assertFalse(buckets.of("a").tryTake());
        assertTrue(buckets.of("b").tryTake());
    }

    @Test
    void forgetsASubjectOnlyWhenForgettingGivesItNothing() {
        buckets.of("a").tryTakeMore(9);

        clock.pass(Duration.ofMinutes(5));
        assertTrue(buckets.find("a").isPresent());
        clock.pass(Duration.ofMinutes(11).plusSeconds(1));
        assertTrue(buckets.find("a").isEmpty());
    }

    @Test
    void isBounded() {
        TokenBuckets few = new TokenBuckets(new Rate(10, Duration.ofMinutes(5), 10), clock, bucket -> {}, 100);
        for (int i = 0; i < 250; i++) {
            few.of("address-" + i).tryTake();
        }

        assertEquals(100, few.size());
    }
}
