package io.iotflow.device;

import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.RequestExample;
import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.ratelimit.LimitType;
import io.iotflow.platform.ratelimit.RateLimited;
import jakarta.annotation.security.PermitAll;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Registers devices: by an operator, or by anybody where {@code IOTFLOW_REGISTRATION=open}. */
@Path("/devices/register")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Devices", description = "What a device does for itself, and its registration")
public class RegistrationResource {

    private final DeviceRegistry registry;
    private final DeviceDescriptions descriptions;
    private final boolean open;

    protected RegistrationResource() { // CDI proxy
        this.registry = null;
        this.descriptions = null;
        this.open = false;
    }

    @Inject
    RegistrationResource(DeviceRegistry registry, DeviceDescriptions descriptions, RegistrationSettings settings) {
        this.registry = registry;
        this.descriptions = descriptions;
        this.open = settings.open;
    }

    @POST
    @PermitAll // by configuration; checked below
    @RateLimited(LimitType.REGISTRATION)
    @Operation(
            summary = "Register a device; its key is in this answer and never shown again",
            description = "Needs an operator's key with the role admin, or none where IOTFLOW_REGISTRATION=open.")
    @SecurityRequirement(name = "operator_key")
    @RequestExample(Examples.REGISTRATION)
    @APIResponse(
            responseCode = "201",
            description = "The device, with its key",
            content = @Content(examples = @ExampleObject(name = "answer", value = Examples.REGISTERED)))
    @APIResponse(responseCode = "409", ref = "Problem409")
    public Response register(@Context SecurityContext caller, byte[] body) {
        if (!open && caller.getUserPrincipal() == null) {
            throw Problem.unauthorized("Registration needs an admin key in the X-API-Key header.");
        }
        if (!open && !caller.isUserInRole("admin")) {
            throw Problem.forbidden("Registration needs an admin key.");
        }
        DeviceRegistry.Registered registered = registry.register(NewDevice.of(body));
        return Response.status(Response.Status.CREATED)
                .entity(answer(registered))
                .build();
    }

    private JsonObject answer(DeviceRegistry.Registered registered) {
        String deviceId = registered.device().deviceId;
        return Json.createObjectBuilder()
                .add("message", "Device registered successfully")
                .add(
                        "device",
                        Json.createObjectBuilder(descriptions.of(registered.device()))
                                .add("api_key", registered.key())
                                .add("mqtt", MqttAccount.of(new DeviceTopics(deviceId, List.of()), registered.key())))
                .build();
    }
}
