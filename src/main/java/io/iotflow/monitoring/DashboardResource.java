package io.iotflow.monitoring;

import io.iotflow.alert.AlertCounts;
import io.iotflow.device.DeviceStatistics;
import io.iotflow.platform.json.Json;
import io.iotflow.presence.Presence;
import io.iotflow.telemetry.store.Flow;
import io.iotflow.telemetry.store.MessageFlow;
import io.iotflow.telemetry.store.TelemetryCounts;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
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
    private final MessageFlow flow;
    private final AlertCounts alerts;

    @Inject
    public DashboardResource(
            DeviceStatistics devices,
            Presence presence,
            TelemetryCounts telemetry,
            MessageFlow flow,
            AlertCounts alerts) {
        this.devices = devices;
        this.presence = presence;
        this.telemetry = telemetry;
        this.flow = flow;
        this.alerts = alerts;
    }

    @GET
    @RolesAllowed("viewer")
    public JsonObject dashboard() {
        DeviceStatistics.Counts counts = devices.now();
        JsonArrayBuilder types = Json.createArrayBuilder();
        counts.types()
                .forEach((type, count) ->
                        types.add(Json.createObjectBuilder().add("type", type).add("count", count)));
        JsonObjectBuilder open = Json.createObjectBuilder();
        alerts.active().forEach(open::add);
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
                                .add("flow", flow())
                                .add("alerts", open)
                                .add("device_types", types))
                .build();
    }

    /** What became of all messages since the database was made. */
    private JsonObjectBuilder flow() {
        MessageFlow.Totals totals = flow.totals();
        JsonObjectBuilder json = Json.createObjectBuilder();
        for (Flow each : Flow.values()) {
            json.add(each.code(), totals.of(each));
        }
        return json.add("log", totals.log())
                .add("backlog", totals.backlog())
                .add(
                        "unaccounted",
                        Json.createObjectBuilder()
                                .add("received", totals.unaccounted())
                                .add("rows", totals.unaccountedRows())
                                .add("points", totals.unaccountedPoints()));
    }
}
