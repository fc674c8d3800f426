package io.iotflow.telemetry.ingest;

import io.iotflow.platform.listener.LargeBody;
import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.web.CsvBody;
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
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
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
        Lines lines = new Lines(new CsvColumns.Defaults(device, measurement, field), log);
        CsvBody.read(body, lines);
        return lines.work.finish().answer(check);
    }

    /** One import; what is wrong with the header is a 400 before anything is stored. */
    private final class Lines implements CsvBody.Reader {

        private final CsvColumns.Defaults defaults;
        private final BiFunction<List<TelemetryMessage>, MessagePaths, Partly> log;
        private CsvImport work;

        Lines(CsvColumns.Defaults defaults, BiFunction<List<TelemetryMessage>, MessagePaths, Partly> log) {
            this.defaults = defaults;
            this.log = log;
        }

        @Override
        public void header(List<String> names) {
            work = new CsvImport(new CsvColumns(names, settings.tagKeys, defaults), reader, texts(), log);
        }

        @Override
        public void line(CSVRecord cells, long number) {
            work.take(cells, number);
        }
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
