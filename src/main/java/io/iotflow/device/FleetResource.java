package io.iotflow.device;

import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.RequestBody;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Groups of devices (fleets): made, filled and deleted by an admin. */
@Path("/admin/groups")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Singleton
public class FleetResource {

    private final Fleets fleets;
    private final DeviceDescriptions descriptions;

    @Inject
    public FleetResource(Fleets fleets, DeviceDescriptions descriptions) {
        this.fleets = fleets;
        this.descriptions = descriptions;
    }

    @GET
    @RolesAllowed("viewer")
    public JsonObject all() {
        JsonArrayBuilder groups = Json.createArrayBuilder();
        fleets.all().forEach(it -> groups.add(describe(it)));
        return Json.createObjectBuilder()
                .add("status", "success")
                .add("groups", groups)
                .build();
    }

    @POST
    @RolesAllowed("admin")
    public Response create(byte[] json) {
        RequestBody body = RequestBody.of(json);
        String groupId = body.required("group_id");
        if (groupId != null && !DeviceId.isValid(groupId)) {
            body.violation("group_id", DeviceId.RULE);
        }
        String name = body.optional("name", 100);
        String description = body.optional("description", 1000);
        body.check();
        FleetRecord fleet = fleets.create(groupId, name == null ? groupId : name, description);
        return Response.status(Response.Status.CREATED)
                .entity(answer("Group created", fleet).build())
                .build();
    }

    @GET
    @Path("/{group_id}")
    @RolesAllowed("viewer")
    public JsonObject one(@PathParam("group_id") String groupId) {
        return Json.createObjectBuilder()
                .add("status", "success")
                .add("group", describe(fleets.existing(groupId)))
                .add("devices", descriptions.ofAll(fleets.memberRecords(groupId)))
                .build();
    }

    @PUT
    @Path("/{group_id}")
    @RolesAllowed("admin")
    public JsonObject update(@PathParam("group_id") String groupId, byte[] json) {
        RequestBody body = RequestBody.of(json);
        String name = body.optional("name", 100);
        if (name == null) {
            body.violation("name", "is required");
        }
        String description = body.optional("description", 1000);
        body.check();
        return answer("Group updated", fleets.update(groupId, name, description))
                .build();
    }

    @DELETE
    @Path("/{group_id}")
    @RolesAllowed("admin")
    public JsonObject delete(@PathParam("group_id") String groupId) {
        fleets.delete(groupId);
        return done("Group deleted", groupId);
    }

    @PUT
    @Path("/{group_id}/devices/{device_id}")
    @Consumes(MediaType.WILDCARD)
    @RolesAllowed("admin")
    public JsonObject join(@PathParam("group_id") String groupId, @PathParam("device_id") String deviceId) {
        fleets.join(groupId, deviceId);
        return done("Device '" + deviceId + "' is in the group", groupId);
    }

    @DELETE
    @Path("/{group_id}/devices/{device_id}")
    @RolesAllowed("admin")
    public JsonObject leave(@PathParam("group_id") String groupId, @PathParam("device_id") String deviceId) {
        fleets.leave(groupId, deviceId);
        return done("Device '" + deviceId + "' has left the group", groupId);
    }

    private JsonObjectBuilder answer(String message, FleetRecord fleet) {
        return Json.createObjectBuilder().add("message", message).add("group", describe(fleet));
    }

    private static JsonObject done(String message, String groupId) {
        return Json.createObjectBuilder()
                .add("message", message)
                .add("group_id", groupId)
                .build();
    }

    private JsonObjectBuilder describe(FleetRecord fleet) {
        return Json.createObjectBuilder()
                .add("group_id", fleet.groupId)
                .add("name", fleet.name)
                .add("description", Json.orNull(fleet.description))
                .add("created_at", fleet.createdAt.toString())
                .add("commands_topic", DeviceTopics.fleetCommands(fleet.groupId))
                .add("devices", fleets.size(fleet));
    }
}
