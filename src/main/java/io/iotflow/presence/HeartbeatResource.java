package io.iotflow.presence;

import io.iotflow.device.Device;
import io.iotflow.device.DeviceRegistry;
import io.iotflow.platform.json.RequestBody;
import io.iotflow.platform.json.RequestExample;
import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.ratelimit.LimitType;
import io.iotflow.platform.ratelimit.RateLimited;
import io.iotflow.telemetry.ingest.HttpIngestion;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
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

/** A device says over HTTP that it is there. */
@Path("/devices/heartbeat")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Devices")
public class HeartbeatResource {

    private final DeviceRegistry devices;
    private final HttpIngestion ingest;

    protected HeartbeatResource() { // CDI proxy
        this(null, null);
    }

    @Inject
    public HeartbeatResource(DeviceRegistry devices, HttpIngestion ingest) {
        this.devices = devices;
        this.ingest = ingest;
    }

    @POST
    @RolesAllowed("device")
    @RateLimited(LimitType.HEARTBEAT)
    @Operation(
            summary = "Say that this device is alive",
            description = "Stored as a point of measurement status. A body is not needed; the members of a JSON object"
                    + " become its fields.")
    @RequestExample(value = Examples.HEARTBEAT, optional = true)
    @APIResponse(
            responseCode = "200",
            description = "It is noted",
            content = @Content(examples = @ExampleObject(name = "answer", value = Examples.HEARD)))
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
