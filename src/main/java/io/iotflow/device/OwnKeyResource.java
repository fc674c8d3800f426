package io.iotflow.device;

import io.iotflow.platform.ratelimit.LimitType;
import io.iotflow.platform.ratelimit.RateLimited;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** A device renews its own key. */
@Path("/devices/keys/rotate")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Devices")
public class OwnKeyResource {

    private final KeyRotation rotation;

    protected OwnKeyResource() { // CDI proxy
        this(null);
    }

    @Inject
    OwnKeyResource(KeyRotation rotation) {
        this.rotation = rotation;
    }

    @POST
    @RolesAllowed("device")
    @RateLimited(LimitType.DEVICE)
    @Operation(
            summary = "Make a new key for the calling device",
            description = "The new key is in this answer only. The old one is good for IOTFLOW_KEY_OVERLAP over HTTP.")
    @APIResponse(
            responseCode = "200",
            description = "The new key",
            content = @Content(examples = @ExampleObject(name = "answer", value = Examples.ROTATED)))
    public JsonObject rotate(@Context SecurityContext caller) {
        return rotation.of(caller.getUserPrincipal().getName(), Optional.empty());
    }
}
