package io.iotflow.mapping;

import io.iotflow.device.ApiKey;
import io.iotflow.device.KeyHash;
import io.iotflow.platform.json.Answers;
import io.iotflow.platform.json.Json;
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
import java.util.Optional;

/** The mappings: declared by an admin, read by a viewer. */
@Path("/admin/mappings")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Singleton
public class MappingResource {

    private final MappingStore store;
    private final MappingCache cache;
    private final KeyHash hash;

    @Inject
    MappingResource(MappingStore store, MappingCache cache, KeyHash hash) {
        this.store = store;
        this.cache = cache;
        this.hash = hash;
    }

    @GET
    @RolesAllowed("viewer")
    public JsonObject all() {
        return Answers.all("mappings", store.all(), StoredMapping::describe);
    }

    @GET
    @Path("/templates")
    @RolesAllowed("viewer")
    public JsonObject templates() {
        JsonArrayBuilder all = Json.createArrayBuilder();
        Templates.names().forEach(it -> all.add(Templates.described(it)));
        return Json.createObjectBuilder()
                .add("status", "success")
                .add("templates", all)
                .build();
    }

    @GET
    @Path("/{name}")
    @RolesAllowed("viewer")
    public JsonObject one(@PathParam("name") String name) {
        return Answers.one("mapping", store.get(name).describe());
    }

    @POST
    @RolesAllowed("admin")
    public Response create(byte[] body) {
        MappingDefinition mapping = DefinitionReader.read(body, null);
        Optional<String> key = mapping.webhook() ? Optional.of(ApiKey.generate()) : Optional.empty();
        StoredMapping stored = store.add(mapping, key.map(hash::of));
        cache.changed(); // the other nodes hear of it, this one need not wait for the notification
        JsonObjectBuilder described = stored.describe();
        key.ifPresent(it -> described.add("webhook_key", it));
        return Response.status(Response.Status.CREATED)
                .entity(Json.createObjectBuilder()
                        .add(
                                "message",
                                key.isPresent()
                                        ? "Mapping created; keep its webhook_key, it is not shown again"
                                        : "Mapping created")
                        .add("mapping", described)
                        .build())
                .build();
    }

    @PUT
    @Path("/{name}")
    @RolesAllowed("admin")
    public JsonObject replace(@PathParam("name") String name, byte[] body) {
        if (!DefinitionReader.NAME.isValid(name)) {
            throw MappingStore.unknown(name);
        }
        StoredMapping stored = store.replace(DefinitionReader.read(body, name));
        cache.changed();
        return Answers.changed("Mapping replaced", "mapping", stored.describe());
    }

    @DELETE
    @Path("/{name}")
    @RolesAllowed("admin")
    public JsonObject delete(@PathParam("name") String name) {
        store.delete(name);
        cache.changed();
        return Answers.deleted("Mapping deleted", name);
    }

    @POST
    @Path("/{name}/key")
    @RolesAllowed("admin")
    public JsonObject changeKey(@PathParam("name") String name) {
        String key = ApiKey.generate();
        store.changeKey(name, hash.of(key));
        cache.changed();
        return Json.createObjectBuilder()
                .add("message", "Webhook key changed; keep it, it is not shown again")
                .add("name", name)
                .add("webhook_key", key)
                .build();
    }
}
