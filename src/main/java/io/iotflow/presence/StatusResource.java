package io.iotflow.presence;

import io.iotflow.device.Device;
import io.iotflow.device.DeviceDescriptions;
import io.iotflow.device.DeviceRegistry;
import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.ratelimit.LimitType;
import io.iotflow.platform.ratelimit.RateLimited;
import io.iotflow.telemetry.store.TelemetryCounts;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
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

/** How a device is, asked by itself. */
@Path("/devices/status")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Devices")
public class StatusResource {

    private final DeviceRegistry devices;
    private final DeviceDescriptions descriptions;
    private final TelemetryCounts counts;

    protected StatusResource() { // CDI proxy
        this(null, null, null);
    }

    @Inject
    public StatusResource(DeviceRegistry devices, DeviceDescriptions descriptions, TelemetryCounts counts) {
        this.devices = devices;
        this.descriptions = descriptions;
        this.counts = counts;
    }

    @GET
    @RolesAllowed("device")
    @RateLimited(LimitType.DEVICE)
    @Operation(
            summary = "This device as the server knows it",
            description = "telemetry_count counts all its stored messages, also status messages, repeated ones once.")
    @APIResponse(
            responseCode = "200",
            description = "The device",
            content = @Content(examples = @ExampleObject(name = "answer", value = Examples.DEVICE)))
    public JsonObject status(@Context SecurityContext caller) {
        Device device = device(caller);
        return Json.createObjectBuilder()
                .add("status", "success")
                .add(
                        "device",
                        Json.createObjectBuilder(descriptions.of(device))
                                .add("telemetry_count", counts.ofDevice(device.id())))
                .build();
    }

    private Device device(SecurityContext caller) {
        return devices.find(caller.getUserPrincipal().getName())
                .orElseThrow(() -> Problem.unauthorized("This device was deleted."));
    }
}
