package io.iotflow.tools.simulator;

import static io.iotflow.tools.simulator.Model.rounded;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/** A door with a motion sensor: people come by day, and a door that is open is soon closed. V, dBm. */
final class Security implements Model {

    private static final double NIGHT_MOTION = 0.02;
    private static final double DAY_MOTION = 0.3;
    private static final double OPENED_ON_MOTION = 0.3;
    private static final double CLOSED = 0.4;
    private static final double TAMPERED = 0.0005;

    private final RandomGenerator random;
    private final Signal battery;
    private final Signal reception;
    private boolean open;

    Security(RandomGenerator random) {
        this.random = random;
        battery = Signal.around(3.0, random).wandering(0.05).noisy(0.005);
        reception = Signal.around(-60 + 8 * random.nextGaussian(), random)
                .wandering(3)
                .noisy(1);
    }

    @Override
    public Map<String, Object> read(Instant time) {
        double visitors = Math.max(0, Signal.day(time, 13)) * DAY_MOTION;
        boolean motion = random.nextDouble() < Math.max(NIGHT_MOTION, visitors);
        open = open ? random.nextDouble() >= CLOSED : motion && random.nextDouble() < OPENED_ON_MOTION;
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("motion", motion);
        values.put("door", open ? "open" : "closed");
        values.put("tamper", random.nextDouble() < TAMPERED);
        values.put("battery", rounded(battery.at(time), 2));
        values.put("rssi", rounded(reception.at(time), 0));
        return values;
    }
}
