package io.iotflow.platform.audit;

import io.iotflow.platform.json.Json;
import io.iotflow.platform.web.PageParameters;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** The record of changes, for an admin. */
@Path("/admin/audit")
@Produces(MediaType.APPLICATION_JSON)
@Singleton
public class AuditResource {

    private static final int MAX = 1000;
    private static final int DEFAULT = 100;

    private final AuditLog log;

    @Inject
    public AuditResource(AuditLog log) {
        this.log = log;
    }

    @GET
    @RolesAllowed("admin")
    public JsonObject list(
            @QueryParam("actor") String actor,
            @QueryParam("action") String action,
            @QueryParam("target") String target,
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor) {
        int max = PageParameters.limit(limit, DEFAULT, MAX);
        long before = PageParameters.cursor(cursor, Long.MAX_VALUE);
        List<AuditRecord> found = log.find(new AuditLog.Wanted(actor, action, target, before), max);
        JsonArrayBuilder changes = Json.createArrayBuilder();
        found.forEach(it -> changes.add(describe(it)));
        JsonObjectBuilder answer = Json.createObjectBuilder()
                .add("status", "success")
                .add("changes", changes)
                .add("count", found.size())
                .add("limit", max);
        return (found.size() < max
                        ? answer.addNull("next_cursor")
                        : answer.add(
                                "next_cursor", String.valueOf(found.get(max - 1).id())))
                .build();
    }

    private static JsonObjectBuilder describe(AuditRecord row) {
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("id", row.id())
                .add("at", row.at().toString())
                .add("actor", row.actor())
                .add("role", row.role());
        json.add("address", Json.orNull(row.address()));
        json.add("request_id", Json.orNull(row.requestId()));
        return json.add("action", row.action())
                .add("target", row.target())
                .add("detail", Json.readObject(row.detail()));
    }
}
