package io.iotflow.timeseries;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * One field of a point, or of a window of points, as both stores answer it.
 *
 * @param value a {@link Double}, {@link Boolean} or {@link String}
 */
record DataPoint(Instant time, String measurement, String field, Object value, Map<String, String> tags) {

    /** By time, then measurement, field and tag set: no two are alike, so a place between two is one for ever. */
    static final Comparator<DataPoint> ORDER = Comparator.comparing(DataPoint::time)
            .thenComparing(DataPoint::measurement, Utf8Order::compare)
            .thenComparing(DataPoint::field, Utf8Order::compare)
            .thenComparingLong(DataPoint::series);

    DataPoint {
        if (value instanceof Number number) {
            value = number.doubleValue();
        }
    }

    DataPoint withValue(Object other) {
        return new DataPoint(time, measurement, field, other, tags);
    }

    /** A number for the tag set; only needed where one time, measurement and field has several. */
    long series() {
        byte[] text = new TreeMap<>(tags).toString().getBytes(StandardCharsets.UTF_8);
        return UUID.nameUUIDFromBytes(text).getMostSignificantBits();
    }

    /** How much memory it takes, in about bytes; tags are shared. */
    int weight() {
        return 100 + (value instanceof String text ? 2 * text.length() : 0);
    }
}
