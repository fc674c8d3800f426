package io.iotflow.tools.simulator;

import static io.iotflow.tools.simulator.Model.between;
import static io.iotflow.tools.simulator.Model.rounded;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/** A vehicle that drives around a depot, by day more than at night, and turns back before it is far away. °, km/h, V. */
final class Tracker implements Model {

    private static final double DEPOT_LATITUDE = 52.52;
    private static final double DEPOT_LONGITUDE = 13.405;
    private static final double METRES_PER_DEGREE = 111_320;
    private static final double FARTHEST_METRES = 20_000;
    private static final double PARKED_BELOW = 8;
    private static final double TURN_DEGREES = 12;

    private final RandomGenerator random;
    private final Signal drive;
    private final Signal battery;
    private double north; // metres from the depot
    private double east;
    private double heading;
    private Instant before;

    Tracker(RandomGenerator random) {
        this.random = random;
        drive = Signal.around(30, random).daily(20, 13).wandering(15).noisy(1);
        battery = Signal.around(12.6, random).wandering(0.1).noisy(0.02);
        north = random.nextGaussian() * FARTHEST_METRES / 4;
        east = random.nextGaussian() * FARTHEST_METRES / 4;
        heading = random.nextDouble(360);
    }

    @Override
    public Map<String, Object> read(Instant time) {
        double wanted = drive.at(time);
        double speed = wanted < PARKED_BELOW ? 0 : Math.min(120, wanted);
        if (before != null && speed > 0) {
            move(speed / 3.6 * Duration.between(before, time).toMillis() / 1e3);
        }
        before = time;
        double latitude = DEPOT_LATITUDE + north / METRES_PER_DEGREE;
        double longitude = DEPOT_LONGITUDE + east / (METRES_PER_DEGREE * Math.cos(Math.toRadians(DEPOT_LATITUDE)));
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("latitude", rounded(latitude, 6));
        values.put("longitude", rounded(longitude, 6));
        values.put("speed", rounded(speed, 1));
        values.put("heading", rounded(heading, 0));
        values.put("satellites", rounded(between(4, 14, 9 + 2 * random.nextGaussian()), 0));
        values.put("battery", rounded(battery.at(time), 2));
        return values;
    }

    private void move(double metres) {
        boolean far = Math.hypot(north, east) > FARTHEST_METRES;
        double home = Math.toDegrees(Math.atan2(-east, -north));
        double next = far ? home : heading + TURN_DEGREES * random.nextGaussian();
        heading = (next % 360 + 360) % 360;
        north += metres * Math.cos(Math.toRadians(heading));
        east += metres * Math.sin(Math.toRadians(heading));
    }
}
