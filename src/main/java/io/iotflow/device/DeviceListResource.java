package io.iotflow.device;

import io.iotflow.platform.json.Json;
import io.iotflow.platform.web.Page;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

/** The registry for operators. */
@Path("/admin/devices")
@Produces(MediaType.APPLICATION_JSON)
@Singleton
public class DeviceListResource {

    private final DeviceSearch search;
    private final DeviceDescriptions descriptions;

    @Inject
    DeviceListResource(DeviceSearch search, DeviceDescriptions descriptions) {
        this.search = search;
        this.descriptions = descriptions;
    }

    @GET
    @RolesAllowed("viewer")
    public JsonObject list(
            @QueryParam("page") String page,
            @QueryParam("per_page") String perPage,
            @QueryParam("status") String status,
            @QueryParam("type") String type,
            @QueryParam("search") String text) {
        Page wanted = Page.of(page, perPage, 50, 100);
        DeviceSearch.Found found = search.find(DeviceSearch.Wanted.of(status, type, text), wanted);
        return Json.createObjectBuilder()
                .add("status", "success")
                .add("devices", descriptions.ofAll(found.devices()))
                .add("pagination", wanted.describe(found.total()))
                .build();
    }
}
