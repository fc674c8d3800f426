package io.iotflow.timeseries;

import java.time.Instant;

/**
 * A place in the order of data points: right behind one of them, or before all of a time.
 *
 * @param series {@link DataPoint#series}
 */
record Position(Instant time, String measurement, String field, long series) {

    static Position before(Instant time) {
        return new Position(time, "", "", Long.MIN_VALUE); // no measurement is named so
    }

    static Position behind(DataPoint point) {
        return new Position(point.time(), point.measurement(), point.field(), point.series());
    }

    boolean isBefore(DataPoint point) {
        int order = time.compareTo(point.time());
        if (order == 0) {
            order = Utf8Order.compare(measurement, point.measurement());
        }
        if (order == 0) {
            order = Utf8Order.compare(field, point.field());
        }
        return order < 0 || order == 0 && series < point.series();
    }
}
