package io.iotflow.command;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.config.Config;

/** How long commands live; {@code IOTFLOW_COMMAND_*}. */
@Dependent
class CommandSettings {

    /** How long a command waits for its answer where the request does not say. */
    final Duration ttl;
    /** How long an answered, expired or cancelled one is kept. */
    final Duration keep;

    /** Reads the settings when the application starts, so that a bad value stops it. */
    void check(@Observes @Initialized(ApplicationScoped.class) Object start) {
        // The constructor has checked.
    }

    @Inject
    CommandSettings(Config config) {
        ttl = positive(config, "iotflow.command.ttl", "IOTFLOW_COMMAND_TTL");
        keep = positive(config, "iotflow.command.keep", "IOTFLOW_COMMAND_KEEP");
    }

    private static Duration positive(Config config, String name, String key) {
        Duration duration = config.getValue(name, Duration.class);
        if (duration.compareTo(Duration.ofSeconds(1)) < 0 || duration.compareTo(Duration.ofDays(3650)) > 0) {
            throw new IllegalStateException(key + " must be 1 second to 10 years, is " + duration);
        }
        return duration;
    }
}
