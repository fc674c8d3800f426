package io.iotflow.platform.task;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class BackOffTest {

    private final BackOff backOff = new BackOff(Duration.ofMillis(200), Duration.ofSeconds(1));

    @RepeatedTest(20)
    void doublesUpToTheCap() {
        for (int full : new int[] {200, 400, 800, 1000, 1000}) {
            assertInUpperHalf(full, backOff.next());
        }
    }

    @Test
    void staysAtTheCapForEver() {
        skip(100);
        assertInUpperHalf(1000, backOff.next());
    }

    @Test
    void beginsAnewAfterASuccess() {
        skip(5);
        backOff.reset();
        assertInUpperHalf(200, backOff.next());
    }

    @Test
    void spreadsTheNodesOut() {
        skip(5);
        Set<Duration> drawn = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            drawn.add(backOff.next());
        }
        assertTrue(drawn.size() > 10, "drawn: " + drawn);
    }

    private void skip(int failures) {
        for (int i = 0; i < failures; i++) {
            backOff.next();
        }
    }

    private static void assertInUpperHalf(long full, Duration drawn) {
        assertTrue(
                drawn.toMillis() >= full / 2 && drawn.toMillis() <= full,
                () -> drawn + " is not in the upper half of " + full + " ms");
    }
}
