package io.iotflow.telemetry;

import io.iotflow.device.Device;
import io.iotflow.device.DeviceRegistry;
import io.iotflow.json.RequestBody;
import io.iotflow.json.RequestExample;
import io.iotflow.problem.Problem;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** A device's own readings over HTTP. */
@Path("/devices/telemetry")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Devices")
public class TelemetryResource {

    private final Ingest ingest;
    private final MessageReader reader;
    private final DeviceRegistry devices;

    protected TelemetryResource() { // CDI proxy
        this(null, null, null);
    }

    @Inject
    public TelemetryResource(Ingest ingest, MessageReader reader, DeviceRegistry devices) {
        this.ingest = ingest;
        this.reader = reader;
        this.devices = devices;
    }

    @POST
    @RolesAllowed("device")
    @Operation(
            summary = "Store one upload; 201 means that it is committed",
            description =
                    "Numbers, booleans and strings of `data` become fields. Without a `timestamp` (RFC 3339, or epoch"
                            + " seconds or milliseconds) the time of arrival is taken.")
    @RequestExample(Examples.UPLOAD)
    @APIResponse(
            responseCode = "201",
            description = "The upload is committed",
            content = @Content(examples = @ExampleObject(name = "answer", value = Examples.UPLOADED)))
    public CompletionStage<Response> store(@Context SecurityContext caller, byte[] body) {
        JsonObject json = RequestBody.object(body);
        Device device = devices.find(caller.getUserPrincipal().getName())
                .orElseThrow(() -> Problem.unauthorized("This device was deleted."));
        TelemetryMessage message;
        try {
            message = reader.ofTelemetry(device, json, Instant.now());
        } catch (Refused e) {
            throw e.problem();
        }
        return ingest.store(List.of(message))
                .thenApply(ids -> Response.status(Response.Status.CREATED)
                        .entity(new Answer("Telemetry data received successfully", ids.get(0), message.time()))
                        .build());
    }

    /** What a stored upload answers. */
    public record Answer(String message, long telemetryId, Instant timestamp) {}
}
