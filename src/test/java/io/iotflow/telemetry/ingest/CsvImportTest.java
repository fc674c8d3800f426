package io.iotflow.telemetry.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iotflow.platform.problem.Violation;
import io.iotflow.quarantine.Reason;
import io.iotflow.telemetry.store.TelemetryMessage;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;

/** What lines of a CSV become, and what is said of those that are not stored. */
class CsvImportTest {

    private final List<String> messages = new ArrayList<>();

    /** Takes every message but those of nobody. */
    private final HistoryReader reader = new HistoryReader(null, null) {
        @Override
        TelemetryMessage read(JsonValue message, boolean anyDevice, Instant now) throws Refused {
            if (message.toString().contains("nobody")) {
                throw new Refused(Reason.UNKNOWN_DEVICE, "device_id", "is not registered");
            }
            messages.add(message.toString());
            return new TelemetryMessage(1, "d", "m", now, Map.of("f", 1.0), Map.of(), Map.of(), null, now);
        }
    };

    @Test
    void linesOfOnePointAreOneMessage() throws IOException {
        CsvImportResource.Answer answer = read("""
                time,device_id,measurement,field,value
                2026-02-01,d,m,a,1.5
                2026-02-01,d,m,b,true
                1769904000,d,m,a,x
                2026-02-01,nobody,m,a,1
                2026-02-01,d,m,text,1.0
                """);

        assertEquals(
                List.of(
                        "{\"data\":{\"a\":1.5,\"b\":true,\"text\":\"1.0\"},\"device_id\":\"d\",\"timestamp\":\"2026-02-01\",\"type\":\"m\"}",
                        "{\"data\":{\"a\":\"x\"},\"device_id\":\"d\",\"timestamp\":1769904000,\"type\":\"m\"}"),
                messages);
        assertEquals(5, answer.rows());
        assertEquals(4, answer.stored());
        assertEquals(1, answer.refused());
        assertEquals(
                List.of(new CsvReport.Line(5, "device_id", "unknown_device", "is not registered")), answer.lines());
    }

    @Test
    void whatTheLogRefusesOrLeavesOutIsNamedByItsLine() throws IOException {
        CsvImportResource.Answer answer = read("""
                time,device_id,refused,left
                1,d,1,
                2,d,,2
                3,d,,
                """);

        assertEquals(
                List.of(
                        new CsvReport.Line(2, "refused", "field_type", "is wrong"),
                        new CsvReport.Line(3, "left", "field_type", "is left out"),
                        new CsvReport.Line(4, "fields", "no_field", "are missing: all cells are empty")),
                answer.lines());
        assertEquals(1, answer.stored());
        assertEquals(2, answer.refused());
        assertEquals(1, answer.valuesLeftOut());
        assertEquals(Map.of("field_type", 2L, "no_field", 1L), answer.reasons());
    }

    private CsvImportResource.Answer read(String csv) throws IOException {
        try (CSVParser parser = CSVParser.parse(new StringReader(csv), CSVFormat.RFC4180)) {
            List<CSVRecord> lines = parser.getRecords();
            CsvColumns columns =
                    new CsvColumns(lines.get(0).toList(), Set.of(), new CsvColumns.Defaults(null, null, null));
            CsvImport work =
                    new CsvImport(columns, reader, (measurement, field) -> field.equals("text"), (all, paths) -> {
                        boolean refuses = csv.contains("refused");
                        return new Partly(
                                all.size() - (refuses ? 1 : 0),
                                refuses
                                        ? List.of(new Violation(paths.message().apply(0) + "data.refused", "is wrong"))
                                        : List.of(),
                                refuses ? Optional.of(Reason.FIELD_TYPE) : Optional.empty(),
                                refuses
                                        ? List.of(new Violation(paths.message().apply(1) + "left", "field_type"))
                                        : List.of());
                    });
            for (int i = 1; i < lines.size(); i++) {
                work.take(lines.get(i), i + 1L);
            }
            return work.finish().answer(false);
        }
    }
}
