package io.iotflow.timeseries;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.config.Config;

/** Bounds of the questions. */
@Dependent
class QuerySettings {

    /** The most data points of one answer. */
    final int mostPoints;
    /** How far back a device's latest data is looked for. */
    final Duration lookback;

    /** Reads the settings when the application starts, so that a bad value stops it. */
    void check(@Observes @Initialized(ApplicationScoped.class) Object start) {
        // The constructor has checked.
    }

    @Inject
    QuerySettings(Config config) {
        mostPoints = config.getValue("iotflow.query.max.points", Integer.class);
        lookback = config.getValue("iotflow.latest.lookback", Duration.class);
        if (lookback.isNegative() || lookback.isZero()) {
            throw new IllegalStateException("IOTFLOW_LATEST_LOOKBACK must be positive, is " + lookback);
        }
        if (mostPoints < 1) {
            throw new IllegalStateException("IOTFLOW_QUERY_MAX_POINTS must be at least 1, is " + mostPoints);
        }
    }
}
