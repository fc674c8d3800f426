package io.iotflow.device;

import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.RequestBody;
import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.problem.Violation;
import io.iotflow.platform.web.CsvBody;
import jakarta.json.JsonObjectBuilder;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.csv.CSVRecord;

/** A line of a CSV of new devices, which begins at this one of the file. */
record DeviceLine(long number, NewDevice device) {

    /** Of one file; the answer has a key for each, and holds them in memory. */
    static final int MAX = 10_000;

    private static final Set<String> REQUIRED = Set.of("name", "device_type");
    private static final List<String> COLUMNS = List.of(
            "name",
            "device_type",
            "device_id",
            "description",
            "location",
            "firmware_version",
            "hardware_version",
            "timezone");

    /** All that can be registered, by themselves; the others are in the report. 400 for a file that is none. */
    static List<DeviceLine> read(InputStream csv, BulkReport report) {
        List<DeviceLine> lines = new ArrayList<>();
        CsvBody.read(csv, new CsvBody.Reader() {

            private List<String> columns;

            @Override
            public void header(List<String> names) {
                columns = checked(names.stream().map(String::strip).toList());
            }

            @Override
            public void line(CSVRecord cells, long number) {
                report.row();
                if (report.rows() > MAX) {
                    throw Problem.invalid(
                            "body", "must have at most " + MAX + " devices; send the others in a file of their own");
                }
                take(cells, number);
            }

            private void take(CSVRecord cells, long number) {
                JsonObjectBuilder device = Json.createObjectBuilder();
                for (int i = 0; i < columns.size(); i++) {
                    device.add(columns.get(i), cells.get(i));
                }
                try {
                    lines.add(new DeviceLine(number, NewDevice.checked(RequestBody.of(device.build()))));
                } catch (Problem e) {
                    for (Violation violation : e.violations()) {
                        report.wrong(number, violation.field(), violation.message());
                    }
                    report.refused();
                }
            }
        });
        return lines;
    }

    private static List<String> checked(List<String> names) {
        List<Violation> violations = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!COLUMNS.contains(name)) {
                violations.add(new Violation(
                        "column '" + name + "'",
                        "is not known; there are " + String.join(", ", COLUMNS)
                                + (name.contains(";") ? ". Columns are separated by commas, not semicolons" : "")));
            } else if (!seen.add(name)) {
                violations.add(new Violation("column '" + name + "'", "is there twice"));
            }
        }
        REQUIRED.stream()
                .filter(it -> !seen.contains(it))
                .sorted()
                .forEach(it -> violations.add(new Violation("column '" + it + "'", "is required")));
        if (!violations.isEmpty()) {
            throw Problem.invalid(violations);
        }
        return names;
    }
}
