package io.iotflow.device;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import org.eclipse.microprofile.config.Config;

/** Who may register; {@code IOTFLOW_REGISTRATION}. */
@Dependent
class RegistrationSettings {

    /** Whether anybody may, not only an admin. */
    final boolean open;

    @Inject
    RegistrationSettings(Config config) {
        String registration = config.getValue("iotflow.registration", String.class);
        open = switch (registration) {
            case "open" -> true;
            case "admin" -> false;
            default ->
                throw new IllegalStateException(
                        "IOTFLOW_REGISTRATION must be open or admin, is '" + registration + "'");
        };
    }

    /** Reads the settings when the application starts, so that a bad value stops it. */
    void check(@Observes @Initialized(ApplicationScoped.class) Object start) {
        // The constructor has checked.
    }
}
