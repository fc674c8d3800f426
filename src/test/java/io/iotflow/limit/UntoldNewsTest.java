package io.iotflow.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class UntoldNewsTest {

    private final UntoldNews news = new UntoldNews(true);

    @Test
    void tellsEachSubjectsSumOnce() {
        Allowance allowance = new Allowance(
                "192.0.2.9",
                new Rate(10, Duration.ofMinutes(5), 10),
                new HandClock(),
                it -> news.add(Kind.REGISTRATION, it));
        allowance.tryTake();
        allowance.tryTake();

        assertEquals(List.of(new News(Kind.REGISTRATION, "192.0.2.9", 2)), news.take());
        assertEquals(List.of(), news.take());
        allowance.tryTake();
        assertEquals(List.of(new News(Kind.REGISTRATION, "192.0.2.9", 1)), news.take());
    }

    @Test
    void keepsNothingWhereNobodyAsks() {
        UntoldNews unwanted = new UntoldNews(false);
        Allowance allowance = new Allowance(
                "a", new Rate(10, Duration.ofMinutes(5), 10), new HandClock(), it -> unwanted.add(Kind.DEVICE, it));
        allowance.tryTake();

        assertEquals(List.of(), unwanted.take());
    }
}
