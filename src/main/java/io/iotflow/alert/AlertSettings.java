package io.iotflow.alert;

import io.iotflow.platform.settings.Durations;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.config.Config;

/** What is judged, and how long alerts are kept; {@code IOTFLOW_ALERT_*}. */
@Dependent
class AlertSettings {

    private static final int LEAST = 1_000;
    private static final int MOST = 10_000_000;

    /** How old a reading may be when it comes, to open or clear an alert. */
    final Duration oldest;
    /** How long alerts are kept after they were cleared. */
    final Duration retention;
    /** How much rules may remember of devices, in states of one rule and device. */
    final int states;
    /** After which silence a device is offline where a rule does not say it: as the registry shows it. */
    final Duration offlineAfter;

    @Inject
    AlertSettings(Config config) {
        oldest = Durations.within(config, "iotflow.alert.oldest", Duration.ofMinutes(1), Duration.ofDays(365));
        retention = Durations.atLeast(config, "iotflow.alert.retention", Duration.ofHours(1));
        states = config.getValue("iotflow.alert.states", Integer.class);
        offlineAfter = config.getValue("iotflow.presence.timeout", Duration.class);
        if (states < LEAST || states > MOST) {
            throw new IllegalStateException("IOTFLOW_ALERT_STATES must be " + LEAST + " to " + MOST + ", is " + states);
        }
    }

    /** Reads the settings when the application starts, so that a bad value stops it. */
    void check(@Observes @Initialized(ApplicationScoped.class) Object start) {
        // The constructor has checked.
    }
}
