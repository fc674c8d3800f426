package io.iotflow.presence;

import io.iotflow.device.Device;
import io.iotflow.device.DeviceDescriptions;
import io.iotflow.device.DeviceRegistry;
import io.iotflow.json.RequestBody;
import io.iotflow.problem.Problem;
import io.iotflow.telemetry.Ingest;
import io.iotflow.telemetry.TelemetryCounts;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** How a device is, asked and told by itself over HTTP. */
@Path("/devices")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Devices")
public class DeviceStateResource {

    private final DeviceRegistry devices;
    private final DeviceDescriptions descriptions;
    private final TelemetryCounts counts;
    private final Ingest ingest;

    protected DeviceStateResource() { // CDI proxy
        this(null, null, null, null);
    }

    @Inject
    public DeviceStateResource(
            DeviceRegistry devices, DeviceDescriptions descriptions, TelemetryCounts counts, Ingest ingest) {
        this.devices = devices;
        this.descriptions = descriptions;
        this.counts = counts;
        this.ingest = ingest;
    }

    @GET
    @Path("/status")
    @RolesAllowed("device")
    @Operation(
            summary = "This device as the server knows it",
            description = "telemetry_count counts all its stored messages, also status messages, repeated ones once.")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples = @ExampleObject(name = "online", value = """
                                                    {"status": "success", "device": {"id": 7,
                                                    "device_id": "greenhouse_1", "name": "Greenhouse 1",
                                                    "description": null, "device_type": "environmental",
                                                    "status": "active", "location": "roof",
                                                    "firmware_version": "1.2.0", "hardware_version": null,
                                                    "created_at": "2026-01-01T08:00:00Z",
                                                    "updated_at": "2026-01-01T08:00:00Z",
                                                    "last_seen": "2026-01-31T12:00:00Z", "is_online": true,
                                                    "telemetry_count": 1440}}""")))
    public JsonObject status(@Context SecurityContext caller) {
        Device device = device(caller);
        return Json.createObjectBuilder()
                .add("status", "success")
                .add(
                        "device",
                        Json.createObjectBuilder(descriptions.of(device))
                                .add("telemetry_count", counts.ofDevice(device.id())))
                .build();
    }

    @POST
    @Path("/heartbeat")
    @RolesAllowed("device")
    @Operation(
            summary = "Say that this device is alive",
            description = "Stored as a point of measurement status. A body is not needed; the members of a JSON object"
                    + " become its fields.")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples = @ExampleObject(name = "alive", value = """
                                                    {"message": "Heartbeat received", "device_id": "greenhouse_1",
                                                    "timestamp": "2026-01-31T12:00:00Z", "status": "online"}""")))
    @APIResponse(responseCode = "400", description = "A body that is no JSON object")
    public CompletionStage<JsonObject> heartbeat(@Context SecurityContext caller, byte[] body) {
        JsonObject payload = body.length == 0 ? JsonObject.EMPTY_JSON_OBJECT : RequestBody.object(body);
        Device device = device(caller);
        return ingest.storeStatus(device, "heartbeat", payload)
                .thenApply(time -> Json.createObjectBuilder()
                        .add("message", "Heartbeat received")
                        .add("device_id", device.deviceId())
                        .add("timestamp", time.toString())
                        .add("status", "online")
                        .build());
    }

    private Device device(SecurityContext caller) {
        return devices.find(caller.getUserPrincipal().getName())
                .orElseThrow(() -> Problem.unauthorized("This device was deleted."));
    }
}
