package io.iotflow.device;

import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.RequestBody;
import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.ratelimit.LimitType;
import io.iotflow.platform.ratelimit.RateLimited;
import jakarta.annotation.security.PermitAll;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Registers devices: by an operator, or by anybody where {@code IOTFLOW_REGISTRATION=open}. */
@Path("/devices/register")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Singleton
public class RegistrationResource {

    private final DeviceRegistry registry;
    private final DeviceDescriptions descriptions;
    private final boolean open;

    @Inject
    RegistrationResource(DeviceRegistry registry, DeviceDescriptions descriptions, RegistrationSettings settings) {
        this.registry = registry;
        this.descriptions = descriptions;
        this.open = settings.open;
    }

    /** The body is a stream, so that a caller who may not register is refused before it is read. */
    @POST
    @PermitAll // by configuration; checked below
    @RateLimited(LimitType.REGISTRATION)
    public Response register(@Context SecurityContext caller, InputStream body) throws IOException {
        if (!open && caller.getUserPrincipal() == null) {
            throw Problem.unauthorized(
                    "Send an admin or provisioner key in the X-API-Key header to register a device.");
        }
        if (!open && !caller.isUserInRole("admin") && !caller.isUserInRole("provisioner")) {
            throw Problem.forbidden("Only an admin or provisioner key may register a device.");
        }
        DeviceRegistry.Registered registered =
                registry.register(NewDevice.checked(RequestBody.of(body.readAllBytes())));
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
                        Json.createObjectBuilder(descriptions.ofNew(registered.device()))
                                .add("api_key", registered.key())
                                .add("mqtt", MqttAccount.of(new DeviceTopics(deviceId, List.of()), registered.key())))
                .build();
    }
}
