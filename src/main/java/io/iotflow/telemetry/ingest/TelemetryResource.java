package io.iotflow.telemetry.ingest;

import io.iotflow.device.Device;
import io.iotflow.device.DeviceAccess;
import io.iotflow.device.DeviceRegistry;
import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.RequestBody;
import io.iotflow.platform.ratelimit.LimitType;
import io.iotflow.platform.ratelimit.RateLimited;
import io.iotflow.refusal.TakesMessages;
import io.iotflow.telemetry.store.MessagePaths;
import io.iotflow.telemetry.store.StoredMessage;
import io.iotflow.telemetry.store.StoredTelemetry;
import io.iotflow.telemetry.store.TelemetryMessage;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/** A device's own readings over HTTP. */
@Path("/devices/telemetry")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Singleton
public class TelemetryResource {

    private final HttpIngestion ingest;
    private final MessageReader reader;
    private final DeviceRegistry devices;
    private final StoredTelemetry stored;

    @Inject
    public TelemetryResource(
            HttpIngestion ingest, MessageReader reader, DeviceRegistry devices, StoredTelemetry stored) {
        this.ingest = ingest;
        this.reader = reader;
        this.devices = devices;
        this.stored = stored;
    }

    @POST
    @TakesMessages
    @RolesAllowed("device")
    @RateLimited(LimitType.TELEMETRY)
    public CompletionStage<Response> store(@Context SecurityContext caller, byte[] body) {
        JsonObject json = RequestBody.object(body);
        Device device = DeviceAccess.device(caller, devices);
        TelemetryMessage message;
        try {
            message = reader.ofTelemetry(device, json, Instant.now());
        } catch (Refused e) {
            throw e.problem();
        }
        return ingest.store(List.of(message), new MessagePaths(place -> "", "data.", "metadata."))
                .thenApply(ids -> Response.status(Response.Status.CREATED)
                        .entity(new Answer("Telemetry data received successfully", ids.get(0), message.time()))
                        .build());
    }

    @GET
    @RolesAllowed("device")
    @RateLimited(LimitType.DEVICE)
    public ListAnswer list(
            @Context SecurityContext caller,
            @QueryParam("limit") String limit,
            @QueryParam("offset") String offset,
            @QueryParam("cursor") String cursor,
            @QueryParam("type") String type) {
        PageRequest wanted = PageRequest.of(limit, offset, cursor, type);
        Device device = DeviceAccess.device(caller, devices);
        StoredTelemetry.Filter filter =
                new StoredTelemetry.Filter(OptionalLong.of(device.rowId()), wanted.type(), Optional.empty());
        StoredTelemetry.Page page = wanted.cursor().isPresent()
                ? stored.newest(filter, wanted.limit(), wanted.cursor())
                : stored.newest(filter, wanted.limit(), wanted.offset());
        List<JsonObject> messages =
                page.messages().stream().map(it -> json(device, it)).toList();
        return new ListAnswer(
                "success",
                messages,
                messages.size(),
                wanted.limit(),
                wanted.offset(),
                page.nextCursor().orElse(null));
    }

    /** One message as it was sent; what of it is no field is named where there is any. */
    private static JsonObject json(Device device, StoredMessage message) {
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("id", message.id())
                .add("device_id", device.deviceId())
                .add("payload", message.payload())
                .add("timestamp", message.time().toString())
                .add("metadata", message.metadata())
                .add("data_type", message.measurement());
        if (!message.leftOut().isEmpty()) {
            json.add("left_out", message.leftOut());
        }
        return json.build();
    }

    /** A page of messages. */
    public record ListAnswer(
            String status, List<JsonObject> telemetry, int count, int limit, int offset, String nextCursor) {}

    /** What a stored upload answers. */
    public record Answer(String message, long telemetryId, Instant timestamp) {}
}
