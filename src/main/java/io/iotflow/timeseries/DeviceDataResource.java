package io.iotflow.timeseries;

import io.iotflow.device.Device;
import io.iotflow.device.DeviceAccess;
import io.iotflow.device.DeviceRegistry;
import io.iotflow.device.TagRule;
import io.iotflow.json.Json;
import io.iotflow.limit.Kind;
import io.iotflow.limit.Limited;
import io.iotflow.problem.Problem;
import io.iotflow.problem.ProblemBody;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** A device's data over time. */
@Path("/influxdb/device/{device_id}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "InfluxDB")
public class DeviceDataResource {

    private static final int DEFAULT_LIMIT = 10_000;
    private static final String EPOCH = "1970-01-01T00:00:00Z";

    private static final String START = "From this time on: now(), -1h30m, RFC 3339 or unix seconds";
    private static final String STOP = "Up to this time and without it; the same forms";
    private static final String MEASUREMENT = "Only this measurement; all where absent";
    private static final String LIMIT = "The most points, 1 to IOTFLOW_QUERY_MAX_POINTS (100000); 10000 where absent";

    private final TimeSeries timeSeries;
    private final DeviceRegistry devices;
    private final QuerySettings settings;

    protected DeviceDataResource() { // CDI proxy
        this(null, null, null);
    }

    @Inject
    public DeviceDataResource(TimeSeries timeSeries, DeviceRegistry devices, QuerySettings settings) {
        this.timeSeries = timeSeries;
        this.devices = devices;
        this.settings = settings;
    }

    @GET
    @Path("/data")
    @RolesAllowed({"device", "viewer"})
    @Limited(Kind.QUESTIONS)
    @Operation(
            summary = "Data points of a time range, oldest first",
            description =
                    "`start` and `stop` take `now()`, `-1h30m`, RFC 3339 or unix seconds. What waits of this device is"
                            + " written first: you read what you wrote.")
    @APIResponse(
            responseCode = "200",
            description = "The points; `truncated` when there are more",
            content = @Content(examples = @ExampleObject(name = "answer", value = Examples.RANGE)))
    public JsonObject data(
            @Context SecurityContext caller,
            @PathParam("device_id") String deviceId,
            @QueryParam("start") @DefaultValue("-1h") @Parameter(description = START) String start,
            @QueryParam("stop") @DefaultValue("now()") @Parameter(description = STOP) String stop,
            @QueryParam("measurement") @Parameter(description = MEASUREMENT) String measurement,
            @QueryParam("limit") @Parameter(description = LIMIT) String limit) {
        DeviceAccess.requireRead(caller, deviceId);
        int most = limit(limit);
        TimeRange range = TimeRange.parse(start, stop, Instant.now());
        Question question = new Question(device(deviceId), range, present(measurement));
        List<DataPoint> points = timeSeries.range(question, most + 1);
        boolean truncated = points.size() > most;
        return DataPointJson.range(
                deviceId, measurement, start, stop, truncated ? points.subList(0, most) : points, truncated);
    }

    @GET
    @Path("/latest")
    @RolesAllowed({"device", "viewer"})
    @Limited(Kind.QUESTIONS)
    @Operation(
            summary = "The newest data point, and the newest of every field",
            description = "Looks back as far as IOTFLOW_LATEST_LOOKBACK.")
    @APIResponse(
            responseCode = "200",
            description = "The newest point",
            content = @Content(examples = @ExampleObject(name = "answer", value = Examples.LATEST)))
    public Response latest(
            @Context SecurityContext caller,
            @Context UriInfo uri,
            @PathParam("device_id") String deviceId,
            @QueryParam("measurement") @Parameter(description = MEASUREMENT) String measurement) {
        DeviceAccess.requireRead(caller, deviceId);
        Instant now = Instant.now();
        // A device's clock may be ahead of ours, by configuration an hour.
        TimeRange range = new TimeRange(now.minus(settings.lookback), now.plus(Duration.ofDays(1)));
        List<DataPoint> points = timeSeries.latest(new Question(device(deviceId), range, present(measurement)));
        if (!points.isEmpty()) {
            return Response.ok(DataPointJson.latest(deviceId, measurement, points))
                    .build();
        }
        Problem none = Problem.notFound(
                "No data found for device '" + deviceId + "' in the last " + settings.lookback.toDays() + " days.");
        JsonObject body = ProblemBody.members(none, uri.getRequestUri().getRawPath())
                .add("device_id", deviceId)
                .add("measurement", Json.orNull(measurement))
                .add("latest_data", JsonValue.NULL)
                .build();
        return Response.status(404)
                .type(ProblemBody.MEDIA_TYPE)
                .entity(body.toString())
                .build();
    }

    @DELETE
    @Path("/data")
    @RolesAllowed({"device", "admin"})
    @Limited(Kind.DEVICE)
    @Operation(
            summary = "Delete a time range in both stores",
            description = "Without `start` and `stop`: everything up to now.")
    @APIResponse(
            responseCode = "200",
            description = "It is deleted",
            content = @Content(examples = @ExampleObject(name = "answer", value = Examples.DELETED)))
    public DeleteAnswer delete(
            @Context SecurityContext caller,
            @PathParam("device_id") String deviceId,
            @QueryParam("start") @DefaultValue(EPOCH) @Parameter(description = START) String start,
            @QueryParam("stop") @DefaultValue("now()") @Parameter(description = STOP) String stop,
            @QueryParam("measurement") @Parameter(description = MEASUREMENT) String measurement) {
        DeviceAccess.requireWrite(caller, deviceId);
        TimeRange range = TimeRange.parse(start, stop, Instant.now());
        timeSeries.delete(new Question(device(deviceId), range, present(measurement)));
        return new DeleteAnswer("Successfully deleted telemetry data for device " + deviceId, deviceId, start, stop);
    }

    private Device device(String deviceId) {
        return devices.find(deviceId).orElseThrow(() -> Problem.notFound("There is no device '" + deviceId + "'."));
    }

    private int limit(String limit) {
        if (limit == null) {
            return Math.min(DEFAULT_LIMIT, settings.mostPoints);
        }
        if (!limit.matches("[1-9]\\d{0,8}") || Integer.parseInt(limit) > settings.mostPoints) {
            throw Problem.invalid("limit", "must be 1 to " + settings.mostPoints);
        }
        return Integer.parseInt(limit);
    }

    private static Optional<String> present(String measurement) {
        Optional<String> present = Optional.ofNullable(measurement).filter(it -> !it.isEmpty());
        present.flatMap(it -> TagRule.violation(it, TagRule.LONGEST_NAME)).ifPresent(violation -> {
            throw Problem.invalid("measurement", violation);
        });
        return present;
    }

    /** What a deletion answers; the times are echoed as they were asked. */
    public record DeleteAnswer(String message, String deviceId, String startTime, String stopTime) {}
}
