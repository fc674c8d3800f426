package io.iotflow.timeseries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.platform.problem.Problem;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StreamLimitTest {

    @Test
    void refusesOneMoreThanItTakesUntilOneEnds() {
        StreamLimit streams = new StreamLimit(2, Duration.ofMinutes(1));
        StreamLimit.Lease first = streams.open("a");
        StreamLimit.Lease second = streams.open("b");

        Problem refusal = assertThrows(Problem.class, () -> streams.open("c"));
        assertEquals(503, refusal.status());
        assertTrue(refusal.retryAfter().isPresent());

        first.close();
        first.close();
        assertFalse(streams.open("d").isOver());
        assertThrows(Problem.class, () -> streams.open("c"));
        second.close();
    }

    @Test
    void forgetsAStreamThatNobodyEnded() {
        StreamLimit streams = new StreamLimit(1, Duration.ofNanos(-1));

        assertTrue(streams.open("d").isOver());
        streams.open("d");
    }

    @Test
    void oneCallerHasAtMostHalfOfThem() {
        StreamLimit streams = new StreamLimit(4, Duration.ofMinutes(1));
        StreamLimit.Lease first = streams.open("a");
        streams.open("a");

        assertEquals(503, assertThrows(Problem.class, () -> streams.open("a")).status());
        streams.open("b");
        first.close();
        streams.open("a");
    }
}
