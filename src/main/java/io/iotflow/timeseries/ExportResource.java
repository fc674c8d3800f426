package io.iotflow.timeseries;

import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.RequestBody;
import io.iotflow.platform.problem.Problem;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Answers about many devices that are written to a file while nobody waits. A viewer sees its own, an admin all. */
@Path("/exports")
@Produces(MediaType.APPLICATION_JSON)
@Singleton
public class ExportResource {

    private static final int MOST_LISTED = 1_000;

    private final ExportStore store;
    private final ExportRunner runner;
    private final FleetAnswers answers;
    private final QuerySettings settings;
    private final StreamLimit streams;

    @Inject
    ExportResource(
            ExportStore store, ExportRunner runner, FleetAnswers answers, QuerySettings settings, StreamLimit streams) {
        this.store = store;
        this.runner = runner;
        this.answers = answers;
        this.settings = settings;
        this.streams = streams;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed("viewer")
    public Response create(@Context SecurityContext caller, byte[] body) {
        JsonObject asked = RequestBody.object(body);
        FleetQuestion question = ExportQuestion.read(asked, settings, Instant.now());
        answers.prepare(question); // what cannot be asked is said now
        Export export = store.create(
                caller.getUserPrincipal().getName(), asked.toString(), FleetQuestion.text(question.format()));
        runner.wake();
        return Response.accepted(new Created("Export queued", ExportAnswer.of(export)))
                .build();
    }

    @GET
    @RolesAllowed("viewer")
    public ListAnswer list(@Context SecurityContext caller) {
        List<ExportAnswer> all = store.list(ownerOf(caller), MOST_LISTED).stream()
                .map(ExportAnswer::of)
                .toList();
        return new ListAnswer("success", all, all.size());
    }

    @GET
    @Path("/{id}")
    @RolesAllowed("viewer")
    public OneAnswer one(@Context SecurityContext caller, @PathParam("id") String id) {
        return new OneAnswer("success", ExportAnswer.of(find(caller, id)));
    }

    @GET
    @Path("/{id}/file")
    @Produces({DataPointCsv.MEDIA_TYPE, FleetQueryResource.NDJSON})
    @RolesAllowed("viewer")
    public Response file(
            @Context SecurityContext caller, @Context HttpServletRequest request, @PathParam("id") String id) {
        Export export = find(caller, id);
        if (!export.state().equals(Export.DONE)) {
            throw Problem.conflict("This export is " + export.state() + ": it has no file.");
        }
        StreamLimit.Lease lease = streams.open(caller.getUserPrincipal().getName());
        boolean csv = export.format().equals("csv");
        return Response.ok(
                        new ExportDownload(store, export, lease, request),
                        csv ? DataPointCsv.MEDIA_TYPE + ";charset=utf-8;header=present" : FleetQueryResource.NDJSON)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename=\"export-" + export.id() + "." + export.format() + "\"")
                .build();
    }

    @DELETE
    @Path("/{id}")
    @RolesAllowed("viewer")
    public Removed remove(@Context SecurityContext caller, @PathParam("id") String id) {
        Export export = find(caller, id);
        if (export.isOpen() && store.cancel(id)) {
            return new Removed("Export cancelled", id);
        }
        store.remove(id);
        return new Removed("Export removed", id);
    }

    private Export find(SecurityContext caller, String id) {
        return store.find(id)
                .filter(it -> ownerOf(caller).map(it.owner()::equals).orElse(true))
                .orElseThrow(() -> Problem.notFound("There is no such export."));
    }

    /** Whose exports the caller sees; empty for all. */
    private static Optional<String> ownerOf(SecurityContext caller) {
        return caller.isUserInRole("admin")
                ? Optional.empty()
                : Optional.of(caller.getUserPrincipal().getName());
    }

    /** {@code file} is null until there is one; {@code progress} is 0 to 1, and null where it is not known. */
    public record ExportAnswer(
            String id,
            String state,
            String format,
            JsonObject question,
            long rows,
            long bytes,
            Double progress,
            String error,
            String createdBy,
            Instant createdAt,
            Instant startedAt,
            Instant finishedAt,
            Instant expiresAt,
            String file) {

        static ExportAnswer of(Export it) {
            return new ExportAnswer(
                    it.id(),
                    it.state(),
                    it.format(),
                    Json.readObject(it.question()),
                    it.rows(),
                    it.bytes(),
                    it.progress(),
                    it.failure(),
                    it.owner(),
                    it.createdAt(),
                    it.startedAt(),
                    it.finishedAt(),
                    it.expiresAt(),
                    it.state().equals(Export.DONE) ? "/api/v1/exports/" + it.id() + "/file" : null);
        }
    }

    /** What was queued. */
    public record Created(String message, ExportAnswer export) {}

    /** One export. */
    public record OneAnswer(String status, ExportAnswer export) {}

    /** The newest ones. */
    public record ListAnswer(String status, List<ExportAnswer> exports, int count) {}

    /** What became of it. */
    public record Removed(String message, String id) {}
}
