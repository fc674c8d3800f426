package io.iotflow.tools.simulator;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/** What is wrong with one device now, and what that makes of its readings. */
final class Faults {

    private static final double SPIKES = 0.1;
    private static final double GARBLED = 0.2;
    private static final double LOSSES = 0.05;
    private static final double DRIFT_A_READING = 0.001;

    private final RandomGenerator random;
    private final InstantSource clock;
    private final Map<Fault, Instant> ends = new EnumMap<>(Fault.class);
    private Map<String, Object> last;
    private double drift;

    Faults(RandomGenerator random, InstantSource clock) {
        this.random = random;
        this.clock = clock;
    }

    /** For ever. */
    void begin(Fault fault) {
        ends.put(fault, Instant.MAX);
    }

    /** From now on for so long; what is for ever stays so. */
    void begin(Fault fault, Duration length) {
        if (!Instant.MAX.equals(ends.get(fault))) {
            ends.put(fault, clock.instant().plus(length));
        }
    }

    private boolean has(Fault fault) {
        Instant end = ends.get(fault);
        return end != null && clock.instant().isBefore(end);
    }

    boolean silences() {
        return has(Fault.silent);
    }

    /** Whether the next message is to be no JSON. */
    boolean garbles() {
        return has(Fault.garbled) && random.nextDouble() < GARBLED;
    }

    /** Whether the connection is to be lost now. */
    boolean cuts() {
        return has(Fault.offline) && random.nextDouble() < LOSSES;
    }

    /** What the sensor gives instead. */
    Map<String, Object> spoil(Map<String, Object> reading) {
        Map<String, Object> spoilt = has(Fault.stuck) && last != null ? last : reading;
        last = spoilt;
        drift = has(Fault.drift) ? drift + DRIFT_A_READING : 0;
        if (drift > 0) {
            spoilt = scaled(spoilt, 1 + drift, 1);
        }
        return has(Fault.spike) && random.nextDouble() < SPIKES
                ? scaled(spoilt, random.nextDouble(5, 50), 0.5)
                : spoilt;
    }

    private Map<String, Object> scaled(Map<String, Object> reading, double factor, double share) {
        Map<String, Object> scaled = new LinkedHashMap<>(reading);
        scaled.replaceAll((name, value) -> value instanceof Double number && (share == 1 || random.nextDouble() < share)
                ? Model.rounded(number * factor, 3)
                : value);
        return scaled;
    }
}
