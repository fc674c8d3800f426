package io.iotflow.quarantine;

import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.web.PageParameters;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The quarantine for operators: what is in it, and out with it. */
@Path("/admin/quarantine")
@Produces(MediaType.APPLICATION_JSON)
@Singleton
public class QuarantineResource {

    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX = 1000;

    private final QuarantineStore store;
    private final ReplayService replays;
    private final QuarantineDeletion clearing;

    @Inject
    QuarantineResource(QuarantineStore store, ReplayService replays, QuarantineDeletion clearing) {
        this.store = store;
        this.replays = replays;
        this.clearing = clearing;
    }

    @GET
    @RolesAllowed("viewer")
    public MessageAnswer.Page list(
            @QueryParam("device_id") String deviceId,
            @QueryParam("reason") String reason,
            @QueryParam("source") String source,
            @QueryParam("start") String start,
            @QueryParam("stop") String stop,
            @QueryParam("limit") String limitText,
            @QueryParam("cursor") String cursor) {
        int limit = PageParameters.limit(limitText, DEFAULT_LIMIT, MAX);
        QuarantineFilter selection = filter(deviceId, reason, source, start, stop);
        List<Quarantined> found =
                store.newest(selection, Optional.ofNullable(cursor).map(Place::parse), limit + 1);
        List<Quarantined> page = found.subList(0, Math.min(limit, found.size()));
        String next = null;
        if (found.size() > limit) {
            Quarantined last = page.get(limit - 1);
            next = new Place(last.receivedAt(), last.id()).text();
        }
        List<MessageAnswer.Line> lines =
                page.stream().map(MessageAnswer.Line::of).toList();
        return new MessageAnswer.Page("success", lines, lines.size(), limit, next, QuarantineFilter.REASONS);
    }

    @GET
    @Path("/{id}")
    @RolesAllowed("viewer")
    public MessageAnswer.One one(@PathParam("id") String id) {
        return new MessageAnswer.One("success", MessageAnswer.of(find(id)));
    }

    @GET
    @Path("/{id}/payload")
    @RolesAllowed("viewer")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    public Response payload(@PathParam("id") String id) {
        Quarantined message = find(id);
        // Whatever the bytes are, no browser shall take them for a page.
        return Response.ok(message.payload(), MediaType.APPLICATION_OCTET_STREAM)
                .header("Content-Disposition", "attachment; filename=\"quarantine-" + message.id() + ".bin\"")
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Security-Policy", "default-src 'none'; sandbox")
                .header("Cache-Control", "no-store")
                .build();
    }

    @DELETE
    @Path("/{id}")
    @RolesAllowed("admin")
    public Deleted delete(@PathParam("id") String id) {
        if (!clearing.delete(number(id))) {
            throw noSuch();
        }
        return new Deleted("success", 1);
    }

    @DELETE
    @RolesAllowed("admin")
    public Deleted deleteAll(
            @QueryParam("device_id") String deviceId,
            @QueryParam("reason") String reason,
            @QueryParam("source") String source,
            @QueryParam("start") String start,
            @QueryParam("stop") String stop) {
        QuarantineFilter selection = filter(deviceId, reason, source, start, stop);
        if (selection.isEmpty()) {
            throw Problem.invalid(
                    "filter", "is missing: name at least one of device_id, reason, source, start and stop");
        }
        return new Deleted("success", clearing.delete(selection));
    }

    /** What a deletion answers. */
    public record Deleted(String status, long deleted) {}

    private Quarantined find(String id) {
        return store.read(List.of(number(id))).stream().findFirst().orElseThrow(QuarantineResource::noSuch);
    }

    /** The number of a message; what is no number is no message's. */
    static long number(String id) {
        if (!id.matches("\\d{1,18}")) {
            throw noSuch();
        }
        return Long.parseLong(id);
    }

    static Problem noSuch() {
        return Problem.notFound("There is no such message in the quarantine: it was replayed, deleted or dropped.");
    }

    private QuarantineFilter filter(String deviceId, String reason, String source, String start, String stop) {
        Map<String, String> filters = new HashMap<>();
        filters.put("device_id", deviceId);
        filters.put("reason", reason);
        filters.put("source", source);
        filters.put("start", start);
        filters.put("stop", stop);
        filters.values().removeIf(Objects::isNull);
        return QuarantineFilter.of(filters, replays.sources());
    }
}
