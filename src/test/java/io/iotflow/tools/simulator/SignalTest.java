package io.iotflow.tools.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.DoubleSummaryStatistics;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SignalTest {

    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

    private final SplittableRandom random = new SplittableRandom(1);

    @Test
    void isHighestAtItsHourAndLowestTwelveHoursLater() {
        Signal signal = Signal.around(20, random).daily(5, 12);

        assertEquals(25, signal.at(NOON), 1e-9);
        assertEquals(20, signal.at(NOON.plusSeconds(6 * 3600)), 1e-9);
        assertEquals(15, signal.at(NOON.plusSeconds(12 * 3600)), 1e-9);
        assertEquals(25, signal.at(NOON.plusSeconds(24 * 3600)), 1e-9);
    }

    @Test
    void wandersFarInDaysButHardlyInSeconds() {
        DoubleSummaryStatistics days = wandering(24 * 3600);
        DoubleSummaryStatistics seconds = wandering(1);

        assertTrue(days.getMax() - days.getMin() > 20, days.toString());
        assertTrue(seconds.getMax() - seconds.getMin() < 20, seconds.toString());
        assertEquals(0, days.getAverage(), 2);
    }

    @Test
    void shakesEachReading() {
        Signal signal = Signal.around(0, random).noisy(1);

        DoubleSummaryStatistics readings =
                IntStream.range(0, 1000).mapToDouble(i -> signal.at(NOON)).summaryStatistics();

        assertEquals(0, readings.getAverage(), 0.2);
        assertTrue(readings.getMax() > 2 && readings.getMin() < -2, readings.toString());
    }

    private DoubleSummaryStatistics wandering(int secondsBetween) {
        Signal signal = Signal.around(0, random).wandering(10);
        return IntStream.range(0, 100)
                .mapToDouble(i -> signal.at(NOON.plusSeconds((long) secondsBetween * i)))
                .summaryStatistics();
    }
}
