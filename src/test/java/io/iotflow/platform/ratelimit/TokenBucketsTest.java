package io.iotflow.platform.ratelimit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TokenBucketsTest {

    private final ManualClock clock = new ManualClock();
    private final TokenBuckets allowances =
            new TokenBuckets(new Rate(10, Duration.ofMinutes(5), 10), clock, allowance -> {});

    @Test
    void eachSubjectHasItsOwn() {
        for (int i = 0; i < 10; i++) {
            assertTrue(allowances.of("a").tryTake());
        }

        assertFalse(allowances.of("a").tryTake());
        assertTrue(allowances.of("b").tryTake());
    }

    @Test
    void forgetsASubjectOnlyWhenForgettingGivesItNothing() {
        allowances.of("a").tryTakeMore(9);

        clock.pass(Duration.ofMinutes(5));
        assertTrue(allowances.find("a").isPresent());
        clock.pass(Duration.ofMinutes(11).plusSeconds(1));
        assertTrue(allowances.find("a").isEmpty());
    }

    @Test
    void isBounded() {
        for (int i = 0; i < 250_000; i++) {
            allowances.of("address-" + i).tryTake();
        }

        assertEquals(200_000, allowances.size());
    }
}
