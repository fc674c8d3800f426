package io.iotflow.presence;

import io.iotflow.platform.settings.Durations;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.config.Config;

/** When a device counts as there; {@code IOTFLOW_PRESENCE_*}. */
@Dependent
class PresenceSettings {

    private static final Duration MIN_INTERVAL = Duration.ofMillis(100);
    private static final Duration MAX_INTERVAL = Duration.ofMinutes(5);

    /** After how long a silence a device is offline. */
    final Duration timeout;
    /** How often the last_seen of a device is written at most. */
    final Duration interval;

    @Inject
    PresenceSettings(Config config) {
        timeout = config.getValue("iotflow.presence.timeout", Duration.class);
        interval = Durations.within(config, "iotflow.presence.interval", MIN_INTERVAL, MAX_INTERVAL);
        if (timeout.compareTo(interval.multipliedBy(2)) < 0 || timeout.compareTo(Duration.ofDays(7)) > 0) {
            throw new IllegalStateException(
                    "IOTFLOW_PRESENCE_TIMEOUT must be at least twice IOTFLOW_PRESENCE_INTERVAL and at most P7D, is "
                            + timeout);
        }
    }

    /** Reads the settings when the application starts, so that a bad value stops it. */
    void check(@Observes @Initialized(ApplicationScoped.class) Object start) {
        // The constructor has checked.
    }
}
