package io.iotflow.device;

import io.iotflow.platform.json.Json;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;

/** Takes devices of another product over, so that nobody has to give them new ids and keys. */
@Path("/admin/import/devices")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Singleton
public class DeviceImportResource {

    private final DeviceRegistry registry;

    @Inject
    DeviceImportResource(DeviceRegistry registry) {
        this.registry = registry;
    }

    @POST
    @RolesAllowed("admin")
    public Response importDevice(@QueryParam("check") @DefaultValue("false") boolean check, byte[] body) {
        LegacyDevice legacy = LegacyDevice.of(body, Instant.now());
        if (check) {
            return answer(Response.Status.OK, "The device can be imported, if nothing of it is taken", legacy);
        }
        return registry.importDevice(legacy)
                ? answer(Response.Status.CREATED, "The device was imported with its key", legacy)
                : answer(Response.Status.OK, "The device is here already", legacy);
    }

    private static Response answer(Response.Status status, String message, LegacyDevice legacy) {
        return Response.status(status)
                .entity(Json.createObjectBuilder()
                        .add("status", "success")
                        .add("message", message)
                        .add("device_id", legacy.device().deviceId())
                        .build())
                .build();
    }
}
