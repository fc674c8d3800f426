package io.iotflow.platform.ratelimit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnreportedUsageTest {

    private final UnreportedUsage usage = new UnreportedUsage(true);

    @Test
    void tellsEachSubjectsSumOnce() {
        TokenBucket bucket = new TokenBucket(
                "192.0.2.9",
                new Rate(10, Duration.ofMinutes(5), 10),
                new ManualClock(),
                it -> usage.add(LimitType.REGISTRATION, it));
        bucket.tryTake();
        bucket.tryTake();

        assertEquals(List.of(new UsageReport(LimitType.REGISTRATION, "192.0.2.9", 2)), usage.take());
        assertEquals(List.of(), usage.take());
        bucket.tryTake();
        assertEquals(List.of(new UsageReport(LimitType.REGISTRATION, "192.0.2.9", 1)), usage.take());
    }

    @Test
    void keepsNothingWhereNobodyAsks() {
        UnreportedUsage unwanted = new UnreportedUsage(false);
        TokenBucket bucket = new TokenBucket(
                "a",
                new Rate(10, Duration.ofMinutes(5), 10),
                new ManualClock(),
                it -> unwanted.add(LimitType.DEVICE, it));
        bucket.tryTake();

        assertEquals(List.of(), unwanted.take());
    }
}
