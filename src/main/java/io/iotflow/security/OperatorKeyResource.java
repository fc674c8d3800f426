package io.iotflow.security;

import io.iotflow.device.TagRule;
import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.RequestBody;
import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.time.TimeText;
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
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The operators' keys: made and revoked by an admin, listed without the key. */
@Path("/admin/keys")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Singleton
public class OperatorKeyResource {

    private static final List<String> ROLES = Arrays.stream(Operator.Role.values())
            .map(it -> it.name().toLowerCase(Locale.ROOT))
            .toList();

    private static final List<String> RESERVED = List.of("admin", "system", "anonymous");

    private final OperatorKeys keys;
    private final OperatorKeyStore store;

    @Inject
    OperatorKeyResource(OperatorKeys keys, OperatorKeyStore store) {
        this.keys = keys;
        this.store = store;
    }

    @GET
    @RolesAllowed("admin")
    public JsonObject all() {
        JsonArrayBuilder all = Json.createArrayBuilder();
        store.all().forEach(it -> all.add(describe(it)));
        return Json.createObjectBuilder()
                .add("status", "success")
                .add("keys", all)
                .build();
    }

    @POST
    @RolesAllowed("admin")
    public Response create(byte[] json) {
        RequestBody body = RequestBody.of(json);
        String name = body.required("name");
        if (name != null) {
            TagRule.violation(name, 100).ifPresent(it -> body.violation("name", it));
            if (RESERVED.contains(name)) {
                body.violation("name", "is reserved: the audit log uses it");
            }
        }
        String role = body.required("role");
        if (role != null && !ROLES.contains(role)) {
            body.violation("role", "must be one of " + String.join(", ", ROLES));
        }
        Instant expiresAt = expiry(body);
        body.check();
        OperatorKeys.Created created =
                keys.create(new Operator(name, Operator.Role.valueOf(role.toUpperCase(Locale.ROOT))), expiresAt);
        return Response.status(Response.Status.CREATED)
                .entity(Json.createObjectBuilder()
                        .add("message", "Operator key created; keep it, it is not shown again")
                        .add("key", describe(created.row()).add("api_key", created.key()))
                        .build())
                .build();
    }

    private static Instant expiry(RequestBody body) {
        String text = body.optional("expires_at");
        try {
            Instant expiresAt = text == null ? null : TimeText.read(text, ZoneOffset.UTC);
            if (expiresAt != null && !expiresAt.isAfter(Instant.now())) {
                body.violation("expires_at", "must be ahead");
            }
            return expiresAt;
        } catch (DateTimeException e) {
            body.violation("expires_at", "must be a time such as 2027-01-31T00:00:00Z");
            return null;
        }
    }

    @DELETE
    @Path("/{id}")
    @RolesAllowed("admin")
    public JsonObject revoke(@PathParam("id") String id) {
        if (!id.matches("\\d{1,18}")) {
            throw Problem.notFound("Key '" + id + "' not found.");
        }
        keys.revoke(Long.parseLong(id));
        return Json.createObjectBuilder()
                .add("message", "Operator key revoked")
                .add("id", Long.parseLong(id))
                .build();
    }

    private static JsonObjectBuilder describe(OperatorKeyRecord key) {
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("id", key.id)
                .add("name", key.name)
                .add("role", key.role)
                .add("created_at", key.createdAt.toString())
                .add("created_by", key.createdBy);
        json.add("last_used_at", Json.orNull(key.lastUsedAt));
        json.add("expires_at", Json.orNull(key.expiresAt));
        json.add("revoked_at", Json.orNull(key.revokedAt));
        return json;
    }
}
