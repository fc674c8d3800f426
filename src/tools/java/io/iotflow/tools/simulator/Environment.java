package io.iotflow.tools.simulator;

import static io.iotflow.tools.simulator.Model.between;
import static io.iotflow.tools.simulator.Model.rounded;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/** A room: warm in the afternoon, drier when it is warm, light by day. °C, %, hPa, lux, V. */
final class Environment implements Model {

    private static final double MEAN_TEMPERATURE = 21;
    private static final double HUMIDITY_PER_DEGREE = -1.8;
    private static final double BRIGHTEST = 900;

    private final Signal temperature;
    private final Signal humidity;
    private final Signal pressure;
    private final Signal clouds;
    private final Signal battery;

    Environment(RandomGenerator random) {
        temperature = Signal.around(MEAN_TEMPERATURE + random.nextGaussian(), random)
                .daily(3, 15)
                .wandering(0.5)
                .noisy(0.05);
        humidity = Signal.around(50 + 3 * random.nextGaussian(), random)
                .wandering(2)
                .noisy(0.3);
        pressure = Signal.around(1013, random).daily(1, 10).wandering(6).noisy(0.05);
        clouds = Signal.around(0.7, random).wandering(0.2);
        battery = Signal.around(3.9, random).wandering(0.05).noisy(0.005);
    }

    @Override
    public Map<String, Object> read(Instant time) {
        double degrees = temperature.at(time);
        double humid = humidity.at(time) + HUMIDITY_PER_DEGREE * (degrees - MEAN_TEMPERATURE);
        double light = BRIGHTEST * Math.max(0, Signal.day(time, 13)) * between(0.1, 1, clouds.at(time));
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("temperature", rounded(degrees, 2));
        values.put("humidity", rounded(between(5, 100, humid), 1));
        values.put("pressure", rounded(pressure.at(time), 1));
        values.put("light", rounded(light, 0));
        values.put("battery", rounded(battery.at(time), 2));
        return values;
    }
}
