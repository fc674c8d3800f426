package io.iotflow.stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import org.eclipse.microprofile.config.Config;

/** How many may listen to this node; {@code IOTFLOW_STREAM_*}. */
@Dependent
class StreamSettings {

    private static final int MOST = 10_000;

    final int listeners;
    /** Of one key, or of all sessions of one operator key. */
    final int listenersPerCaller;

    @Inject
    StreamSettings(Config config) {
        listeners = number(config, "iotflow.stream.listeners", "IOTFLOW_STREAM_LISTENERS");
        listenersPerCaller =
                number(config, "iotflow.stream.listeners.per.caller", "IOTFLOW_STREAM_LISTENERS_PER_CALLER");
    }

    private static int number(Config config, String key, String variable) {
        int value = config.getValue(key, Integer.class);
        if (value < 1 || value > MOST) {
            throw new IllegalStateException(variable + " must be 1 to " + MOST + ", is " + value);
        }
        return value;
    }

    /** Reads the settings when the application starts, so that a bad value stops it. */
    void check(@Observes @Initialized(ApplicationScoped.class) Object start) {
        // The constructor has checked.
    }
}
