package io.iotflow.timeseries;

import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/**
 * One field of a point, as both stores answer it.
 *
 * @param value a {@link Double}, {@link Boolean} or {@link String}
 */
record DataPoint(Instant time, String measurement, String field, Object value, Map<String, String> tags) {

    /** By time, then measurement, then field. */
    static final Comparator<DataPoint> ORDER = Comparator.comparing(DataPoint::time)
            .thenComparing(DataPoint::measurement)
            .thenComparing(DataPoint::field)
            .thenComparing(point -> new TreeMap<>(point.tags()).toString());

    DataPoint {
        if (value instanceof Number number) {
            value = number.doubleValue();
        }
    }
}
