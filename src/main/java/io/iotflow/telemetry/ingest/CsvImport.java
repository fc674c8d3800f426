package io.iotflow.telemetry.ingest;

import io.iotflow.platform.json.Json;
import io.iotflow.platform.problem.Violation;
import io.iotflow.telemetry.store.MessagePaths;
import io.iotflow.telemetry.store.TelemetryMessage;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVRecord;

/**
 * One import: lines become messages, a thousand at a time are stored. Lines of one device, measurement, time and set of tags that
 * follow each other closely are one message.
 */
final class CsvImport {

    private static final int BATCH = 1_000;
    private static final Pattern NUMBER = Pattern.compile("[-+]?\\d{1,400}(\\.\\d{1,400})?([eE][-+]?\\d{1,4})?");
    private static final Pattern EPOCH = Pattern.compile("-?\\d{1,20}(\\.\\d{1,9})?");

    private final CsvColumns columns;
    private final HistoryReader reader;
    private final BiPredicate<String, String> isText;
    private final BiFunction<List<TelemetryMessage>, MessagePaths, Partly> log;
    private final CsvReport report = new CsvReport();
    private final Map<Point, Draft> batch = new LinkedHashMap<>();

    /**
     * An import.
     *
     * @param isText whether a field of a measurement holds texts, so that {@code 1.0} is one there
     * @param log stores messages, or says what would become of them
     */
    CsvImport(
            CsvColumns columns,
            HistoryReader reader,
            BiPredicate<String, String> isText,
            BiFunction<List<TelemetryMessage>, MessagePaths, Partly> log) {
        this.columns = columns;
        this.reader = reader;
        this.isText = isText;
        this.log = log;
    }

    private record Point(String device, String measurement, String time, Map<String, String> tags) {}

    /** A message as it comes together. */
    private static final class Draft {

        private final long line;
        private final Map<String, JsonValue> data = new LinkedHashMap<>();
        private long lines;

        Draft(long line) {
            this.line = line;
        }
    }

    /** Takes a line, which begins at this one of the file. */
    void take(CSVRecord record, long line) {
        report.row();
        List<CsvColumns.Cell> cells = columns.cells(record);
        if (cells.isEmpty()) {
            report.refused(1, new CsvReport.Line(line, "fields", "no_field", "are missing: all cells are empty"));
            return;
        }
        Set<Point> points = new HashSet<>();
        for (CsvColumns.Cell cell : cells) {
            Point point = new Point(cell.device(), cell.measurement(), columns.time(record), columns.tags(record));
            Draft draft = batch.get(point);
            if (draft == null) {
                if (batch.size() >= BATCH && points.isEmpty()) {
                    store();
                }
                draft = new Draft(line);
                batch.put(point, draft);
            }
            draft.data.put(cell.field(), value(cell));
            if (points.add(point) && points.size() == 1) {
                draft.lines++; // a line of several devices is counted with the first
            }
        }
    }

    private JsonValue value(CsvColumns.Cell cell) {
        String text = cell.value();
        String measurement = cell.measurement() == null ? MessageReader.DEFAULT_MEASUREMENT : cell.measurement();
        if (isText.test(measurement, cell.field())) {
            return Json.createValue(text);
        }
        if (text.equals("true") || text.equals("false")) {
            return text.equals("true") ? JsonValue.TRUE : JsonValue.FALSE;
        }
        return NUMBER.matcher(text).matches() ? Json.createValue(new BigDecimal(text)) : Json.createValue(text);
    }

    /** Stores what is left, and says what became of all. */
    CsvReport finish() {
        store();
        return report;
    }

    private void store() {
        List<TelemetryMessage> messages = new ArrayList<>();
        List<Draft> drafts = new ArrayList<>();
        Instant now = Instant.now();
        batch.forEach((point, draft) -> {
            try {
                messages.add(reader.read(message(point, draft), false, now));
                drafts.add(draft);
            } catch (Refused e) {
                report.refused(
                        draft.lines,
                        new CsvReport.Line(
                                draft.line, column(e.field()), e.reason().code(), e.getMessage()));
            }
        });
        batch.clear();
        if (!messages.isEmpty()) {
            store(messages, drafts);
        }
    }

    private void store(List<TelemetryMessage> messages, List<Draft> drafts) {
        Partly partly = log.apply(messages, new MessagePaths(place -> place + " ", "data.", "metadata."));
        Set<Integer> refused = new HashSet<>();
        for (Violation violation : partly.violations()) {
            Draft draft = drafts.get(place(violation));
            refused.add(place(violation));
            String reason = partly.reason().map(it -> it.code()).orElse("refused");
            report.refused(
                    draft.lines,
                    new CsvReport.Line(draft.line, column(member(violation)), reason, violation.message()));
        }
        for (Violation violation : partly.leftOut()) {
            report.leftOut(new CsvReport.Line(
                    drafts.get(place(violation)).line, column(member(violation)), violation.message(), "is left out"));
        }
        for (int i = 0; i < drafts.size(); i++) {
            report.stored(refused.contains(i) ? 0 : drafts.get(i).lines);
        }
    }

    private static JsonObject message(Point point, Draft draft) {
        JsonObjectBuilder data = Json.createObjectBuilder();
        draft.data.forEach(data::add);
        JsonObjectBuilder message = Json.createObjectBuilder().add("data", data);
        if (point.device() != null && !point.device().isEmpty()) {
            message.add("device_id", point.device());
        }
        if (!point.time().isEmpty()) {
            message.add(
                    "timestamp",
                    EPOCH.matcher(point.time()).matches()
                            ? Json.createValue(new BigDecimal(point.time()))
                            : Json.createValue(point.time()));
        }
        if (point.measurement() != null && !point.measurement().isEmpty()) {
            message.add("type", point.measurement());
        }
        if (!point.tags().isEmpty()) {
            JsonObjectBuilder tags = Json.createObjectBuilder();
            point.tags().forEach(tags::add);
            message.add("metadata", tags);
        }
        return message.build();
    }

    private static int place(Violation violation) {
        return Integer.parseInt(violation.field().substring(0, violation.field().indexOf(' ')));
    }

    private static String member(Violation violation) {
        return violation.field().substring(violation.field().indexOf(' ') + 1);
    }

    /** The name that the file knows it by. */
    private static String column(String member) {
        return switch (member) {
            case "timestamp" -> "time";
            case "type" -> "measurement";
            default -> member.replaceFirst("^(data|metadata)\\.", "");
        };
    }
}
