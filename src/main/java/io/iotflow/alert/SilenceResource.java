package io.iotflow.alert;

import io.iotflow.platform.audit.Actor;
import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.RequestBody;
import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.time.TimeText;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
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
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** Maintenance: nobody is told of alerts of a device or group for a time. */
@Path("/admin/alert-silences")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Singleton
public class SilenceResource {

    private static final Duration LONGEST = Duration.ofDays(366);
    private static final int LONGEST_COMMENT = 500;

    private final Silences silences;
    private final Actor caller;

    @Inject
    SilenceResource(Silences silences, Actor caller) {
        this.silences = silences;
        this.caller = caller;
    }

    @GET
    @RolesAllowed("viewer")
    public JsonObject all() {
        JsonArrayBuilder all = Json.createArrayBuilder();
        silences.all().forEach(it -> all.add(it.describe()));
        return Json.createObjectBuilder()
                .add("status", "success")
                .add("silences", all)
                .build();
    }

    @POST
    @RolesAllowed("admin")
    public Response create(byte[] json) {
        Silences.Silence silence = silences.add(read(RequestBody.of(json)), caller);
        return Response.status(Response.Status.CREATED)
                .entity(Json.createObjectBuilder()
                        .add("message", "Silence created")
                        .add("silence", silence.describe())
                        .build())
                .build();
    }

    private static Silences.Wanted read(RequestBody body) {
        String deviceId = body.optional("device_id", 64);
        String group = body.optional("group", 64);
        if ((deviceId == null) == (group == null)) {
            body.violation("device_id", "is required, or group in its place");
        }
        Instant start = time(body, "start");
        Instant end = time(body, "end");
        if (end == null) {
            body.violation("end", "is required");
        }
        Instant from = start == null ? Instant.now().truncatedTo(ChronoUnit.MICROS) : start;
        if (end != null && (!from.isBefore(end) || end.isAfter(from.plus(LONGEST)))) {
            body.violation("end", "must be after the start, at most 366 days");
        }
        String comment = body.optional("comment", LONGEST_COMMENT);
        body.check();
        return new Silences.Wanted(deviceId, group, from, end, comment);
    }

    private static Instant time(RequestBody body, String name) {
        String text = body.optional(name);
        try {
            return text == null
                    ? null
                    : TimeText.readQuery(text, ZoneOffset.UTC).truncatedTo(ChronoUnit.MICROS);
        } catch (DateTimeException e) {
            body.violation(name, "must be RFC 3339, such as 2026-01-31T12:00:00Z");
            return null;
        }
    }

    @DELETE
    @Path("/{id}")
    @RolesAllowed("admin")
    public JsonObject delete(@PathParam("id") String id) {
        if (!id.matches("\\d{1,18}")) {
            throw Problem.notFound("There is no such silence.");
        }
        silences.delete(Long.parseLong(id));
        return Json.createObjectBuilder()
                .add("message", "Silence deleted")
                .add("id", Long.parseLong(id))
                .build();
    }
}
