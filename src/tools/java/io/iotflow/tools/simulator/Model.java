package io.iotflow.tools.simulator;

import java.time.Instant;
import java.util.Map;

/** What a device measures. Readings follow each other in time. */
interface Model {

    /** The fields of the next reading: {@link Double}, {@link Boolean} or {@link String} by name. */
    Map<String, Object> read(Instant time);

    /** To so many decimals, as a sensor gives it. */
    static double rounded(double value, int decimals) {
        double scale = Math.pow(10, decimals);
        return Math.round(value * scale) / scale;
    }

    static double between(double min, double max, double value) {
        return Math.max(min, Math.min(max, value));
    }
}
