package io.iotflow.influx;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** A Flux table: typed columns, the labels of its group key, and rows by label. */
record FluxTable(List<Column> columns, Set<String> key, List<Map<String, Object>> rows) {
    static final String TIME_TYPE = "dateTime:RFC3339";
    static final String START = "_start";
    static final String STOP = "_stop";
    static final String TIME = "_time";
    static final String VALUE = "_value";

    /** @param datatype as in the datatype annotation; times are nanoseconds since 1970 */
    record Column(String label, String datatype) {}

    /** The table of one field of one series, as {@code from |> range} yields it. */
    static FluxTable of(PointStore.FieldColumn source, FluxQuery query) {
        SortedMap<String, String> tags = new TreeMap<>(source.series().tags());
        tags.put("_field", source.field());
        tags.put("_measurement", source.series().measurement());
        List<Map<String, Object>> rows = new ArrayList<>();
        source.values().forEach((time, value) -> {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put(START, query.start());
            row.put(STOP, query.stop());
            row.put(TIME, time);
            row.put(VALUE, value);
            row.putAll(tags);
            rows.add(row);
        });
        Set<String> key = new LinkedHashSet<>(List.of(START, STOP));
        key.addAll(tags.keySet());
        return new FluxTable(columns(FieldType.of(rows.get(0).get(VALUE)), tags.keySet()), key, rows);
    }

    /** Columns in the order in which the storage engine yields them. */
    static List<Column> columns(FieldType valueType, Set<String> tags) {
        return columns(valueType, tags, List.of(START, STOP, TIME, VALUE, ""));
    }

    /** @param order labels; the empty one stands for all tags */
    static List<Column> columns(FieldType valueType, Set<String> tags, List<String> order) {
        List<Column> columns = new ArrayList<>();
        for (String label : order) {
            switch (label) {
                case VALUE -> columns.add(new Column(VALUE, valueType.csvName));
                case "" -> tags.forEach(tag -> columns.add(new Column(tag, "string")));
                default -> columns.add(new Column(label, TIME_TYPE));
            }
        }
        return columns;
    }

    FieldType valueType() {
        return columns.stream()
                .filter(column -> column.label().equals(VALUE))
                .map(column -> FieldType.ofCsvName(column.datatype()))
                .findFirst()
                .orElseThrow();
    }

    /** Labels that are neither times nor the value. */
    Set<String> tagLabels() {
        Set<String> labels = new LinkedHashSet<>();
        columns.forEach(column -> labels.add(column.label()));
        labels.removeAll(Set.of(START, STOP, TIME, VALUE));
        return labels;
    }

    FluxTable withRows(List<Map<String, Object>> other) {
        return new FluxTable(columns, key, other);
    }
}
