package io.iotflow.device;

import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.RequestExample;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Takes devices of another product over, so that nobody has to give them new ids and keys. */
@Path("/admin/import/devices")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Operators")
public class DeviceImportResource {

    private final DeviceRegistry registry;

    protected DeviceImportResource() { // CDI proxy
        this(null);
    }

    @Inject
    DeviceImportResource(DeviceRegistry registry) {
        this.registry = registry;
    }

    @POST
    @RolesAllowed("admin")
    @Operation(
            summary = "Take a device over with its id and its key, which stays good",
            description =
                    "A device that is here already with this key is left as it is, and answered with 200. Of a key"
                            + " only its hash is kept; it should be random, because it is as good as the other product made it.")
    @RequestExample(Examples.TAKEOVER)
    @APIResponse(
            responseCode = "201",
            description = "It was imported",
            content = @Content(examples = @ExampleObject(name = "answer", value = Examples.TAKEN_OVER)))
    @APIResponse(
            responseCode = "200",
            description = "It is here already, or it was only checked",
            content = @Content(examples = @ExampleObject(name = "answer", value = Examples.HERE_ALREADY)))
    @APIResponse(responseCode = "409", ref = "Problem409")
    public Response importDevice(
            @Parameter(description = "Whether its members are only checked") @QueryParam("check") @DefaultValue("false")
                    boolean check,
            byte[] body) {
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
