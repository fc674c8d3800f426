package io.iotflow.alert;

import io.iotflow.platform.json.Answers;
import io.iotflow.platform.json.RequestBody;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObject;
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

/** The rules of alerts: declared by an admin, read by a viewer. */
@Path("/admin/alert-rules")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Singleton
public class RuleResource {

    private final RuleStore store;
    private final AlertSettings settings;

    @Inject
    RuleResource(RuleStore store, AlertSettings settings) {
        this.store = store;
        this.settings = settings;
    }

    @GET
    @RolesAllowed("viewer")
    public JsonObject all() {
        return Answers.all("rules", store.all(), StoredRule::describe);
    }

    @GET
    @Path("/{name}")
    @RolesAllowed("viewer")
    public JsonObject one(@PathParam("name") String name) {
        return Answers.one("rule", store.get(name).describe());
    }

    @POST
    @RolesAllowed("admin")
    public Response create(byte[] body) {
        StoredRule stored = store.add(RuleReader.read(RequestBody.object(body), null, settings.offlineAfter));
        return Response.status(Response.Status.CREATED)
                .entity(Answers.changed("Alert rule created", "rule", stored.describe()))
                .build();
    }

    @PUT
    @Path("/{name}")
    @RolesAllowed("admin")
    public JsonObject replace(@PathParam("name") String name, byte[] body) {
        if (!RuleReader.NAME.isValid(name)) {
            throw RuleStore.unknown(name);
        }
        StoredRule stored = store.replace(RuleReader.read(RequestBody.object(body), name, settings.offlineAfter));
        return Answers.changed("Alert rule replaced", "rule", stored.describe());
    }

    @DELETE
    @Path("/{name}")
    @RolesAllowed("admin")
    public JsonObject delete(@PathParam("name") String name) {
        store.delete(name);
        return Answers.deleted("Alert rule deleted", name);
    }
}
