package io.iotflow.timeseries;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class RetryPauseTest {

    private final RetryPause pause = new RetryPause();

    @RepeatedTest(20)
    void doublesFromHalfASecondToHalfAMinute() {
        for (int full : new int[] {500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000}) {
            assertInUpperHalf(full, pause.next());
        }
    }

    @Test
    void staysAtHalfAMinuteForEver() {
        skip(100);
        assertInUpperHalf(30_000, pause.next());
    }

    @Test
    void beginsAnewAfterASuccess() {
        skip(5);
        pause.reset();
        assertInUpperHalf(500, pause.next());
    }

    @Test
    void spreadsTheNodesOut() {
        skip(10);
        Set<Duration> drawn = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            drawn.add(pause.next());
        }
        assertTrue(drawn.size() > 10, "drawn: " + drawn);
    }

    private void skip(int failures) {
        for (int i = 0; i < failures; i++) {
            pause.next();
        }
    }

    private static void assertInUpperHalf(long full, Duration drawn) {
        assertTrue(
                drawn.toMillis() >= full / 2 && drawn.toMillis() <= full,
                () -> drawn + " is not in the upper half of " + full + " ms");
    }
}
