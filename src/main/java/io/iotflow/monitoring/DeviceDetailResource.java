package io.iotflow.monitoring;

import io.iotflow.device.Device;
import io.iotflow.device.DeviceDescriptions;
import io.iotflow.device.DeviceRegistry;
import io.iotflow.device.Fleets;
import io.iotflow.platform.json.Json;
import io.iotflow.presence.Presence;
import io.iotflow.telemetry.store.StoredMessage;
import io.iotflow.telemetry.store.StoredTelemetry;
import io.iotflow.telemetry.store.TelemetryCounts;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** One device with what came from it. Its changes are at the same address, in the device module. */
@Path("/admin/devices/{device_id}")
@Produces(MediaType.APPLICATION_JSON)
@Singleton
public class DeviceDetailResource {

    private static final int RECENT = 10;

    @Inject
    private DeviceRegistry devices;

    @Inject
    private DeviceDescriptions descriptions;

    @Inject
    private Fleets fleets;

    @Inject
    private StoredTelemetry stored;

    @Inject
    private TelemetryCounts counts;

    @Inject
    private MessageJson messages;

    @Inject
    private Presence presence;

    @GET
    @RolesAllowed("viewer")
    public JsonObject device(@PathParam("device_id") String deviceId) {
        Device device = devices.get(deviceId);
        long count = counts.ofDevice(device.rowId());
        List<StoredMessage> recent = stored.newest(
                        new StoredTelemetry.Filter(OptionalLong.of(device.rowId()), Optional.empty(), Optional.empty()),
                        RECENT,
                        Optional.empty())
                .messages();
        JsonObjectBuilder statistics = Json.createObjectBuilder()
                .add("telemetry_count", count)
                .add("total_telemetry_records", count)
                .add(
                        "latest_telemetry",
                        Json.orNull(recent.isEmpty() ? null : recent.get(0).time()))
                .add(
                        "first_telemetry",
                        Json.orNull(
                                recent.isEmpty()
                                        ? null
                                        : stored.first(device.rowId()).orElse(null)))
                .add("is_online", presence.of(device.rowId()).online());
        return Json.createObjectBuilder()
                .add("status", "success")
                .add(
                        "device",
                        Json.createObjectBuilder(descriptions.of(device))
                                .add("groups", Json.createArrayBuilder(fleets.groupsOf(device.rowId())))
                                .add("statistics", statistics)
                                .add("recent_telemetry", messages.of(recent)))
                .build();
    }
}
