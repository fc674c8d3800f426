package io.iotflow.telemetry.ingest;

import io.iotflow.platform.json.RequestBody;
import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.problem.Violation;
import io.iotflow.refusal.SentMessages;
import io.iotflow.refusal.TakesMessages;
import io.iotflow.telemetry.store.TelemetryLog;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonArray;
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
import java.util.stream.Stream;

/** What another product took of its devices, through the same checks; it does not make a device seen. */
@Path("/admin/import/telemetry")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Singleton
public class HistoryResource {

    private final HttpIngestion ingest;
    private final HistoryReader history;

    @Inject
    HistoryResource(HttpIngestion ingest, HistoryReader history) {
        this.ingest = ingest;
        this.history = history;
    }

    @POST
    @TakesMessages
    @RolesAllowed("admin")
    public CompletionStage<Answer> store(
            @Context HttpServletRequest request,
            @QueryParam("check") @DefaultValue("false") boolean check,
            byte[] body) {
        JsonArray messages = RequestBody.of(body).onlyArray("messages");
        if (messages.size() > TelemetryLog.LARGEST_UPLOAD) {
            throw Problem.tooLarge(
                    "A call holds at most " + TelemetryLog.LARGEST_UPLOAD + " messages; send them in parts.");
        }
        SentMessages sent = SentMessages.of(request).are(messages.size());
        HistoryReader.Batch batch = history.read(messages, check, Instant.now());
        if (check) {
            return CompletableFuture.completedFuture(new Answer("success", 0, batch.violations()));
        }
        sent.because(batch.firstRefused());
        return batch.messages().isEmpty()
                ? CompletableFuture.completedFuture(answer(sent, 0, batch.violations()))
                : ingest.storeHistory(batch.messages(), batch.paths()).thenApply(it -> {
                    sent.because(it.reason());
                    return answer(
                            sent,
                            it.stored(),
                            Stream.concat(batch.violations().stream(), it.violations().stream())
                                    .toList());
                });
    }

    private static Answer answer(SentMessages sent, int stored, List<Violation> violations) {
        sent.stored(stored, violations);
        return new Answer("success", stored, violations);
    }

    /** What the call answers; violations are of what was not stored. */
    public record Answer(String status, int stored, List<Violation> violations) {}
}
