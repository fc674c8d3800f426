package io.iotflow.telemetry.ingest;

import io.iotflow.platform.problem.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.csv.CSVRecord;

/**
 * What the columns of a CSV are, by its header: long (a line for each value, in the columns {@code field} and {@code value}) or wide
 * (a column for each field). Where nothing says the device, the columns of a wide one are named as our own wide answers name
 * them: a device id, and behind it perhaps measurement and field.
 */
final class CsvColumns {

    private static final Set<String> TIME = Set.of("time", "timestamp");
    private static final Set<String> DEVICE = Set.of("device_id", "device");
    private static final String TAG = "tag:";

    /** What our own answers say besides, which the registry knows. */
    private static final Set<String> OF_THE_REGISTRY =
            Set.of("device_name", "device_type", "location", "group", "topic", "other_tags");

    private static final int MOST = 2_000;

    /** What a call says for all lines; null where it does not. */
    record Defaults(String device, String measurement, String field) {}

    /** One value of a line. */
    record Cell(String device, String measurement, String field, String value) {}

    private record Column(int index, String device, String measurement, String field) {}

    private final Defaults defaults;
    private final boolean isLong;
    private final int time;
    private final int device;
    private final int measurement;
    private final int field;
    private final int value;
    private final Map<String, Integer> tags = new HashMap<>();
    private final List<Column> columns = new ArrayList<>();

    /** 400 for a header that cannot be read. */
    CsvColumns(List<String> header, Set<String> tagKeys, Defaults defaults) {
        this.defaults = defaults;
        requireDistinct(header);
        time = first(header, TIME);
        device = first(header, DEVICE);
        measurement = header.indexOf("measurement");
        field = header.indexOf("field");
        value = header.indexOf("value");
        isLong = field >= 0 && value >= 0;
        if (time < 0) {
            throw Problem.invalid("line 1", "must have a column time");
        }
        boolean ofOneDevice = device >= 0 || defaults.device() != null;
        for (int i = 0; i < header.size(); i++) {
            String name = header.get(i);
            if (i == time || i == device || i == measurement) {
                continue;
            }
            if (name.startsWith(TAG) || isLong && tagKeys.contains(name) && !OF_THE_REGISTRY.contains(name)) {
                tags.put(name.startsWith(TAG) ? name.substring(TAG.length()) : name, i);
            } else if (isLong) {
                requireKnown(i, name);
            } else {
                columns.add(ofOneDevice ? new Column(i, null, null, name) : ofItsName(i, name));
            }
        }
        if (isLong && !ofOneDevice) {
            throw Problem.invalid("line 1", "must have a column device_id, or the call a parameter device_id");
        }
    }

    private static void requireDistinct(List<String> header) {
        if (header.size() > MOST) {
            throw Problem.invalid("line 1", "has more than " + MOST + " columns");
        }
        Set<String> seen = new HashSet<>();
        header.forEach(it -> {
            if (it.isEmpty() || !seen.add(it)) {
                throw Problem.invalid("line 1", "must name each column, each once; see '" + it + "'");
            }
        });
    }

    private static int first(List<String> header, Set<String> names) {
        for (int i = 0; i < header.size(); i++) {
            if (names.contains(header.get(i))) {
                return i;
            }
        }
        return -1;
    }

    private void requireKnown(int index, String name) {
        if (index != field && index != value && !OF_THE_REGISTRY.contains(name)) {
            throw Problem.invalid(
                    "line 1",
                    "has the column '" + name
                            + "', which is none of time, device_id, measurement, field, value and tag:<name>");
        }
    }

    /** {@code office-1}, {@code office-1 humidity} or {@code office-1 environmental humidity}. */
    private Column ofItsName(int index, String name) {
        String[] words = name.split(" ", 3);
        String ofField = words.length > 1 ? words[words.length - 1] : defaults.field();
        if (ofField == null) {
            throw Problem.invalid(
                    "field",
                    "is required, as a parameter: the columns name devices; or give device_id, or a column of it");
        }
        return new Column(index, words[0], words.length == 3 ? words[1] : null, ofField);
    }

    String time(CSVRecord line) {
        return line.get(time);
    }

    /** The tags of a line that are not empty. */
    Map<String, String> tags(CSVRecord line) {
        Map<String, String> all = new HashMap<>();
        tags.forEach((name, index) -> {
            if (!line.get(index).isEmpty()) {
                all.put(name, line.get(index));
            }
        });
        return all;
    }

    /** The values of a line that are not empty. */
    List<Cell> cells(CSVRecord line) {
        String ofDevice = device >= 0 ? line.get(device) : defaults.device();
        String ofMeasurement = measurement >= 0 ? line.get(measurement) : defaults.measurement();
        if (isLong) {
            return List.of(new Cell(ofDevice, ofMeasurement, line.get(field), line.get(value)));
        }
        List<Cell> cells = new ArrayList<>();
        for (Column column : columns) {
            if (!line.get(column.index()).isEmpty()) {
                cells.add(new Cell(
                        Optional.ofNullable(column.device()).orElse(ofDevice),
                        Optional.ofNullable(column.measurement()).orElse(ofMeasurement),
                        column.field(),
                        line.get(column.index())));
            }
        }
        return cells;
    }
}
