package io.iotflow.device;

import io.iotflow.platform.ratelimit.LimitType;
import io.iotflow.platform.ratelimit.RateLimited;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;

/** A device renews its own key. */
@Path("/devices/keys/rotate")
@Produces(MediaType.APPLICATION_JSON)
@Singleton
public class OwnKeyResource {

    private final KeyRotation rotation;

    @Inject
    OwnKeyResource(KeyRotation rotation) {
        this.rotation = rotation;
    }

    @POST
    @RolesAllowed("device")
    @RateLimited(LimitType.DEVICE)
    public JsonObject rotate(@Context SecurityContext caller, @Context HttpHeaders headers) {
        return rotation.ofOwn(caller.getUserPrincipal().getName(), headers.getHeaderString("X-API-Key"));
    }
}
