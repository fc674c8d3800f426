package io.iotflow.tools.simulator;

import java.time.Duration;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** A kind of device: its type, which is also its measurement, how often it measures, and what. */
public enum Profile {
    environmental("environmental", Duration.ofSeconds(10), Environment::new),
    security("security", Duration.ofSeconds(5), Security::new),
    energy("energy", Duration.ofSeconds(10), Energy::new),
    gps("gps", Duration.ofSeconds(5), Tracker::new);

    final String measurement;
    final Duration interval;
    private final Function<RandomGenerator, Model> model;

    Profile(String measurement, Duration interval, Function<RandomGenerator, Model> model) {
        this.measurement = measurement;
        this.interval = interval;
        this.model = model;
    }

    Model model(RandomGenerator random) {
        return model.apply(random);
    }
}
