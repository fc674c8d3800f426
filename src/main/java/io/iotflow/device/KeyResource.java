package io.iotflow.device;

import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.RequestBody;
import io.iotflow.platform.problem.Problem;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A device's keys for operators: listed, rotated and revoked. */
@Path("/admin/devices/{device_id}/keys")
@Produces(MediaType.APPLICATION_JSON)
@Singleton
public class KeyResource {

    private final DeviceRegistry registry;
    private final DeviceKeyStore keys;
    private final KeyRotation rotation;

    @Inject
    KeyResource(DeviceRegistry registry, DeviceKeyStore keys, KeyRotation rotation) {
        this.registry = registry;
        this.keys = keys;
        this.rotation = rotation;
    }

    @GET
    @RolesAllowed("viewer")
    public JsonObject all(@PathParam("device_id") String deviceId) {
        JsonArrayBuilder all = Json.createArrayBuilder();
        keys.records(registry.get(deviceId).rowId()).forEach(it -> all.add(describe(it)));
        return Json.createObjectBuilder()
                .add("status", "success")
                .add("device_id", deviceId)
                .add("keys", all)
                .build();
    }

    @POST
    @Path("/rotate")
    @Consumes(MediaType.WILDCARD)
    @RolesAllowed("admin")
    public JsonObject rotate(@PathParam("device_id") String deviceId, byte[] body) {
        return rotation.of(deviceId, overlap(body));
    }

    @DELETE
    @RolesAllowed("admin")
    public JsonObject revoke(@PathParam("device_id") String deviceId) {
        registry.revoke(deviceId);
        return Json.createObjectBuilder()
                .add("message", "All keys of the device are revoked")
                .add("device_id", deviceId)
                .build();
    }

    private static Optional<Duration> overlap(byte[] body) {
        if (body == null || body.length == 0) {
            return Optional.empty();
        }
        RequestBody request = RequestBody.of(body);
        Optional<Long> overlap = request.optionalNumber("overlap_seconds");
        request.check();
        return overlap.map(seconds -> {
            if (seconds < 0 || seconds > Duration.ofDays(365).toSeconds()) {
                throw Problem.invalid("overlap_seconds", "must be 0 to 31536000");
            }
            return Duration.ofSeconds(seconds);
        });
    }

    private static JsonObjectBuilder describe(DeviceKeyRecord key) {
        JsonObjectBuilder json =
                Json.createObjectBuilder().add("id", key.id).add("created_at", key.createdAt.toString());
        json.add("expires_at", Json.orNull(key.expiresAt));
        json.add("last_used_at", Json.orNull(key.lastUsedAt));
        return json.add("valid", key.isValid(Instant.now()));
    }
}
