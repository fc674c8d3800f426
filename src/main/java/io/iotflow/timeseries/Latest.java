package io.iotflow.timeseries;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The newest data point of each measurement, field and set of tags that the device sent. What the registry and the
 * transport add to the tags does not count: a device that moved or was renamed has one newest value.
 */
final class Latest {

    /** Tags that are none of the device's own. */
    static final Set<String> ADDED = Set.of("device_id", "device_name", "device_type", "location", "topic");

    private final Map<Key, DataPoint> newest = new HashMap<>();

    private record Key(String measurement, String field, Map<String, String> tags) {}

    void add(DataPoint point) {
        Map<String, String> tags = new HashMap<>(point.tags());
        tags.keySet().removeAll(ADDED);
        newest.merge(
                new Key(point.measurement(), point.field(), tags),
                point,
                (one, other) -> DataPoint.ORDER.compare(one, other) > 0 ? one : other);
    }

    /** In {@link DataPoint#ORDER}. */
    List<DataPoint> points() {
        return newest.values().stream().sorted(DataPoint.ORDER).toList();
    }
}
