package io.iotflow.device;

import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.RequestExample;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** A device for operators: changed and deleted. */
@Path("/admin/devices/{device_id}")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Operators")
public class AdminDeviceResource {

    private final DeviceRegistry registry;
    private final DeviceDescriptions descriptions;

    protected AdminDeviceResource() { // CDI proxy
        this(null, null);
    }

    @Inject
    AdminDeviceResource(DeviceRegistry registry, DeviceDescriptions descriptions) {
        this.registry = registry;
        this.descriptions = descriptions;
    }

    @PUT
    @RolesAllowed("admin")
    @Operation(
            summary = "Change a device",
            description = "Name, type and location are tags of its points in InfluxDB: new points get new series.")
    @RequestExample(Examples.MOVE)
    @APIResponse(
            responseCode = "200",
            description = "The device as it is now",
            content = @Content(examples = @ExampleObject(name = "answer", value = Examples.UPDATED)))
    @APIResponse(responseCode = "409", ref = "Problem409")
    public JsonObject update(@PathParam("device_id") String deviceId, byte[] body) {
        DeviceRecord device = registry.update(deviceId, DeviceUpdate.of(body, DeviceUpdate.OF_AN_OPERATOR));
        return Json.createObjectBuilder()
                .add("status", "success")
                .add("message", "Device updated successfully")
                .add("device", descriptions.of(device))
                .build();
    }

    @DELETE
    @RolesAllowed("admin")
    @Operation(
            summary = "Delete a device with its keys, its broker account and its data in both stores",
            description = "When a store does not answer it is a 503: the device is inactive then; delete it again.")
    @APIResponse(
            responseCode = "200",
            description = "It is gone",
            content = @Content(examples = @ExampleObject(name = "answer", value = Examples.DELETED)))
    public JsonObject delete(@PathParam("device_id") String deviceId) {
        registry.delete(deviceId);
        return Json.createObjectBuilder()
                .add("status", "success")
                .add("message", "Device '" + deviceId + "' and its data are deleted")
                .add("device_id", deviceId)
                .build();
    }
}
