package io.iotflow.device;

import io.iotflow.platform.json.Json;
import io.iotflow.platform.ratelimit.LimitType;
import io.iotflow.platform.ratelimit.RateLimited;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;

/** What a device says of itself. */
@Path("/devices/config")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Singleton
public class ConfigResource {

    private final DeviceRegistry registry;
    private final DeviceDescriptions descriptions;

    @Inject
    public ConfigResource(DeviceRegistry registry, DeviceDescriptions descriptions) {
        this.registry = registry;
        this.descriptions = descriptions;
    }

    @PUT
    @RolesAllowed("device")
    @RateLimited(LimitType.DEVICE)
    public JsonObject update(@Context SecurityContext caller, byte[] body) {
        DeviceRecord device =
                registry.update(caller.getUserPrincipal().getName(), DeviceUpdate.of(body, DeviceUpdate.OF_A_DEVICE));
        return Json.createObjectBuilder()
                .add("message", "Device configuration updated successfully")
                .add("device", descriptions.of(device))
                .build();
    }
}
