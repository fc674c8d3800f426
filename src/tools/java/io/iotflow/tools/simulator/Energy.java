package io.iotflow.tools.simulator;

import static io.iotflow.tools.simulator.Model.between;
import static io.iotflow.tools.simulator.Model.rounded;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/** A household's meter: most is used in the evening, and the meter only goes up. V, A, W, kWh, Hz. */
final class Energy implements Model {

    private static final double MIN_CURRENT = 0.2;
    private static final double JOULES_PER_KWH = 3.6e6;

    private final Signal voltage;
    private final Signal current;
    private final Signal factor;
    private final Signal frequency;
    private double meter;
    private Instant before;

    Energy(RandomGenerator random) {
        voltage = Signal.around(230, random).daily(-2, 19).wandering(1).noisy(0.2);
        current = Signal.around(5 + random.nextGaussian(), random)
                .daily(4, 19)
                .wandering(1)
                .noisy(0.2);
        factor = Signal.around(0.95, random).wandering(0.02);
        frequency = Signal.around(50, random).wandering(0.02).noisy(0.003);
        meter = rounded(random.nextDouble(1_000, 20_000), 3);
    }

    @Override
    public Map<String, Object> read(Instant time) {
        double volts = voltage.at(time);
        double amperes = Math.max(MIN_CURRENT, current.at(time));
        double share = between(0.7, 1, factor.at(time));
        double watts = volts * amperes * share;
        if (before != null) {
            meter += watts * Duration.between(before, time).toMillis() / 1e3 / JOULES_PER_KWH;
        }
        before = time;
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("voltage", rounded(volts, 1));
        values.put("current", rounded(amperes, 2));
        values.put("power", rounded(watts, 1));
        values.put("power_factor", rounded(share, 3));
        values.put("frequency", rounded(frequency.at(time), 3));
        values.put("energy", rounded(meter, 4));
        return values;
    }
}
