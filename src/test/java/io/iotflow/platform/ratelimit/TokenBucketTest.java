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
    private final List<TokenBucket> usage = new ArrayList<>();
    private final TokenBucket bucket = new TokenBucket("device", SIXTY_A_MINUTE, clock, usage::add);

    @Test
    void givesTheBurstAtOnceAndThenTheRate() {
        assertEquals(100, take(150));
        assertTrue(bucket.isEmpty());

        clock.pass(Duration.ofMillis(999));
        assertFalse(bucket.tryTake());
        clock.pass(Duration.ofMillis(1));
        assertTrue(bucket.tryTake());
        assertFalse(bucket.tryTake());
        clock.pass(Duration.ofSeconds(30));
        assertEquals(30, take(50));
    }

    @Test
    void holdsNoMoreThanTheBurstHoweverLongItWasQuiet() {
        clock.pass(Duration.ofDays(30));

        assertEquals(100, bucket.remaining());
        assertEquals(100, take(150));
    }

    @Test
    void saysHowLongUntilTheNextAndUntilFull() {
        take(100);

        assertEquals(Duration.ofSeconds(1), bucket.until(1));
        assertEquals(Duration.ofSeconds(40), bucket.until(40));
        assertEquals(Duration.ofSeconds(100), bucket.untilFull());
        clock.pass(Duration.ofSeconds(10));
        assertEquals(Duration.ZERO, bucket.until(1));
        assertEquals(Duration.ofSeconds(90), bucket.untilFull());
    }

    @Test
    void aBatchCostsItsPointsOrNothing() {
        take(50);
        bucket.tryTake();

        assertFalse(bucket.tryTakeMore(50));
        assertEquals(49, bucket.remaining());
        assertTrue(bucket.tryTakeMore(49));
        assertEquals(0, bucket.remaining());
        assertTrue(bucket.tryTakeMore(0), "a batch of one");
        assertTrue(bucket.tryTakeMore(-1), "an empty batch, which is refused for that");
    }

    @Test
    void aBatchLargerThanTheBucketPassesWhenItIsFullAndIsPaidFor() {
        bucket.tryTake();
        assertTrue(bucket.tryTakeMore(249));

        assertEquals(0, bucket.remaining());
        assertEquals(Duration.ofSeconds(151), bucket.until(1));
        clock.pass(Duration.ofSeconds(150));
        assertFalse(bucket.tryTake());
        clock.pass(Duration.ofSeconds(1));
        assertTrue(bucket.tryTake());
        assertFalse(bucket.tryTakeMore(249), "not full");
    }

    @Test
    void aBucketOfOneTakesBatchesToo() {
        TokenBucket one = new TokenBucket("device", new Rate(1, Duration.ofSeconds(1), 1), clock, usage::add);

        assertTrue(one.tryTake());
        assertTrue(one.tryTakeMore(4));
        assertEquals(Duration.ofSeconds(5), one.until(1));
    }

    @Test
    void whatAnotherNodeGaveIsChargedEvenIntoDebt() {
        take(40);
        bucket.charge(40);
        assertEquals(20, bucket.remaining());

        bucket.charge(50);
        assertEquals(0, bucket.remaining());
        assertEquals(Duration.ofSeconds(31), bucket.until(1));
    }

    @Test
    void isNewsOnceItIsWorthTellingAndAgainOnlyAfterItWasTold() {
        TokenBucket large = new TokenBucket("device", new Rate(60, Duration.ofMinutes(1), 1000), clock, usage::add);
        IntStream.range(0, 9).forEach(i -> large.tryTake());
        assertEquals(List.of(), usage);

        IntStream.range(0, 90).forEach(i -> large.tryTake());
        assertEquals(List.of(large), usage);
        assertEquals(99, large.tell());
        assertEquals(0, large.tell());

        large.charge(500);
        assertEquals(1, usage.size(), "what others gave is no usage of ours");
        large.tryTakeMore(10);
        assertEquals(2, usage.size());
    }

    @Test
    void whatWasRefusedIsNotTold() {
        take(500);

        assertEquals(100, bucket.tell());
    }

    private long take(int attempts) {
        return IntStream.range(0, attempts).filter(i -> bucket.tryTake()).count();
    }
}
