package io.iotflow.quarantine;

import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** The way back: messages of the quarantine through ingestion that refused them, after a fix. */
@Path("/admin/quarantine")
@Produces(MediaType.APPLICATION_JSON)
@Singleton
public class ReplayResource {

    private final ReplayService replays;

    @Inject
    ReplayResource(ReplayService replays) {
        this.replays = replays;
    }

    @POST
    @Path("/{id}/replay")
    @RolesAllowed("admin")
    public ReplayAnswer one(@PathParam("id") String id) {
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
    public ReplayAnswer many(byte[] body) {
        return replays.replay(ReplayRequest.of(body, replays.sources()));
    }
}
