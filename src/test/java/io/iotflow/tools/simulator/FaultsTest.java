package io.iotflow.tools.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FaultsTest {

    private Instant now = Instant.EPOCH;
    private final Faults faults = new Faults(new SplittableRandom(1), () -> now);

    @Test
    void leavesReadingsAloneWithoutAFault() {
        assertEquals(List.of(1.0, 2.0, 3.0), readings(1, 2, 3));
        assertFalse(faults.silences() || faults.garbles() || faults.cuts());
    }

    @Test
    void repeatsTheValueOfAStuckSensorUntilItIsRepaired() {
        readings(1);
        faults.begin(Fault.stuck, Duration.ofSeconds(60));
        assertEquals(List.of(1.0, 1.0), readings(2, 3));
        now = now.plusSeconds(60);
        assertEquals(List.of(4.0), readings(4));
    }

    @Test
    void goesByTheLastWordOnHowLongAFaultLastsButNotOnOneForEver() {
        readings(1);
        faults.begin(Fault.stuck, Duration.ofSeconds(10));
        faults.begin(Fault.stuck, Duration.ofSeconds(60));
        now = now.plusSeconds(30);
        assertEquals(List.of(1.0), readings(2));
        faults.begin(Fault.stuck);
        faults.begin(Fault.stuck, Duration.ofSeconds(1));
        now = now.plusSeconds(3600);
        assertEquals(List.of(1.0), readings(3));
    }

    @Test
    void driftsMoreAndMore() {
        faults.begin(Fault.drift);
        List<Double> readings =
                readings(IntStream.range(0, 100).mapToDouble(i -> 10).toArray());

        assertTrue(readings.get(0) < readings.get(50) && readings.get(50) < readings.get(99), readings.toString());
        assertEquals(11, readings.get(99), 0.01);
    }

    @Test
    void spikesNowAndThen() {
        faults.begin(Fault.spike);
        List<Double> readings =
                readings(IntStream.range(0, 1000).mapToDouble(i -> 10).toArray());
        long spikes = readings.stream().filter(it -> it >= 50).count();

        assertEquals(1000 - spikes, readings.stream().filter(it -> it == 10).count());
        assertTrue(spikes > 10 && spikes < 200, spikes + " spikes");
    }

    @Test
    void garblesAndCutsNowAndThenAndSilencesForGood() {
        faults.begin(Fault.garbled);
        faults.begin(Fault.offline);
        faults.begin(Fault.silent);

        assertEquals(200, IntStream.range(0, 1000).filter(i -> faults.garbles()).count(), 60);
        assertEquals(50, IntStream.range(0, 1000).filter(i -> faults.cuts()).count(), 30);
        assertTrue(IntStream.range(0, 10).allMatch(i -> faults.silences()));
    }

    @Test
    void doesNotTouchWhatIsNoNumber() {
        faults.begin(Fault.drift);
        Map<String, Object> reading = Map.of("motion", true, "door", "open");
        assertEquals(reading, faults.spoil(reading));
    }

    private List<Double> readings(double... measured) {
        return DoubleStream.of(measured)
                .mapToObj(it -> (Double) faults.spoil(Map.of("value", it)).get("value"))
                .toList();
    }
}
