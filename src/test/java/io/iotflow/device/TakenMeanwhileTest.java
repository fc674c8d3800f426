package io.iotflow.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.iotflow.platform.problem.Problem;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TakenMeanwhileTest {

    private final AtomicInteger attempts = new AtomicInteger();

    @Test
    void whoeverWasNotFastEnoughLooksAgain() {
        assertEquals(3, TakenMeanwhile.<Integer>again(() -> takenUntil(3)));
    }

    @Test
    void whoeverIsNeverFastEnoughIsToldToTryAgain() {
        Problem problem = assertThrows(Problem.class, () -> TakenMeanwhile.again(() -> takenUntil(1_000)));

        assertEquals(503, problem.status());
        assertEquals(10, attempts.get());
    }

    private int takenUntil(int attempt) {
        if (attempts.incrementAndGet() < attempt) {
            throw new TakenMeanwhile("sensor_1", null);
        }
        return attempt;
    }
}
