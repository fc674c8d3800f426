package io.iotflow.alert;

import io.iotflow.platform.audit.Actor;
import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.RequestBody;
import io.iotflow.platform.web.PageParameters;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** Alerts, newest first; acknowledged by an admin. */
@Path("/admin/alerts")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Singleton
public class AlertResource {

    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX = 1_000;
    private static final int LONGEST_COMMENT = 1_000;

    private final AlertStore store;
    private final Actor caller;

    @Inject
    AlertResource(AlertStore store, Actor caller) {
        this.store = store;
        this.caller = caller;
    }

    @GET
    @RolesAllowed("viewer")
    public JsonObject list(
            @QueryParam("state") String state,
            @QueryParam("severity") String severity,
            @QueryParam("rule") String rule,
            @QueryParam("device_id") String deviceId,
            @QueryParam("group") String group,
            @QueryParam("start") String start,
            @QueryParam("stop") String stop,
            @QueryParam("limit") String limitText,
            @QueryParam("cursor") String cursor) {
        int limit = PageParameters.limit(limitText, DEFAULT_LIMIT, MAX);
        AlertFilter filter = AlertFilter.of(state, severity, rule, deviceId, group, start, stop);
        List<StoredAlert> found = store.newest(filter, cursor == null ? null : AlertPlace.parse(cursor), limit + 1);
        List<StoredAlert> page = found.subList(0, Math.min(limit, found.size()));
        JsonArrayBuilder alerts = Json.createArrayBuilder();
        page.forEach(it -> alerts.add(it.describe()));
        StoredAlert last = found.size() > limit ? page.get(limit - 1) : null;
        return Json.createObjectBuilder()
                .add("status", "success")
                .add("alerts", alerts)
                .add("count", page.size())
                .add("limit", limit)
                .add(
                        "next_cursor",
                        Json.orNull(last == null ? null : new AlertPlace(last.openedAt(), last.id()).text()))
                .build();
    }

    @GET
    @Path("/{id}")
    @RolesAllowed("viewer")
    public JsonObject one(@PathParam("id") String id) {
        return Json.createObjectBuilder()
                .add("status", "success")
                .add("alert", store.get(number(id)).describe())
                .build();
    }

    @POST
    @Path("/{id}/acknowledge")
    @RolesAllowed("admin")
    public JsonObject acknowledge(@PathParam("id") String id, byte[] json) {
        long number = number(id);
        RequestBody body = json.length == 0 ? RequestBody.of(JsonObject.EMPTY_JSON_OBJECT) : RequestBody.of(json);
        String comment = body.optional("comment", LONGEST_COMMENT);
        body.check();
        return Json.createObjectBuilder()
                .add("message", "Alert acknowledged")
                .add("alert", store.acknowledge(number, caller.name(), comment).describe())
                .build();
    }

    private static long number(String id) {
        if (!id.matches("\\d{1,18}")) {
            throw AlertStore.unknown();
        }
        return Long.parseLong(id);
    }
}
