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
import java.util.List;
import java.util.Optional;

/** The registry for operators. */
@Path("/admin/devices")
@Produces(MediaType.APPLICATION_JSON)
@Singleton
public class DeviceListResource {

    private static final List<String> STATUSES = List.of("active", "inactive", "maintenance");

    private final DeviceSearch search;
    private final DeviceStore store;
    private final DeviceDescriptions descriptions;

    @Inject
    DeviceListResource(DeviceSearch search, DeviceStore store, DeviceDescriptions descriptions) {
        this.search = search;
        this.store = store;
        this.descriptions = descriptions;
    }

    @GET
    @RolesAllowed("viewer")
    public JsonObject list(
            @QueryParam("page") String page,
            @QueryParam("per_page") String perPage,
            @QueryParam("status") String status,
            @QueryParam("type") String type,
            @QueryParam("location") String location,
            @QueryParam("group") String group,
            @QueryParam("firmware") String firmware,
            @QueryParam("firmware_below") String firmwareBelow,
            @QueryParam("search") String text,
            @QueryParam("online") Boolean online,
            @QueryParam("refused") Boolean refused,
            @QueryParam("silent_since") String silentSince,
            @QueryParam("last_reading_before") String lastReadingBefore,
            @QueryParam("sort") String sort,
            @QueryParam("order") String order) {
        Page wanted = Page.of(page, perPage, 50, 100);
        DeviceFilter.Reader reader = new DeviceFilter.Reader();
        DeviceFilter filter = new DeviceFilter(
                reader.oneOf("status", status, STATUSES),
                reader.text("type", type),
                reader.text("location", location),
                reader.text("group", group),
                reader.text("firmware", firmware),
                reader.version("firmware_below", firmwareBelow),
                reader.text("search", text),
                Optional.ofNullable(online),
                Optional.ofNullable(refused),
                reader.time("silent_since", silentSince),
                reader.time("last_reading_before", lastReadingBefore));
        DeviceOrder by = DeviceOrder.of(
                reader.oneOf("sort", sort, DeviceOrder.COLUMNS), reader.oneOf("order", order, DeviceOrder.DIRECTIONS));
        reader.requireValid();
        DeviceSearch.Found found = search.find(filter, by, wanted);
        return Json.createObjectBuilder()
                .add("status", "success")
                .add("devices", descriptions.ofAll(store.inOrder(found.rowIds())))
                .add("pagination", wanted.describe(found.total()).add("total_is_exact", found.isExact()))
                .build();
    }
}
