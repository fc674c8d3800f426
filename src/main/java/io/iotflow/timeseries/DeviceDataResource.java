package io.iotflow.timeseries;

import io.iotflow.device.DeviceAccess;
import io.iotflow.device.DeviceRegistry;
import io.iotflow.platform.audit.AuditLog;
import io.iotflow.platform.json.Json;
import io.iotflow.platform.ratelimit.LimitType;
import io.iotflow.platform.ratelimit.RateLimited;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.StreamingOutput;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** A device's data over time. */
@Path("/influxdb/device/{device_id}/data")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "InfluxDB")
public class DeviceDataResource {

    private static final int DEFAULT_LIMIT = 10_000;
    private static final int MAX_LINES = 999_999_999;

    private static final String START = "From this time on: now(), -1h30m, RFC 3339 or unix seconds";
    private static final String STOP = "Up to this time and without it; the same forms";
    private static final String MEASUREMENT = "Only this measurement; all where absent";

    private final TimeSeries timeSeries;
    private final DeviceRegistry devices;
    private final QuerySettings settings;
    private final StreamLimit streams;
    private final AuditLog audit;

    protected DeviceDataResource() { // CDI proxy
        this(null, null, null, null, null);
    }

    @Inject
    DeviceDataResource(
            TimeSeries timeSeries,
            DeviceRegistry devices,
            QuerySettings settings,
            StreamLimit streams,
            AuditLog audit) {
        this.timeSeries = timeSeries;
        this.devices = devices;
        this.settings = settings;
        this.streams = streams;
        this.audit = audit;
    }

    @GET
    @Produces({MediaType.APPLICATION_JSON, DataPointCsv.MEDIA_TYPE})
    @RolesAllowed({"device", "viewer"})
    @RateLimited(LimitType.QUERIES)
    @Operation(
            summary = "Data points of a time range, oldest first, as they are or in windows",
            description = "What waits of this device is written first: you read what you wrote. JSON comes in pages:"
                    + " where `next_cursor` is not null more follows, also behind a page that is shorter than the limit"
                    + " (because its points are large, or take long to find). CSV comes as a whole, however long; when it"
                    + " cannot be completed, the connection is cut.")
    @APIResponse(
            responseCode = "200",
            description = "The points; `truncated` when there are more",
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON,
                        examples = @ExampleObject(name = "answer", value = Examples.RANGE)),
                @Content(
                        mediaType = DataPointCsv.MEDIA_TYPE,
                        schema = @Schema(implementation = String.class),
                        examples = @ExampleObject(name = "answer", value = Examples.CSV))
            })
    public Response data(
            @Context SecurityContext caller,
            @Context HttpHeaders headers,
            @Context HttpServletRequest request,
            @PathParam("device_id") String deviceId,
            @QueryParam("start") @DefaultValue("-1h") @Parameter(description = START) String start,
            @QueryParam("stop") @DefaultValue("now()") @Parameter(description = STOP) String stop,
            @QueryParam("measurement") @Parameter(description = MEASUREMENT) String measurement,
            @QueryParam("field") @Parameter(description = "Only these; may be repeated, up to 100 times")
                    List<String> fields,
            @QueryParam("window")
                    @Parameter(
                            description =
                                    "One value for each so long, such as `5m` or `1h30m` (units w d h m s ms us ns), aligned"
                                            + " to 1970 in UTC; its time is the window's beginning, or the start. Windows"
                                            + " without values are left out")
                    String window,
            @QueryParam("fn")
                    @Parameter(
                            description =
                                    "What is made of a window's values: mean (where absent), min, max, sum, count, first,"
                                            + " last, median, spread, stddev (of a sample). Only count, first and last"
                                            + " are of booleans and strings, too; the others leave such fields out")
                    String function,
            @QueryParam("limit")
                    @Parameter(
                            description = "JSON: 1 to IOTFLOW_QUERY_MAX_POINTS, 10000 where absent. CSV: no limit where"
                                    + " absent")
                    String limit,
            @QueryParam("cursor")
                    @Parameter(
                            description = "next_cursor of the page before; start and stop are then those of the first")
                    String cursor,
            @QueryParam("format") @Parameter(description = "json or csv; where absent, the Accept header decides")
                    String format) {
        DeviceAccess.requireRead(caller, deviceId);
        boolean csv = RangeParameters.wantsCsv(format, headers);
        TimeSeriesQuery asked = new TimeSeriesQuery(
                RangeParameters.device(devices, deviceId),
                TimeRange.parse(start, stop, Instant.now()).inWholeMicros(),
                RangeParameters.measurement(measurement),
                RangeParameters.fields(fields),
                Windows.parse(window, function));
        RangeCursor place = cursor == null
                ? new RangeCursor(asked.range(), Position.before(asked.range().start()))
                : RangeCursor.parse(cursor, asked);
        TimeSeriesQuery query = asked.within(place.range());
        query.windows().ifPresent(it -> it.check(query.range()));
        if (csv) {
            int lines = RangeParameters.limit(limit, MAX_LINES).orElse(MAX_LINES);
            return csv(query, place.position(), lines, request);
        }
        int max = RangeParameters.limit(limit, settings.maxPoints).orElse(Math.min(DEFAULT_LIMIT, settings.maxPoints));
        PageReader.Found found = timeSeries.range(query, place.position()).take(max, settings.timeout);
        String next = found.next()
                .map(it -> new RangeCursor(query.range(), it).text(query))
                .orElse(null);
        StreamingOutput json =
                out -> DataPointJson.range(out, deviceId, measurement, start, stop, found.points(), next);
        return Response.ok(json, MediaType.APPLICATION_JSON_TYPE).build();
    }

    private Response csv(TimeSeriesQuery query, Position position, int lines, HttpServletRequest request) {
        StreamLimit.Lease lease = streams.open();
        try {
            CsvAnswer answer =
                    new CsvAnswer(timeSeries.range(query, position), lines, settings.tagColumns, lease, request);
            return Response.ok(answer, DataPointCsv.MEDIA_TYPE + ";charset=utf-8;header=present")
                    .header(
                            HttpHeaders.CONTENT_DISPOSITION,
                            "attachment; filename=\"" + query.device().deviceId() + ".csv\"")
                    .build();
        } catch (RuntimeException e) {
            lease.close();
            throw e;
        }
    }

    @DELETE
    @RolesAllowed({"device", "admin"})
    @RateLimited(LimitType.DEVICE)
    @Operation(
            summary = "Delete a time range in both stores",
            description = "Needs `start` and `stop`, or `all=true`. `deleted` counts the messages of the log.")
    @APIResponse(
            responseCode = "200",
            description = "It is deleted",
            content = @Content(examples = @ExampleObject(name = "answer", value = Examples.DELETED)))
    public DeleteAnswer delete(
            @Context SecurityContext caller,
            @PathParam("device_id") String deviceId,
            @QueryParam("start") @Parameter(description = START) String start,
            @QueryParam("stop") @Parameter(description = STOP) String stop,
            @QueryParam("all") @Parameter(description = "true deletes all of time, instead of start and stop")
                    String all,
            @QueryParam("measurement") @Parameter(description = MEASUREMENT) String measurement) {
        DeviceAccess.requireWrite(caller, deviceId);
        TimeRange range = RangeParameters.toDelete(start, stop, all, Instant.now());
        TimeSeriesQuery query = new TimeSeriesQuery(
                RangeParameters.device(devices, deviceId), range, RangeParameters.measurement(measurement));
        // Before the first piece: what was begun is on record even when this node dies meanwhile.
        audit.record("telemetry.delete", deviceId, facts(query));
        int deleted = timeSeries.delete(query);
        return new DeleteAnswer(
                "Successfully deleted telemetry data for device " + deviceId,
                deviceId,
                start == null ? range.start().toString() : start,
                stop == null ? range.stop().toString() : stop,
                deleted);
    }

    private static JsonObject facts(TimeSeriesQuery deleted) {
        return jakarta.json.Json.createObjectBuilder()
                .add("start", deleted.range().start().toString())
                .add("stop", deleted.range().stop().toString())
                .add("measurement", Json.orNull(deleted.measurement().orElse(null)))
                .build();
    }

    /** What a deletion answers; the times are echoed as they were asked. */
    public record DeleteAnswer(String message, String deviceId, String startTime, String stopTime, int deleted) {}
}
