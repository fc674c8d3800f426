package io.iotflow.timeseries;

import io.iotflow.telemetry.store.FleetQuery;
import io.iotflow.telemetry.store.MessageCondition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Whose the tables of InfluxDB's answer are. Rows of one table have the same tags, which are read once. */
final class FleetTables {

    /** Columns of an answer that are no tags; a tag of this name cannot be told from them. */
    static final Set<String> COLUMNS =
            Set.of("result", "table", "_start", "_stop", "_time", "_value", "_field", "_measurement");

    private final FleetQuery query;
    private final Map<String, List<Integer>> buckets = new HashMap<>();
    private int table = -1;
    private Optional<Source> source = Optional.empty();

    /** @param devices the id of each of the query's devices, in their order */
    FleetTables(FleetQuery query, List<String> devices) {
        this.query = query;
        for (int i = 0; i < devices.size(); i++) {
            buckets.computeIfAbsent(devices.get(i), it -> new ArrayList<>(1)).add(query.buckets()[i]);
        }
    }

    /**
     * A series of InfluxDB.
     *
     * @param tags all of them
     * @param keys the series of the answer that it is a part of: one for each bucket of its device
     */
    record Source(
            String device, String measurement, String field, Map<String, String> tags, List<FleetSeries.Key> keys) {}

    /** The series of a row; empty where it is not asked for. */
    Optional<Source> of(FluxRow row) {
        if (row.table() != table) {
            table = row.table();
            source = read(row);
        }
        return source;
    }

    private Optional<Source> read(FluxRow row) {
        Map<String, String> tags = row.texts();
        String measurement = tags.get("_measurement");
        String field = tags.get("_field");
        tags.keySet().removeAll(COLUMNS);
        String device = tags.get("device_id");
        List<Integer> ofDevice = buckets.getOrDefault(device, List.of());
        if (ofDevice.isEmpty() || !query.conditions().stream().allMatch(it -> isTrue(it, tags))) {
            return Optional.empty();
        }
        List<String> groupTags =
                Arrays.asList(query.groupTags().stream().map(tags::get).toArray(String[]::new));
        return Optional.of(new Source(
                device,
                measurement,
                field,
                tags,
                ofDevice.stream()
                        .map(it -> new FleetSeries.Key(it, measurement, field, groupTags))
                        .toList()));
    }

    private static boolean isTrue(MessageCondition condition, Map<String, String> tags) {
        if (!condition.tag()) {
            return true; // InfluxDB has checked it
        }
        String value = tags.get(condition.name());
        return switch (condition.comparison()) {
            case EQUAL, IN -> value != null && condition.values().contains(value);
            case NOT_EQUAL -> !condition.values().get(0).equals(value);
            case EXISTS -> value != null;
            case MISSING -> value == null;
            default -> throw new IllegalArgumentException(condition.comparison() + " of a tag");
        };
    }
}
