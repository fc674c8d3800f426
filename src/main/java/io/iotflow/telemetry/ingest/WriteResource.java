package io.iotflow.telemetry.ingest;

import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.problem.Violation;
import io.iotflow.platform.ratelimit.LimitType;
import io.iotflow.platform.ratelimit.RateLimited;
import io.iotflow.platform.ratelimit.RateLimits;
import io.iotflow.refusal.SentMessages;
import io.iotflow.refusal.TakesMessages;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** Line protocol over HTTP, for what writes to InfluxDB, such as Telegraf. Its clients find it at InfluxDB's address too. */
@Path("/influxdb/write")
@Singleton
public class WriteResource {

    private final HttpIngestion ingest;
    private final LineReader lines;
    private final RateLimits limits;

    @Inject
    public WriteResource(HttpIngestion ingest, LineReader lines, RateLimits limits) {
        this.ingest = ingest;
        this.lines = lines;
        this.limits = limits;
    }

    @POST
    @TakesMessages
    @Consumes(MediaType.WILDCARD) // curl says that everything is a form
    @RolesAllowed({"device", "admin"})
    @RateLimited(LimitType.TELEMETRY)
    public CompletionStage<Response> write(
            @Context SecurityContext caller,
            @Context HttpServletRequest request,
            @QueryParam("precision") @DefaultValue("ns") String precision,
            @QueryParam("partial") @DefaultValue("false") boolean partial,
            byte[] body) {
        LineReader.Body read = lines.read(caller, body, LinePrecision.of(precision), Instant.now());
        SentMessages sent = SentMessages.of(request).are(read.lines());
        sent.because(read.firstRefused());
        if (read.lines() == 0) {
            throw Problem.invalid("body", "must have at least one line of line protocol");
        }
        limits.requireMoreTelemetry(caller, read.lines() - 1);
        boolean hasBadLines = !read.violations().isEmpty();
        if (hasBadLines && !partial || read.messages().isEmpty()) {
            throw Problem.invalid(read.violations(), "nothing is stored");
        }
        if (!partial) {
            return ingest.store(read.messages(), read.paths()).thenApply(ids -> answer(read, ids.size(), List.of()));
        }
        return ingest.storePartly(read.messages(), read.paths()).thenApply(it -> {
            sent.because(it.reason());
            sent.stored(it.stored(), it.violations());
            return answer(read, it.stored(), it.violations());
        });
    }

    private static Response answer(LineReader.Body read, int stored, List<Violation> refused) {
        List<Violation> violations =
                Stream.concat(read.violations().stream(), refused.stream()).toList();
        if (!violations.isEmpty()) {
            throw Problem.invalid(violations, "the other " + stored + " of " + read.lines() + " lines are stored");
        }
        return Response.noContent().build();
    }
}
