package io.iotflow.quarantine;

import io.iotflow.platform.problem.Problem;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The quarantine for operators: what is in it, and out with it. */
@Path("/admin/quarantine")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Quarantine", description = "What was refused, with its reason; replayed once the cause is fixed")
public class QuarantineResource {

    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX = 1000;

    static final String ID = "The number of the message, as GET /admin/quarantine lists it";

    private static final String DEVICE = "Only of this device, as the sender named it";
    private static final String REASON = "Only this reason, such as bad_json";
    private static final String SOURCE = "Only what mqtt or influxdb refused";
    private static final String START = "Only what came at this time (RFC 3339) or later";
    private static final String STOP = "Only what came before this time (RFC 3339)";

    private final QuarantineStore store;
    private final ReplayService replays;
    private final QuarantineDeletion clearing;

    protected QuarantineResource() { // CDI proxy
        this(null, null, null);
    }

    @Inject
    QuarantineResource(QuarantineStore store, ReplayService replays, QuarantineDeletion clearing) {
        this.store = store;
        this.replays = replays;
        this.clearing = clearing;
    }

    @GET
    @RolesAllowed("viewer")
    @Operation(summary = "What was refused and why, newest first")
    @APIResponse(
            responseCode = "200",
            description = "A page; next_cursor is null on the last one",
            content = @Content(examples = @ExampleObject(name = "answer", value = Examples.MESSAGES)))
    public MessageAnswer.Page list(
            @QueryParam("device_id") @Parameter(description = DEVICE) String deviceId,
            @QueryParam("reason") @Parameter(description = REASON) String reason,
            @QueryParam("source") @Parameter(description = SOURCE) String source,
            @QueryParam("start") @Parameter(description = START) String start,
            @QueryParam("stop") @Parameter(description = STOP) String stop,
            @QueryParam("limit") @Parameter(description = "1 to 1000; 100 where absent") String limitText,
            @QueryParam("cursor") @Parameter(description = "next_cursor of the page before") String cursor) {
        int limit = limit(limitText);
        QuarantineFilter selection = filter(deviceId, reason, source, start, stop);
        List<Quarantined> found =
                store.newest(selection, Optional.ofNullable(cursor).map(Cursor::parse), limit + 1);
        List<Quarantined> page = found.subList(0, Math.min(limit, found.size()));
        String next = null;
        if (found.size() > limit) {
            Quarantined last = page.get(limit - 1);
            next = new Cursor(last.receivedAt(), last.id()).text();
        }
        List<MessageAnswer.Line> lines =
                page.stream().map(MessageAnswer.Line::of).toList();
        return new MessageAnswer.Page("success", lines, lines.size(), limit, next);
    }

    @GET
    @Path("/{id}")
    @RolesAllowed("viewer")
    @Operation(summary = "One message with its payload: as text where it is text, and always as base64")
    @APIResponse(
            responseCode = "200",
            description = "The message",
            content = @Content(examples = @ExampleObject(name = "answer", value = Examples.MESSAGE)))
    public MessageAnswer.One one(@PathParam("id") @Parameter(description = ID) String id) {
        return new MessageAnswer.One("success", MessageAnswer.of(find(id)));
    }

    @GET
    @Path("/{id}/payload")
    @RolesAllowed("viewer")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    @Operation(summary = "The payload's bytes as they came")
    @APIResponse(
            responseCode = "200",
            description = "The bytes, as a file to save",
            content = @Content(examples = @ExampleObject(name = "answer", value = Examples.PAYLOAD)))
    public Response payload(@PathParam("id") @Parameter(description = ID) String id) {
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
    @Operation(summary = "Delete one message for good")
    @APIResponse(
            responseCode = "200",
            description = "Deleted",
            content = @Content(examples = @ExampleObject(name = "answer", value = Examples.DELETED)))
    public Deleted delete(@PathParam("id") @Parameter(description = ID) String id) {
        if (!clearing.delete(number(id))) {
            throw noSuch();
        }
        return new Deleted("success", 1);
    }

    @DELETE
    @RolesAllowed("admin")
    @Operation(summary = "Delete what fits every filter that is given; at least one must be")
    @APIResponse(
            responseCode = "200",
            description = "How many were deleted",
            content = @Content(examples = @ExampleObject(name = "answer", value = Examples.DELETED)))
    public Deleted deleteAll(
            @QueryParam("device_id") @Parameter(description = DEVICE) String deviceId,
            @QueryParam("reason") @Parameter(description = REASON) String reason,
            @QueryParam("source") @Parameter(description = SOURCE) String source,
            @QueryParam("start") @Parameter(description = START) String start,
            @QueryParam("stop") @Parameter(description = STOP) String stop) {
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

    private static int limit(String text) {
        if (text == null) {
            return DEFAULT_LIMIT;
        }
        int limit = text.matches("\\d{1,4}") ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > MAX) {
            throw Problem.invalid("limit", "must be a whole number from 1 to " + MAX);
        }
        return limit;
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
