package io.iotflow.device;

import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.RequestExample;
import io.iotflow.platform.ratelimit.LimitType;
import io.iotflow.platform.ratelimit.RateLimited;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What a device says of itself. */
@Path("/devices/config")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Devices")
public class ConfigResource {

    private final DeviceRegistry registry;
    private final DeviceDescriptions descriptions;

    protected ConfigResource() { // CDI proxy
        this(null, null);
    }

    @Inject
    public ConfigResource(DeviceRegistry registry, DeviceDescriptions descriptions) {
        this.registry = registry;
        this.descriptions = descriptions;
    }

    @PUT
    @RolesAllowed("device")
    @RateLimited(LimitType.DEVICE)
    @Operation(
            summary = "Change the device's own status, location and versions",
            description = "A device that makes itself inactive is refused from then on; an operator can activate it.")
    @RequestExample(Examples.CONFIGURATION)
    @APIResponse(
            responseCode = "200",
            description = "The device as it is now",
            content = @Content(examples = @ExampleObject(name = "answer", value = Examples.CONFIGURED)))
    public JsonObject update(@Context SecurityContext caller, byte[] body) {
        DeviceRecord device =
                registry.update(caller.getUserPrincipal().getName(), DeviceUpdate.of(body, DeviceUpdate.OF_A_DEVICE));
        return Json.createObjectBuilder()
                .add("message", "Device configuration updated successfully")
                .add("device", descriptions.of(device))
                .build();
    }
}
