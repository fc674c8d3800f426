package io.iotflow.influx;

import java.util.List;

/** One line of line protocol: a series, its fields in the order written, and nanoseconds since 1970. */
record ParsedPoint(SeriesKey series, List<Field> fields, long time) {
    record Field(String name, Object value) {}
}
