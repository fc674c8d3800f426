package io.iotflow.telemetry.ingest;

import io.iotflow.platform.json.RequestBody;
import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.problem.Violation;
import io.iotflow.refusal.SentMessages;
import io.iotflow.refusal.TakesMessages;
import io.iotflow.telemetry.store.HistoryTrial;
import io.iotflow.telemetry.store.MessagePaths;
import io.iotflow.telemetry.store.NewField;
import io.iotflow.telemetry.store.TelemetryLog;
import io.iotflow.telemetry.store.TelemetryMessage;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

/** What another product took of its devices, through the same checks; it does not make a device seen. */
@Path("/admin/import/telemetry")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Singleton
public class HistoryResource {

    private final HttpIngestion ingest;
    private final HistoryReader history;
    private final HistoryTrial trial;

    @Inject
    HistoryResource(HttpIngestion ingest, HistoryReader history, HistoryTrial trial) {
        this.ingest = ingest;
        this.history = history;
        this.trial = trial;
    }

    @POST
    @TakesMessages
    @RolesAllowed("admin")
    public CompletionStage<Answer> store(
            @Context HttpServletRequest http, @QueryParam("check") @DefaultValue("false") boolean check, byte[] body) {
        JsonObject request = RequestBody.object(body);
        JsonArray messages = HistoryRequest.messages(request, check);
        if (messages.size() > TelemetryLog.LARGEST_UPLOAD) {
            throw Problem.tooLarge(
                    "A call holds at most " + TelemetryLog.LARGEST_UPLOAD + " messages; send them in parts.");
        }
        SentMessages sent = SentMessages.of(http).are(messages.size());
        HistoryReader.Batch batch = history.read(messages, check, Instant.now());
        if (check) {
            HistoryTrial.Run run = trial.after(HistoryRequest.fields(request));
            return told(batch, (all, paths) -> ingest.history(run::append, all, paths))
                    .thenApply(it -> new Answer("success", 0, it.violations(), it.leftOut(), run.made()));
        }
        sent.because(batch.firstRefused());
        return told(batch, ingest::storeHistory).thenApply(it -> {
            sent.because(it.reason());
            sent.stored(it.stored(), it.violations());
            return new Answer("success", it.stored(), it.violations(), it.leftOut(), List.of());
        });
    }

    /** Hands those that can be read on, and tells of all. */
    private static CompletionStage<Partly> told(
            HistoryReader.Batch batch, BiFunction<List<TelemetryMessage>, MessagePaths, CompletionStage<Partly>> log) {
        return (batch.messages().isEmpty()
                        ? CompletableFuture.completedStage(Partly.NOTHING)
                        : log.apply(batch.messages(), batch.paths()))
                .thenApply(it -> it.with(batch.violations()));
    }

    /**
     * What the call answers.
     *
     * @param violations of what was not stored
     * @param leftOut what of the others was left out, by where it stood, with the reason's code
     * @param newFields with {@code check}, the fields that the messages would have made
     */
    public record Answer(
            String status, int stored, List<Violation> violations, List<Violation> leftOut, List<NewField> newFields) {}
}
