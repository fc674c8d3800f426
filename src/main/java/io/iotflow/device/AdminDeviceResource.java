package io.iotflow.device;

import io.iotflow.platform.json.Json;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** A device for operators: changed and deleted. */
@Path("/admin/devices/{device_id}")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Singleton
public class AdminDeviceResource {

    private final DeviceRegistry registry;
    private final DeviceDescriptions descriptions;

    @Inject
    AdminDeviceResource(DeviceRegistry registry, DeviceDescriptions descriptions) {
        this.registry = registry;
        this.descriptions = descriptions;
    }

    @PUT
    @RolesAllowed("admin")
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
    public JsonObject delete(@PathParam("device_id") String deviceId) {
        registry.delete(deviceId);
        return Json.createObjectBuilder()
                .add("status", "success")
                .add("message", "Device '" + deviceId + "' and its data are deleted")
                .add("device_id", deviceId)
                .build();
    }
}
