package io.iotflow.device;

import io.iotflow.platform.json.Json;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The registry for operators. */
@Path("/admin/devices")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Operators", description = "Devices, groups, keys, statistics and the record of changes, for operators")
public class DeviceListResource {

    private final DeviceSearch search;
    private final DeviceDescriptions descriptions;

    protected DeviceListResource() { // CDI proxy
        this(null, null);
    }

    @Inject
    DeviceListResource(DeviceSearch search, DeviceDescriptions descriptions) {
        this.search = search;
        this.descriptions = descriptions;
    }

    @GET
    @RolesAllowed("viewer")
    @Operation(summary = "Devices, newest first, with filters and pages")
    @APIResponse(
            responseCode = "200",
            description = "One page of devices",
            content = @Content(examples = @ExampleObject(name = "answer", value = Examples.DEVICES)))
    public JsonObject list(
            @QueryParam("page") @Parameter(description = "Which page, from 1; 1 where absent") String page,
            @QueryParam("per_page") @Parameter(description = "Devices on a page, 1 to 100; 20 where absent")
                    String perPage,
            @QueryParam("status") @Parameter(description = "Only active, inactive or maintenance") String status,
            @QueryParam("type") @Parameter(description = "Only this device_type, matched exactly") String type,
            @QueryParam("search")
                    @Parameter(description = "Up to 200 characters of id, name, location or description, in any case")
                    String text) {
        Page wanted = Page.of(page, perPage, 100);
        DeviceSearch.Found found = search.find(DeviceSearch.Wanted.of(status, type, text), wanted);
        return Json.createObjectBuilder()
                .add("status", "success")
                .add("devices", descriptions.ofAll(found.devices()))
                .add("pagination", wanted.describe(found.total()))
                .build();
    }
}
