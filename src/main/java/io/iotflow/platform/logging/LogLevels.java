package io.iotflow.platform.logging;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.logging.Logger;

/** Sets the loggers' levels when the application starts, and keeps the loggers: unreferenced ones forget their level. */
@Singleton
class LogLevels {

    private final List<Logger> loggers;

    @Inject
    LogLevels(LogSettings settings) {
        loggers = settings.levels.entrySet().stream()
                .map(it -> {
                    Logger logger = Logger.getLogger(it.getKey());
                    logger.setLevel(it.getValue());
                    return logger;
                })
                .toList();
    }

    void apply(@Observes @Initialized(ApplicationScoped.class) Object start) {
        // The constructor has set them.
    }

    List<Logger> loggers() {
        return loggers;
    }
}
