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
        StreamLimit.Lease first = streams.open();
        StreamLimit.Lease second = streams.open();

        Problem refusal = assertThrows(Problem.class, streams::open);
        assertEquals(503, refusal.status());
        assertTrue(refusal.retryAfter().isPresent());

        first.close();
        first.close();
        assertFalse(streams.open().isOver());
        assertThrows(Problem.class, streams::open);
        second.close();
    }

    @Test
    void forgetsAStreamThatNobodyEnded() {
        StreamLimit streams = new StreamLimit(1, Duration.ofNanos(-1));

        assertTrue(streams.open().isOver());
        streams.open();
    }
}
