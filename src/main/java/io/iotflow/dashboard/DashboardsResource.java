package io.iotflow.dashboard;

import io.iotflow.dashboard.DashboardStore.Reader;
import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.RequestBody;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;

/** Dashboards: made by an admin, read by a viewer where they are shared. */
@Path("/dashboards")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Singleton
public class DashboardsResource {

    private final DashboardStore store;
    private final DashboardReader reader;

    @Inject
    DashboardsResource(DashboardStore store, DashboardReader reader) {
        this.store = store;
        this.reader = reader;
    }

    @GET
    @RolesAllowed("viewer")
    public JsonObject all(@Context SecurityContext caller) {
        JsonArrayBuilder all = Json.createArrayBuilder();
        store.all(of(caller)).forEach(it -> all.add(it.describe()));
        return Json.createObjectBuilder()
                .add("status", "success")
                .add("dashboards", all)
                .build();
    }

    @GET
    @Path("/{id}")
    @RolesAllowed("viewer")
    public JsonObject one(@PathParam("id") String id, @Context SecurityContext caller) {
        return Json.createObjectBuilder()
                .add("status", "success")
                .add("dashboard", store.get(number(id), of(caller)).describe())
                .build();
    }

    @POST
    @RolesAllowed("admin")
    public Response create(@Context SecurityContext caller, byte[] json) {
        StoredDashboard stored = store.add(reader.read(RequestBody.of(json)), of(caller));
        return Response.status(Response.Status.CREATED)
                .entity(Json.createObjectBuilder()
                        .add("message", "Dashboard created")
                        .add("dashboard", stored.describe())
                        .build())
                .build();
    }

    @PUT
    @Path("/{id}")
    @RolesAllowed("admin")
    public JsonObject replace(@PathParam("id") String id, @Context SecurityContext caller, byte[] json) {
        long number = number(id);
        RequestBody body = RequestBody.of(json);
        long version = DashboardReader.version(body);
        StoredDashboard stored = store.replace(number, reader.read(body), version, of(caller));
        return Json.createObjectBuilder()
                .add("message", "Dashboard replaced")
                .add("dashboard", stored.describe())
                .build();
    }

    @DELETE
    @Path("/{id}")
    @RolesAllowed("admin")
    public JsonObject delete(@PathParam("id") String id, @Context SecurityContext caller) {
        long number = number(id);
        store.delete(number, of(caller));
        return Json.createObjectBuilder()
                .add("message", "Dashboard deleted")
                .add("id", number)
                .build();
    }

    private static Reader of(SecurityContext caller) {
        return new Reader(caller.getUserPrincipal().getName(), caller.isUserInRole("admin"));
    }

    private static long number(String id) {
        if (!id.matches("\\d{1,18}")) {
            throw DashboardStore.unknown("'" + id + "'");
        }
        return Long.parseLong(id);
    }
}
