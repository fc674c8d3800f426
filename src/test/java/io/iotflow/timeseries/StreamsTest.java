package io.iotflow.timeseries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.problem.Problem;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StreamsTest {

    @Test
    void refusesOneMoreThanItTakesUntilOneEnds() {
        Streams streams = new Streams(2, Duration.ofMinutes(1));
        Streams.Lease first = streams.open();
        Streams.Lease second = streams.open();

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
        Streams streams = new Streams(1, Duration.ofNanos(-1));

        assertTrue(streams.open().isOver());
        streams.open();
    }
}
