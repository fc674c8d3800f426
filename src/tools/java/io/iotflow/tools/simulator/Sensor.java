package io.iotflow.tools.simulator;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** Takes a device's readings: what its model gives, spoilt by what is wrong with it. */
final class Sensor {

    private final Model model;
    private final Faults faults;
    private final InstantSource clock;
    private Instant last = Instant.EPOCH;

    Sensor(Model model, Faults faults, InstantSource clock) {
        this.model = model;
        this.faults = faults;
        this.clock = clock;
    }

    /** A reading of now; of two no times are the same, because a reading is known by its time. */
    Reading read() {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        last = now.isAfter(last) ? now : last.plusMillis(1);
        return new Reading(last, faults.spoil(model.read(last)));
    }
}
