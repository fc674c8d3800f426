package io.iotflow.quarantine;

import io.iotflow.platform.json.RequestExample;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The way back: messages of the quarantine through ingestion that refused them, after a fix. */
@Path("/admin/quarantine")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Quarantine")
public class ReplayResource {

    private final ReplayService replays;

    protected ReplayResource() { // CDI proxy
        this(null);
    }

    @Inject
    ReplayResource(ReplayService replays) {
        this.replays = replays;
    }

    @POST
    @Path("/{id}/replay")
    @RolesAllowed("admin")
    @Operation(summary = "Replay one message; accepted means stored and no longer in the quarantine")
    @APIResponse(
            responseCode = "200",
            description = "Whether it was accepted, or why it was refused again",
            content = @Content(examples = @ExampleObject(name = "answer", value = Examples.REPLAYED)))
    public ReplayAnswer one(@PathParam("id") @Parameter(description = QuarantineResource.ID) String id) {
        ReplayAnswer answer = replays.replay(ReplayRequest.of(QuarantineResource.number(id)));
        if (answer.notFound() > 0) {
            throw QuarantineResource.noSuch();
        }
        return answer;
    }

    @POST
    @Path("/replay")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed("admin")
    @Operation(
            summary = "Replay messages by their ids, or the oldest that fit a filter; at most 10,000 at once",
            description =
                    "Either `ids` alone, such as [17, 18], or any of device_id, reason, source, start and stop, with"
                            + " `limit` (1 to 10000, which is the default) and `cursor`.")
    @RequestExample(Examples.REPLAY)
    @APIResponse(
            responseCode = "200",
            description = "What became of each; next_cursor, sent as cursor, goes on behind the last one",
            content = @Content(examples = @ExampleObject(name = "answer", value = Examples.REPLAYED)))
    public ReplayAnswer many(byte[] body) {
        return replays.replay(ReplayRequest.of(body, replays.sources()));
    }
}
