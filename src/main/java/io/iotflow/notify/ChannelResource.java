package io.iotflow.notify;

import io.iotflow.platform.json.Answers;
import io.iotflow.platform.json.Json;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
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

/** The channels of notifications: declared and tried by an admin, read by a viewer. */
@Path("/admin/notification-channels")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Singleton
public class ChannelResource {

    private final ChannelStore store;
    private final ChannelKinds kinds;
    private final ChannelTrial trial;

    @Inject
    ChannelResource(ChannelStore store, ChannelKinds kinds, ChannelTrial trial) {
        this.store = store;
        this.kinds = kinds;
        this.trial = trial;
    }

    @GET
    @RolesAllowed("viewer")
    public JsonObject all() {
        return Answers.all("channels", store.all(), this::describe);
    }

    @GET
    @Path("/{name}")
    @RolesAllowed("viewer")
    public JsonObject one(@PathParam("name") String name) {
        return Answers.one("channel", describe(store.get(name)));
    }

    @POST
    @RolesAllowed("admin")
    public Response create(byte[] body) {
        StoredChannel stored = store.add(ChannelReader.read(kinds, body));
        return Response.status(Response.Status.CREATED)
                .entity(Answers.changed("Notification channel created", "channel", describe(stored)))
                .build();
    }

    @PUT
    @Path("/{name}")
    @RolesAllowed("admin")
    public JsonObject replace(@PathParam("name") String name, byte[] body) {
        StoredChannel stored = store.replace(name, former -> ChannelReader.read(kinds, body, former));
        return Answers.changed("Notification channel replaced", "channel", describe(stored));
    }

    @DELETE
    @Path("/{name}")
    @RolesAllowed("admin")
    public JsonObject delete(@PathParam("name") String name) {
        store.delete(name);
        return Answers.deleted("Notification channel deleted", name);
    }

    @POST
    @Path("/{name}/test")
    @RolesAllowed("admin")
    public JsonObject test(@PathParam("name") String name) {
        JsonObject result = trial.of(store.get(name));
        store.tested(name, result);
        return Json.createObjectBuilder()
                .add("status", "success")
                .add("name", name)
                .add("test", result)
                .build();
    }

    private JsonObjectBuilder describe(StoredChannel channel) {
        return channel.describe(kinds.get(channel.definition().type()).secrets());
    }
}
