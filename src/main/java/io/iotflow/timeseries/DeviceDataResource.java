package io.iotflow.timeseries;

import io.iotflow.device.DeviceAccess;
import io.iotflow.device.DeviceRegistry;
import io.iotflow.platform.audit.AuditLog;
import io.iotflow.platform.json.Json;
import io.iotflow.platform.ratelimit.LimitType;
import io.iotflow.platform.ratelimit.RateLimited;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
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

/** A device's data over time. */
@Path("/influxdb/device/{device_id}/data")
@Produces(MediaType.APPLICATION_JSON)
@Singleton
public class DeviceDataResource {

    private static final int DEFAULT_LIMIT = 10_000;
    private static final int MAX_LINES = 999_999_999;

    /** Where the first lines came from; the others may come from PostgreSQL, when InfluxDB stops to answer. */
    private static final String SOURCE = "X-IoTFlow-Source";

    private final TimeSeries timeSeries;
    private final DeviceRegistry devices;
    private final QuerySettings settings;
    private final StreamLimit streams;
    private final AuditLog audit;

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
    public Response data(
            @Context SecurityContext caller,
            @Context HttpHeaders headers,
            @Context HttpServletRequest request,
            @PathParam("device_id") String deviceId,
            @QueryParam("start") @DefaultValue("-1h") String start,
            @QueryParam("stop") String stop,
            @QueryParam("measurement") String measurement,
            @QueryParam("field") List<String> fields,
            @QueryParam("window") String window,
            @QueryParam("fn") String function,
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor,
            @QueryParam("format") String format) {
        DeviceAccess.requireRead(caller, deviceId);
        boolean csv = RangeParameters.wantsCsv(format, headers);
        Instant now = Instant.now();
        String end = stop == null ? settings.end(now).toString() : stop; // as far as a device's clock may be ahead
        String echoed = stop == null ? "now()" : stop;
        TimeSeriesQuery first = new TimeSeriesQuery(
                RangeParameters.device(devices, deviceId),
                TimeRange.parse(start, end, now, settings.zone),
                RangeParameters.measurement(measurement),
                RangeParameters.fields(fields),
                Windows.parse(window, function));
        RangeCursor place = cursor == null
                ? new RangeCursor(first.range(), Position.before(first.range().start()))
                : RangeCursor.parse(cursor, first);
        TimeSeriesQuery query = first.within(place.range());
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
        StreamingOutput json = out -> DataPointJson.range(out, deviceId, measurement, start, echoed, found, next);
        return Response.ok(json, MediaType.APPLICATION_JSON_TYPE).build();
    }

    private Response csv(TimeSeriesQuery query, Position position, int lines, HttpServletRequest request) {
        StreamLimit.Lease lease = streams.open(request.getUserPrincipal().getName());
        try {
            PageReader pages = timeSeries.range(query, position);
            CsvAnswer answer = new CsvAnswer(pages, lines, settings.tagColumns, lease, request);
            return Response.ok(answer, DataPointCsv.MEDIA_TYPE + ";charset=utf-8;header=present")
                    .header(SOURCE, pages.source())
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
    public DeleteAnswer delete(
            @Context SecurityContext caller,
            @PathParam("device_id") String deviceId,
            @QueryParam("start") String start,
            @QueryParam("stop") String stop,
            @QueryParam("all") String all,
            @QueryParam("measurement") String measurement) {
        DeviceAccess.requireWrite(caller, deviceId);
        TimeRange range = RangeParameters.toDelete(start, stop, all, Instant.now(), settings.zone);
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
        return Json.createObjectBuilder()
                .add("start", deleted.range().start().toString())
                .add("stop", deleted.range().stop().toString())
                .add("measurement", Json.orNull(deleted.measurement().orElse(null)))
                .build();
    }

    /** What a deletion answers; the times are echoed as they were requested. */
    public record DeleteAnswer(String message, String deviceId, String startTime, String stopTime, int deleted) {}
}
