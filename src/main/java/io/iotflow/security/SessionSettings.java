package io.iotflow.security;

import io.iotflow.platform.settings.Durations;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.config.Config;

/** How long the console stays signed in; {@code IOTFLOW_SESSION_*}. */
@Dependent
class SessionSettings {

    /** A session that nobody used for so long is over. */
    final Duration idle;

    @Inject
    SessionSettings(Config config) {
        idle = Durations.within(config, "iotflow.session.idle", Duration.ofSeconds(1), Duration.ofDays(30));
    }

    /** Reads the settings when the application starts, so that a bad value stops it. */
    void check(@Observes @Initialized(ApplicationScoped.class) Object start) {
        // The constructor has checked.
    }
}
