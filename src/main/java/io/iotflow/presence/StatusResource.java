package io.iotflow.presence;

import io.iotflow.device.Device;
import io.iotflow.device.DeviceAccess;
import io.iotflow.device.DeviceDescriptions;
import io.iotflow.device.DeviceRegistry;
import io.iotflow.platform.json.Json;
import io.iotflow.platform.ratelimit.LimitType;
import io.iotflow.platform.ratelimit.RateLimited;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;

/** How a device is, requested by itself. */
@Path("/devices/status")
@Produces(MediaType.APPLICATION_JSON)
@Singleton
public class StatusResource {

    private final DeviceRegistry devices;
    private final DeviceDescriptions descriptions;

    @Inject
    public StatusResource(DeviceRegistry devices, DeviceDescriptions descriptions) {
        this.devices = devices;
        this.descriptions = descriptions;
    }

    @GET
    @RolesAllowed("device")
    @RateLimited(LimitType.DEVICE)
    public JsonObject status(@Context SecurityContext caller) {
        Device device = DeviceAccess.device(caller, devices);
        return Json.createObjectBuilder()
                .add("status", "success")
                .add("device", descriptions.of(device))
                .build();
    }
}
