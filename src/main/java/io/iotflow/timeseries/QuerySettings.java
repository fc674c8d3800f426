package io.iotflow.timeseries;

import jakarta.enterprise.context.Dependent;
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

    @Inject
    QuerySettings(Config config) {
        mostPoints = config.getValue("iotflow.query.max.points", Integer.class);
        lookback = config.getValue("iotflow.latest.lookback", Duration.class);
        if (mostPoints < 1) {
            throw new IllegalStateException("IOTFLOW_QUERY_MAX_POINTS must be at least 1, is " + mostPoints);
        }
    }
}
