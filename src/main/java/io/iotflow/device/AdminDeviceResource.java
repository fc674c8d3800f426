package io.iotflow.device;

import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The registry for operators: listed, changed and deleted. */
@Path("/admin/devices")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Operators")
public class AdminDeviceResource {

    private final DeviceRegistry registry;
    private final DeviceSearch search;
    private final DeviceDescriptions descriptions;

    protected AdminDeviceResource() { // CDI proxy
        this(null, null, null);
    }

    @Inject
    AdminDeviceResource(DeviceRegistry registry, DeviceSearch search, DeviceDescriptions descriptions) {
        this.registry = registry;
        this.search = search;
        this.descriptions = descriptions;
    }

    @GET
    @RolesAllowed("viewer")
    @Operation(
            summary = "Devices, newest first, with filters and pages",
            description = "search finds a part of id, name, location or description, in any case.")
    @APIResponse(responseCode = "200", description = "One page of devices")
    public JsonObject list(
            @QueryParam("page") String page,
            @QueryParam("per_page") String perPage,
            @QueryParam("status") String status,
            @QueryParam("type") String type,
            @QueryParam("search") String text) {
        Page wanted = Page.of(page, perPage, 100);
        DeviceSearch.Found found = search.find(DeviceSearch.Wanted.of(status, type, text), wanted);
        return Json.createObjectBuilder()
                .add("status", "success")
                .add("devices", descriptions.ofAll(found.devices()))
                .add("pagination", wanted.describe(found.total()))
                .build();
    }

    @PUT
    @Path("/{device_id}")
    @RolesAllowed("admin")
    @Operation(
            summary = "Change a device",
            description = "Name, type and location are tags of its points in InfluxDB: new points get new series.")
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples =
                                    @ExampleObject(
                                            name = "move",
                                            value = "{\"location\":\"roof\",\"status\":\"active\"}")))
    @APIResponse(responseCode = "200", description = "The device as it is now")
    public JsonObject update(@PathParam("device_id") String deviceId, byte[] body) {
        DeviceRecord device = registry.update(deviceId, DeviceUpdate.of(body, DeviceUpdate.OF_AN_OPERATOR));
        return Json.createObjectBuilder()
                .add("status", "success")
                .add("message", "Device updated successfully")
                .add("device", descriptions.of(device))
                .build();
    }

    @DELETE
    @Path("/{device_id}")
    @RolesAllowed("admin")
    @Operation(
            summary = "Delete a device with its keys, its broker account and its data in both stores",
            description = "When a store does not answer it is a 503: the device is inactive then; delete it again.")
    @APIResponse(responseCode = "200", description = "It is gone")
    public JsonObject delete(@PathParam("device_id") String deviceId) {
        registry.delete(deviceId);
        return Json.createObjectBuilder()
                .add("status", "success")
                .add("message", "Device '" + deviceId + "' and its data are deleted")
                .add("device_id", deviceId)
                .build();
    }
}
