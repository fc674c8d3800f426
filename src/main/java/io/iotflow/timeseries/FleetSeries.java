package io.iotflow.timeseries;

import io.iotflow.telemetry.store.FleetRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One series of an answer.
 *
 * @param labels what is said of its devices, and the grouping tags; a value may be null
 * @param unit of its values; null where it is not known
 * @param rows in the order of time that was asked for
 */
record FleetSeries(Map<String, String> labels, String measurement, String field, String unit, List<FleetRow> rows) {

    /**
     * What tells one series of an answer from the others.
     *
     * @param tags the values of the grouping tags; null where it does not have one
     */
    record Key(int bucket, String measurement, String field, List<String> tags) {

        /** As PostgreSQL has them: texts by their code points, and what is missing last. */
        static final Comparator<Key> ORDER = Comparator.comparingInt(Key::bucket)
                .thenComparing(Key::measurement, Utf8Order::compare)
                .thenComparing(Key::field, Utf8Order::compare)
                .thenComparing(Key::tags, Key::compareTags);

        private static int compareTags(List<String> some, List<String> others) {
            Comparator<String> order = Comparator.nullsLast(Utf8Order::compare);
            for (int i = 0; i < some.size(); i++) {
                int difference = order.compare(some.get(i), others.get(i));
                if (difference != 0) {
                    return difference;
                }
            }
            return 0;
        }

        static Key of(FleetRow row) {
            return new Key(row.bucket(), row.measurement(), row.field(), row.tags());
        }

        FleetRow row(Instant time, List<Object> values) {
            return new FleetRow(bucket, measurement, field, tags, time, values);
        }
    }

    /** Rows by series, each where its first row comes. */
    static List<FleetSeries> of(List<FleetRow> rows, Function<FleetRow, Map<String, String>> labels) {
        Map<Key, FleetSeries> byKey = new LinkedHashMap<>();
        FleetSeries last = null; // neighbours are mostly of one series
        for (FleetRow row : rows) {
            if (last == null || !row.isOfSeriesOf(last.rows.get(0))) {
                last = byKey.computeIfAbsent(
                        Key.of(row),
                        key -> new FleetSeries(
                                labels.apply(row), row.measurement(), row.field(), null, new ArrayList<>()));
            }
            last.rows.add(row);
        }
        return List.copyOf(byKey.values());
    }

    FleetSeries with(List<FleetRow> others) {
        return new FleetSeries(labels, measurement, field, unit, others);
    }

    FleetSeries in(String itsUnit) {
        return new FleetSeries(labels, measurement, field, itsUnit, rows);
    }

    /** The devices that it is of, by the number of the question. */
    int bucket() {
        return rows.get(0).bucket();
    }

    /** A short name for each series of an answer: of what tells them apart, the device by its id. */
    static List<String> names(List<FleetSeries> all) {
        List<Map<String, String>> parts = all.stream().map(FleetSeries::parts).toList();
        List<String> telling = parts.isEmpty()
                ? List.of()
                : parts.get(0).keySet().stream()
                        .filter(name -> parts.stream()
                                        .map(it -> String.valueOf(it.get(name)))
                                        .distinct()
                                        .count()
                                > 1)
                        .toList();
        List<String> wanted = telling.isEmpty() ? List.of("field") : telling;
        return parts.stream()
                .map(it -> wanted.stream()
                        .map(it::get)
                        .map(value -> Objects.toString(value, "-"))
                        .collect(Collectors.joining(" ")))
                .toList();
    }

    private Map<String, String> parts() {
        Map<String, String> parts = new LinkedHashMap<>(labels);
        if (labels.containsKey("device_id")) { // the others follow from it
            parts.keySet().removeAll(List.of("device_name", "device_type", "location"));
        }
        parts.put("measurement", measurement);
        parts.put("field", field);
        return parts;
    }
}
