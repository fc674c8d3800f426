package io.iotflow.timeseries;

import java.time.Instant;
import java.util.Comparator;
import java.util.Map;

/**
 * One field of a point, or of a window of points, as both stores answer it.
 *
 * @param value a {@link Double}, {@link Boolean} or {@link String}
 */
record DataPoint(Instant time, String measurement, String field, Object value, TagSet tagSet) {

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

    DataPoint(Instant time, String measurement, String field, Object value, Map<String, String> tags) {
        this(time, measurement, field, value, new TagSet(tags));
    }

    DataPoint withValue(Object other) {
        return new DataPoint(time, measurement, field, other, tagSet);
    }

    Map<String, String> tags() {
        return tagSet.tags();
    }

    /** The number of the tag set; only needed where one time, measurement and field has several. */
    long series() {
        return tagSet.number();
    }

    /** How much memory it takes, in about bytes; tags are shared. */
    int weight() {
        return 100 + (value instanceof String text ? 2 * text.length() : 0);
    }
}
