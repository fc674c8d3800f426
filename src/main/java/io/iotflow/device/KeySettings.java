package io.iotflow.device;

import io.iotflow.platform.settings.Durations;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.config.Config;

/** How keys are hashed and rotated; {@code IOTFLOW_KEY_*}. */
@Dependent
class KeySettings {

    /** How keys are hashed. */
    final KeyHash hash;
    /** How long the old key is good after a rotation. */
    final Duration overlap;
    /** Whether devices' MQTT passwords are checked here, and not by a broker that must be given them. */
    final boolean brokerTakesHashes;

    @Inject
    KeySettings(Config config) {
        hash = KeyHash.of(config.getOptionalValue("iotflow.key.pepper", String.class));
        overlap = Durations.within(config, "iotflow.key.overlap", Duration.ZERO, Duration.ofDays(365));
        brokerTakesHashes = !config.getOptionalValue("iotflow.broker.accounts", String.class)
                .orElse("")
                .equals("mosquitto");
    }

    /** For the modules that check keys of their own. */
    @Produces
    @Dependent
    static KeyHash keyHash(KeySettings settings) {
        return settings.hash;
    }

    /** Reads the settings when the application starts, so that a bad value stops it. */
    void check(@Observes @Initialized(ApplicationScoped.class) Object start) {
        // The constructor has checked.
    }
}
