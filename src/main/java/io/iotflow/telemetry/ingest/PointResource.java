package io.iotflow.telemetry.ingest;

import io.iotflow.platform.json.RequestBody;
import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.problem.Violation;
import io.iotflow.platform.ratelimit.LimitType;
import io.iotflow.platform.ratelimit.RateLimited;
import io.iotflow.platform.ratelimit.RateLimits;
import io.iotflow.refusal.SentMessages;
import io.iotflow.refusal.TakesMessages;
import io.iotflow.telemetry.store.TelemetryLog;
import io.iotflow.telemetry.store.TelemetryMessage;
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
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** Points in InfluxDB's words over HTTP: one, or up to 10,000 at once. */
@Path("/influxdb/telemetry")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Singleton
public class PointResource {

    private final HttpIngestion ingest;
    private final PointReader points;
    private final RateLimits limits;

    @Inject
    public PointResource(HttpIngestion ingest, PointReader points, RateLimits limits) {
        this.ingest = ingest;
        this.points = points;
        this.limits = limits;
    }

    @POST
    @TakesMessages
    @RolesAllowed({"device", "admin"})
    @RateLimited(LimitType.TELEMETRY)
    public CompletionStage<Response> one(@Context SecurityContext caller, byte[] body) {
        TelemetryMessage message = points.one(caller, RequestBody.object(body), Instant.now());
        return ingest.store(List.of(message))
                .thenApply(ids -> created(new OneAnswer(
                        "Telemetry data written successfully",
                        message.deviceId(),
                        message.measurement(),
                        message.time())));
    }

    @POST
    @TakesMessages
    @Path("/batch")
    @RolesAllowed({"device", "admin"})
    @RateLimited(LimitType.TELEMETRY)
    public CompletionStage<Response> batch(
            @Context SecurityContext caller,
            @Context HttpServletRequest request,
            @QueryParam("partial") @DefaultValue("false") boolean partial,
            byte[] body) {
        JsonArray array = RequestBody.of(body).onlyArray("points");
        SentMessages sent = SentMessages.of(request).are(array.size());
        if (array.size() > TelemetryLog.LARGEST_UPLOAD) {
            throw Problem.tooLarge("A batch holds at most " + TelemetryLog.LARGEST_UPLOAD + " points, this one has "
                    + array.size() + "; send it in parts.");
        }
        limits.requireMoreTelemetry(caller, array.size() - 1);
        PointReader.Batch batch = points.batch(caller, array, Instant.now());
        sent.because(batch.firstRefused());
        if (!batch.violations().isEmpty() && !partial || batch.messages().isEmpty()) {
            throw Problem.invalid(
                    batch.violations().isEmpty()
                            ? List.of(new Violation("points", "must not be empty"))
                            : batch.violations());
        }
        return partial
                ? ingest.storePartly(batch.messages(), batch.paths())
                        .thenApply(it -> stored(sent, it, both(batch.violations(), it.violations())))
                : ingest.store(batch.messages(), batch.paths()).thenApply(ids -> created(ids.size(), List.of()));
    }

    private static List<Violation> both(List<Violation> some, List<Violation> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }

    private static Response stored(SentMessages sent, Partly partly, List<Violation> violations) {
        sent.because(partly.reason());
        sent.stored(partly.stored(), violations);
        return created(partly.stored(), violations);
    }

    private static Response created(int count, List<Violation> violations) {
        return created(new BatchAnswer("Successfully written " + count + " telemetry points", count, violations));
    }

    private static Response created(Object answer) {
        return Response.status(Response.Status.CREATED).entity(answer).build();
    }

    /** What a stored point answers. */
    public record OneAnswer(String message, String deviceId, String measurement, Instant timestamp) {}

    /** What a stored batch answers; violations are of the points that {@code ?partial=true} left out. */
    public record BatchAnswer(String message, int count, List<Violation> violations) {}
}
