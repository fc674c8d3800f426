package io.iotflow.tools.simulator;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/** What is wrong with one device now, and what that makes of its readings. */
final class Faults {

    private static final double SPIKES = 0.1;
    private static final double GARBLED = 0.2;
    private static final double LOSSES = 0.05;
    private static final double DRIFT_A_READING = 0.001;

    private final RandomGenerator random;
    private final Set<Fault> present = EnumSet.noneOf(Fault.class);
    private Map<String, Object> last;
    private double drift;

    Faults(RandomGenerator random) {
        this.random = random;
    }

    void begin(Fault fault) {
        present.add(fault);
    }

    void end(Fault fault) {
        present.remove(fault);
        drift = present.contains(Fault.drift) ? drift : 0;
    }

    boolean has(Fault fault) {
        return present.contains(fault);
    }

    boolean silences() {
        return present.contains(Fault.silent);
    }

    /** Whether the next message is to be no JSON. */
    boolean garbles() {
        return present.contains(Fault.garbled) && random.nextDouble() < GARBLED;
    }

    /** Whether the connection is to be lost now. */
    boolean cuts() {
        return present.contains(Fault.offline) && random.nextDouble() < LOSSES;
    }

    /** What the sensor gives instead. */
    Map<String, Object> spoil(Map<String, Object> reading) {
        Map<String, Object> spoilt = present.contains(Fault.stuck) && last != null ? last : reading;
        last = spoilt;
        if (present.contains(Fault.drift)) {
            drift += DRIFT_A_READING;
            spoilt = scaled(spoilt, 1 + drift, 1);
        }
        return present.contains(Fault.spike) && random.nextDouble() < SPIKES
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
