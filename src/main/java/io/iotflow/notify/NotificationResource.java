package io.iotflow.notify;

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

/** The outbox and the log of what was sent, newest first. */
@Path("/admin/notifications")
@Produces(MediaType.APPLICATION_JSON)
@Singleton
public class NotificationResource {

    private static final int MAX = 1000;
    private static final int DEFAULT = 100;

    private final NotificationList list;

    @Inject
    NotificationResource(NotificationList list) {
        this.list = list;
    }

    @GET
    @RolesAllowed("viewer")
    public JsonObject list(
            @QueryParam("state") String state,
            @QueryParam("channel") String channel,
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor) {
        int max = PageParameters.limit(limit, DEFAULT, MAX);
        long before = PageParameters.cursor(cursor, Long.MAX_VALUE);
        List<NotificationList.Entry> found = list.newest(state, channel, before, max);
        JsonArrayBuilder entries = Json.createArrayBuilder();
        found.forEach(it -> entries.add(it.describe()));
        JsonObjectBuilder answer = Json.createObjectBuilder()
                .add("status", "success")
                .add("notifications", entries)
                .add("count", found.size())
                .add("limit", max);
        return answer.add(
                        "next_cursor",
                        Json.orNull(
                                found.size() < max ? null : found.get(max - 1).id()))
                .build();
    }
}
