package io.iotflow.platform.ratelimit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TokenBucketTest {

    private static final Rate SIXTY_A_MINUTE = new Rate(60, Duration.ofMinutes(1), 100);

    private final ManualClock clock = new ManualClock();
    private final List<TokenBucket> news = new ArrayList<>();
    private final TokenBucket allowance = new TokenBucket("device", SIXTY_A_MINUTE, clock, news::add);

    @Test
    void givesTheBurstAtOnceAndThenTheRate() {
        assertEquals(100, take(150));
        assertTrue(allowance.isEmpty());

        clock.pass(Duration.ofMillis(999));
        assertFalse(allowance.tryTake());
        clock.pass(Duration.ofMillis(1));
        assertTrue(allowance.tryTake());
        assertFalse(allowance.tryTake());
        clock.pass(Duration.ofSeconds(30));
        assertEquals(30, take(50));
    }

    @Test
    void holdsNoMoreThanTheBurstHoweverLongItWasQuiet() {
        clock.pass(Duration.ofDays(30));

        assertEquals(100, allowance.remaining());
        assertEquals(100, take(150));
    }

    @Test
    void saysHowLongUntilTheNextAndUntilFull() {
        take(100);

        assertEquals(Duration.ofSeconds(1), allowance.until(1));
        assertEquals(Duration.ofSeconds(40), allowance.until(40));
        assertEquals(Duration.ofSeconds(100), allowance.untilFull());
        clock.pass(Duration.ofSeconds(10));
        assertEquals(Duration.ZERO, allowance.until(1));
        assertEquals(Duration.ofSeconds(90), allowance.untilFull());
    }

    @Test
    void aBatchCostsItsPointsOrNothing() {
        take(50);
        allowance.tryTake();

        assertFalse(allowance.tryTakeMore(50));
        assertEquals(49, allowance.remaining());
        assertTrue(allowance.tryTakeMore(49));
        assertEquals(0, allowance.remaining());
        assertTrue(allowance.tryTakeMore(0), "a batch of one");
        assertTrue(allowance.tryTakeMore(-1), "an empty batch, which is refused for that");
    }

    @Test
    void aBatchLargerThanTheBucketPassesWhenItIsFullAndIsPaidFor() {
        allowance.tryTake();
        assertTrue(allowance.tryTakeMore(249));

        assertEquals(0, allowance.remaining());
        assertEquals(Duration.ofSeconds(151), allowance.until(1));
        clock.pass(Duration.ofSeconds(150));
        assertFalse(allowance.tryTake());
        clock.pass(Duration.ofSeconds(1));
        assertTrue(allowance.tryTake());
        assertFalse(allowance.tryTakeMore(249), "not full");
    }

    @Test
    void aBucketOfOneTakesBatchesToo() {
        TokenBucket one = new TokenBucket("device", new Rate(1, Duration.ofSeconds(1), 1), clock, news::add);

        assertTrue(one.tryTake());
        assertTrue(one.tryTakeMore(4));
        assertEquals(Duration.ofSeconds(5), one.until(1));
    }

    @Test
    void whatAnotherNodeGaveIsChargedEvenIntoDebt() {
        take(40);
        allowance.charge(40);
        assertEquals(20, allowance.remaining());

        allowance.charge(50);
        assertEquals(0, allowance.remaining());
        assertEquals(Duration.ofSeconds(31), allowance.until(1));
    }

    @Test
    void isNewsOnceItIsWorthTellingAndAgainOnlyAfterItWasTold() {
        TokenBucket large = new TokenBucket("device", new Rate(60, Duration.ofMinutes(1), 1000), clock, news::add);
        IntStream.range(0, 9).forEach(i -> large.tryTake());
        assertEquals(List.of(), news);

        IntStream.range(0, 90).forEach(i -> large.tryTake());
        assertEquals(List.of(large), news);
        assertEquals(99, large.tell());
        assertEquals(0, large.tell());

        large.charge(500);
        assertEquals(1, news.size(), "what others gave is no news of ours");
        large.tryTakeMore(10);
        assertEquals(2, news.size());
    }

    @Test
    void whatWasRefusedIsNotTold() {
        take(500);

        assertEquals(100, allowance.tell());
    }

    private long take(int attempts) {
        return IntStream.range(0, attempts).filter(i -> allowance.tryTake()).count();
    }
}
