package io.iotflow.alert;

import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.RequestBody;
import io.iotflow.platform.time.TimeText;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** Tries a rule on history before it is saved; changes nothing. */
@Path("/admin/alert-rules/trial")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Singleton
public class TrialResource {

    private static final Duration BY_DEFAULT = Duration.ofDays(7);
    private static final Duration LONGEST = Duration.ofDays(31);
    private static final int SHOWN = 200;

    private final Trial trial;
    private final AlertSettings settings;

    @Inject
    TrialResource(Trial trial, AlertSettings settings) {
        this.trial = trial;
        this.settings = settings;
    }

    @POST
    @RolesAllowed("admin")
    public JsonObject run(byte[] json) {
        RequestBody body = RequestBody.of(json);
        JsonObject rule = new Members(body).object("rule");
        if (rule == null) {
            body.violation("rule", "is required");
        }
        Instant stop = time(body, "stop", Instant.now().truncatedTo(ChronoUnit.MICROS));
        Instant start = time(body, "start", stop.minus(BY_DEFAULT));
        if (!start.isBefore(stop) || start.isBefore(stop.minus(LONGEST))) {
            body.violation("start", "must be before stop, by 31 days at most");
        }
        body.check();
        JsonObject named = rule.containsKey("name")
                ? rule
                : Json.createObjectBuilder(rule).add("name", "unnamed").build();
        return answer(trial.of(RuleReader.read(named, null, settings.offlineAfter), start, stop), start, stop);
    }

    private static Instant time(RequestBody body, String name, Instant byDefault) {
        String text = body.optional(name);
        try {
            Instant time = text == null ? byDefault : TimeText.readQuery(text, ZoneOffset.UTC);
            if (!time.isBefore(Instant.EPOCH) && time.isBefore(Instant.parse("2262-01-01T00:00:00Z"))) {
                return time.truncatedTo(ChronoUnit.MICROS);
            }
        } catch (DateTimeException e) {
            // answered below
        }
        body.violation(name, "must be RFC 3339 (2026-01-31T12:00:00Z), a date or an epoch");
        return byDefault;
    }

    private static JsonObject answer(Trial.Outcome outcome, Instant start, Instant stop) {
        JsonArrayBuilder openings = Json.createArrayBuilder();
        outcome.alerts().stream()
                .limit(SHOWN)
                .forEach(it -> openings.add(Json.createObjectBuilder()
                        .add("device_id", it.deviceId())
                        .add("opened_at", it.openedAt().toString())
                        .add("cleared_at", Json.orNull(it.clearedAt()))
                        .add("reopened", it.reopened())
                        .add("message", it.message())));
        return Json.createObjectBuilder()
                .add("status", "success")
                .add("start", start.toString())
                .add("stop", stop.toString())
                .add("devices", outcome.devices())
                .add("messages", outcome.messages())
                .add("opened", outcome.alerts().size())
                .add("failed", outcome.failed())
                .add("last_error", Json.orNull(outcome.lastError()))
                .add("openings", openings)
                .build();
    }
}
