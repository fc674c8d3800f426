package io.iotflow.quarantine;

import io.iotflow.platform.settings.Durations;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.config.Config;

/** How much is kept and for how long; {@code IOTFLOW_QUARANTINE_*}. */
@Dependent
class QuarantineSettings {

    private static final long MIN_BYTES = 64L * 1024;

    /** How long a message is kept. */
    final Duration maxAge;
    /** How much is kept of all devices together: payloads, topics, and about 500 bytes for each message. */
    final long maxBytes;
    /** The pause between two looks at the limits. */
    final Duration interval;

    /** Reads the settings when the application starts, so that a bad value stops it. */
    void check(@Observes @Initialized(ApplicationScoped.class) Object start) {
        // The constructor has checked.
    }

    @Inject
    QuarantineSettings(Config config) {
        maxAge = Durations.positive(config, "iotflow.quarantine.max.age", Duration.ofDays(36_500));
        maxBytes = config.getValue("iotflow.quarantine.max.bytes", Long.class);
        interval = Durations.atLeast(config, "iotflow.quarantine.interval", Duration.ofMillis(100));
        if (maxBytes < MIN_BYTES) {
            throw new IllegalStateException(
                    "IOTFLOW_QUARANTINE_MAX_BYTES must be at least " + MIN_BYTES + ", is " + maxBytes);
        }
    }
}
