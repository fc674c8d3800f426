package io.iotflow.platform.ratelimit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnreportedUsageTest {

    private final UnreportedUsage news = new UnreportedUsage(true);

    @Test
    void tellsEachSubjectsSumOnce() {
        TokenBucket allowance = new TokenBucket(
                "192.0.2.9",
                new Rate(10, Duration.ofMinutes(5), 10),
                new ManualClock(),
                it -> news.add(LimitType.REGISTRATION, it));
        allowance.tryTake();
        allowance.tryTake();

        assertEquals(List.of(new UsageReport(LimitType.REGISTRATION, "192.0.2.9", 2)), news.take());
        assertEquals(List.of(), news.take());
        allowance.tryTake();
        assertEquals(List.of(new UsageReport(LimitType.REGISTRATION, "192.0.2.9", 1)), news.take());
    }

    @Test
    void keepsNothingWhereNobodyAsks() {
        UnreportedUsage unwanted = new UnreportedUsage(false);
        TokenBucket allowance = new TokenBucket(
                "a",
                new Rate(10, Duration.ofMinutes(5), 10),
                new ManualClock(),
                it -> unwanted.add(LimitType.DEVICE, it));
        allowance.tryTake();

        assertEquals(List.of(), unwanted.take());
    }
}
