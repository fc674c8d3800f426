package io.iotflow.telemetry.ingest;

import io.iotflow.platform.listener.LargeBody;
import io.iotflow.platform.problem.Problem;
import io.iotflow.telemetry.store.HistoryTrial;
import io.iotflow.telemetry.store.KnownFields;
import io.iotflow.telemetry.store.MessagePaths;
import io.iotflow.telemetry.store.TelemetryMessage;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Messages from a CSV, through the same checks as other history; it is read as it is stored, so it may be long. */
@Path("/admin/import/csv")
@Produces(MediaType.APPLICATION_JSON)
@Singleton
public class CsvImportResource {

    private final HttpIngestion ingest;
    private final HistoryReader reader;
    private final HistoryTrial trial;
    private final KnownFields fields;
    private final TelemetrySettings settings;

    @Inject
    CsvImportResource(
            HttpIngestion ingest,
            HistoryReader reader,
            HistoryTrial trial,
            KnownFields fields,
            TelemetrySettings settings) {
        this.ingest = ingest;
        this.reader = reader;
        this.trial = trial;
        this.fields = fields;
        this.settings = settings;
    }

    @POST
    @Consumes(MediaType.WILDCARD) // curl says that everything is a form
    @RolesAllowed("admin")
    @LargeBody
    public Answer store(
            @QueryParam("check") @DefaultValue("false") boolean check,
            @QueryParam("device_id") String device,
            @QueryParam("measurement") String measurement,
            @QueryParam("field") String field,
            InputStream body) {
        HistoryTrial.Run run = trial.after(List.of());
        BiFunction<List<TelemetryMessage>, MessagePaths, Partly> log = check
                ? (messages, paths) -> join(() -> ingest.history(run::append, messages, paths))
                : (messages, paths) -> join(() -> ingest.storeHistory(messages, paths));
        return read(body, new CsvColumns.Defaults(device, measurement, field), log)
                .answer(check);
    }

    private CsvReport read(
            InputStream body,
            CsvColumns.Defaults defaults,
            BiFunction<List<TelemetryMessage>, MessagePaths, Partly> log) {
        long line = 1;
        try (CSVParser parser = CSVParser.parse(
                new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8.newDecoder())),
                CSVFormat.RFC4180)) {
            Iterator<CSVRecord> lines = parser.iterator();
            if (!lines.hasNext()) {
                throw Problem.invalid("body", "must have a header and lines");
            }
            List<String> header = header(lines.next());
            CsvImport work = new CsvImport(new CsvColumns(header, settings.tagKeys, defaults), reader, texts(), log);
            while (true) {
                line = parser.getCurrentLineNumber() + 1;
                if (!lines.hasNext()) {
                    return work.finish();
                }
                CSVRecord record = lines.next();
                if (record.size() == 1 && record.get(0).isEmpty()) {
                    continue; // an empty line
                }
                if (record.size() != header.size()) {
                    throw Problem.invalid(
                            "line " + line, "has " + record.size() + " cells, the header " + header.size());
                }
                work.take(record, line);
            }
        } catch (UncheckedIOException | IOException e) {
            throw Problem.invalid("line " + line, "is no CSV in UTF-8, or ends early; lines before it may be stored");
        }
    }

    private static List<String> header(CSVRecord record) {
        List<String> names = new ArrayList<>(record.toList());
        names.set(0, names.get(0).replaceFirst("^\uFEFF", "")); // a spreadsheet's mark of UTF-8
        return names;
    }

    /** Asks once for each field. */
    private BiPredicate<String, String> texts() {
        Map<List<String>, Boolean> known = new HashMap<>();
        return (measurement, field) ->
                known.computeIfAbsent(List.of(measurement, field), it -> fields.isText(measurement, field));
    }

    private static Partly join(Supplier<CompletionStage<Partly>> call) {
        try {
            return call.get().toCompletableFuture().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Problem problem) {
                throw problem;
            }
            throw e;
        }
    }

    /**
     * What became of the lines.
     *
     * @param rows lines that were read, without the header
     * @param stored those of them that are stored, or with {@code check} would be
     * @param refused the others
     * @param valuesLeftOut values that are left out of what is stored
     * @param reasons how often each reason occurred
     * @param lines the first 1,000 of what is refused or left out
     */
    public record Answer(
            String status,
            boolean check,
            long rows,
            long stored,
            long refused,
            long valuesLeftOut,
            Map<String, Long> reasons,
            List<CsvReport.Line> lines) {}
}
