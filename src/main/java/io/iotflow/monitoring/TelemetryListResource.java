package io.iotflow.monitoring;

import io.iotflow.device.DeviceRegistry;
import io.iotflow.device.TagRule;
import io.iotflow.platform.json.Json;
import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.web.Page;
import io.iotflow.platform.web.PageParameters;
import io.iotflow.telemetry.store.StoredTelemetry;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** Messages of all devices, newest first. */
@Path("/admin/telemetry")
@Produces(MediaType.APPLICATION_JSON)
@Singleton
public class TelemetryListResource {

    private static final int PAGE = 100;
    private static final int LARGEST_PAGE = 500;

    private final StoredTelemetry stored;
    private final DeviceRegistry devices;
    private final MessageJson messages;

    @Inject
    TelemetryListResource(StoredTelemetry stored, DeviceRegistry devices, MessageJson messages) {
        this.stored = stored;
        this.devices = devices;
        this.messages = messages;
    }

    @GET
    @RolesAllowed("viewer")
    public JsonObject list(
            @QueryParam("page") String page,
            @QueryParam("per_page") String perPage,
            @QueryParam("device_id") String deviceId,
            @QueryParam("type") String type,
            @QueryParam("hours") String hours) {
        Page wanted = Page.of(page, perPage, PAGE, LARGEST_PAGE);
        if (wanted.offset() > StoredTelemetry.MAX_SKIPPED) {
            throw Problem.invalid(
                    "page",
                    "must end within the newest " + StoredTelemetry.MAX_SKIPPED + " messages; narrow the filter");
        }
        StoredTelemetry.Filter filter = new StoredTelemetry.Filter(device(deviceId), type(type), since(hours));
        StoredTelemetry.Count count = stored.count(filter);
        return Json.createObjectBuilder()
                .add("status", "success")
                .add(
                        "telemetry",
                        messages.of(stored.newest(filter, wanted.size(), wanted.offset())
                                .messages()))
                .add("pagination", wanted.describe(count.messages()).add("total_is_exact", count.exact()))
                .build();
    }

    private OptionalLong device(String deviceId) {
        return deviceId == null || deviceId.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(devices.named(deviceId).rowId());
    }

    private static Optional<String> type(String type) {
        Optional<String> present = Optional.ofNullable(type).filter(it -> !it.isEmpty());
        present.flatMap(it -> TagRule.violation(it, TagRule.LONGEST_NAME)).ifPresent(violation -> {
            throw Problem.invalid("type", violation);
        });
        return present;
    }

    /** Without a limit, for imported history is old; what began before 1970 began then. */
    private static Optional<Instant> since(String hours) {
        long all = Duration.between(Instant.EPOCH, Instant.now()).toHours();
        return Optional.ofNullable(hours)
                .filter(it -> !it.isEmpty())
                .map(it -> PageParameters.size("hours", it, 1, (int) all))
                .map(it -> Instant.now().minus(Duration.ofHours(it)));
    }
}
