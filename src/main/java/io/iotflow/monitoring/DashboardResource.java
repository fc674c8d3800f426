package io.iotflow.monitoring;

import io.iotflow.device.DeviceStatistics;
import io.iotflow.platform.json.Json;
import io.iotflow.presence.Presence;
import io.iotflow.telemetry.store.TelemetryCounts;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.time.Instant;

/** How many devices and messages there are; nothing is counted row by row in the log. */
@Path("/admin/dashboard")
@Produces(MediaType.APPLICATION_JSON)
@Singleton
public class DashboardResource {

    private final DeviceStatistics devices;
    private final Presence presence;
    private final TelemetryCounts telemetry;

    @Inject
    public DashboardResource(DeviceStatistics devices, Presence presence, TelemetryCounts telemetry) {
        this.devices = devices;
        this.presence = presence;
        this.telemetry = telemetry;
    }

    @GET
    @RolesAllowed("viewer")
    public JsonObject dashboard() {
        DeviceStatistics.Counts counts = devices.now();
        JsonArrayBuilder types = Json.createArrayBuilder();
        counts.types()
                .forEach((type, count) ->
                        types.add(Json.createObjectBuilder().add("type", type).add("count", count)));
        return Json.createObjectBuilder()
                .add("status", "success")
                .add("timestamp", Instant.now().toString())
                .add(
                        "statistics",
                        Json.createObjectBuilder()
                                .add(
                                        "devices",
                                        Json.createObjectBuilder()
                                                .add("total", counts.total())
                                                .add("active", counts.active())
                                                .add("inactive", counts.inactive())
                                                .add("maintenance", counts.maintenance())
                                                .add("online", presence.online()))
                                .add(
                                        "telemetry",
                                        Json.createObjectBuilder()
                                                .add("total_records", telemetry.total())
                                                .add(
                                                        "last_24h",
                                                        telemetry.since(
                                                                Instant.now().minus(Duration.ofHours(24)))))
                                .add("device_types", types))
                .build();
    }
}
