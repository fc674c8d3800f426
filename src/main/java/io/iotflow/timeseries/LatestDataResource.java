package io.iotflow.timeseries;

import io.iotflow.device.DeviceAccess;
import io.iotflow.device.DeviceRegistry;
import io.iotflow.platform.json.Json;
import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.problem.ProblemBody;
import io.iotflow.platform.ratelimit.LimitType;
import io.iotflow.platform.ratelimit.RateLimited;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
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
import java.time.Instant;

/** A device's newest data. */
@Path("/influxdb/device/{device_id}/latest")
@Produces(MediaType.APPLICATION_JSON)
@Singleton
public class LatestDataResource {

    private final TimeSeries timeSeries;
    private final DeviceRegistry devices;
    private final QuerySettings settings;

    @Inject
    LatestDataResource(TimeSeries timeSeries, DeviceRegistry devices, QuerySettings settings) {
        this.timeSeries = timeSeries;
        this.devices = devices;
        this.settings = settings;
    }

    @GET
    @RolesAllowed({"device", "viewer"})
    @RateLimited(LimitType.QUERIES)
    public Response latest(
            @Context SecurityContext caller,
            @Context UriInfo uri,
            @PathParam("device_id") String deviceId,
            @QueryParam("measurement") String measurement) {
        DeviceAccess.requireRead(caller, deviceId);
        Instant now = Instant.now();
        TimeRange range = new TimeRange(now.minus(settings.lookback), settings.end(now));
        NewestPoints latest = timeSeries.latest(new TimeSeriesQuery(
                RangeParameters.device(devices, deviceId), range, RangeParameters.measurement(measurement)));
        if (!latest.points().isEmpty()) {
            return Response.ok(DataPointJson.latest(deviceId, measurement, latest))
                    .build();
        }
        Problem none = Problem.notFound(
                "No data found for device '" + deviceId + "' in the last " + settings.lookback.toDays() + " days.");
        JsonObject body = ProblemBody.members(none, uri.getRequestUri().getRawPath())
                .add("device_id", deviceId)
                .add("measurement", Json.orNull(measurement))
                .add("latest_data", JsonValue.NULL)
                .add("source", latest.source().toString())
                .build();
        return Response.status(404)
                .type(ProblemBody.MEDIA_TYPE)
                .entity(body.toString())
                .build();
    }
}
