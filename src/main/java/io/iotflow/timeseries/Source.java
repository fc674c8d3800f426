package io.iotflow.timeseries;

import java.util.Locale;

/** The store that an answer came from. */
enum Source {
    INFLUXDB,
    POSTGRESQL;

    /** As the API names it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
