package io.iotflow.presence;

import io.iotflow.device.Device;
import io.iotflow.device.DeviceAccess;
import io.iotflow.device.DeviceRegistry;
import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.RequestBody;
import io.iotflow.platform.ratelimit.LimitType;
import io.iotflow.platform.ratelimit.RateLimited;
import io.iotflow.refusal.TakesMessages;
import io.iotflow.telemetry.ingest.HttpIngestion;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.concurrent.CompletionStage;

/** A device says over HTTP that it is there. */
@Path("/devices/heartbeat")
@Produces(MediaType.APPLICATION_JSON)
@Singleton
public class HeartbeatResource {

    private final DeviceRegistry devices;
    private final HttpIngestion ingest;

    @Inject
    public HeartbeatResource(DeviceRegistry devices, HttpIngestion ingest) {
        this.devices = devices;
        this.ingest = ingest;
    }

    @POST
    @TakesMessages
    @RolesAllowed("device")
    @RateLimited(LimitType.HEARTBEAT)
    public CompletionStage<JsonObject> heartbeat(@Context SecurityContext caller, byte[] body) {
        JsonObject payload = body.length == 0 ? JsonObject.EMPTY_JSON_OBJECT : RequestBody.object(body);
        Device device = DeviceAccess.device(caller, devices);
        return ingest.storeStatus(device, "heartbeat", payload)
                .thenApply(time -> Json.createObjectBuilder()
                        .add("message", "Heartbeat received")
                        .add("device_id", device.deviceId())
                        .add("timestamp", time.toString())
                        .add("status", "online")
                        .build());
    }
}
