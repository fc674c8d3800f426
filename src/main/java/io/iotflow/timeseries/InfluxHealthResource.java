package io.iotflow.timeseries;

import jakarta.annotation.security.PermitAll;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Which store answers, and how InfluxDB is. */
@Path("/influxdb/health")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "InfluxDB")
public class InfluxHealthResource {

    @Inject
    private TimeSeries timeSeries;

    @GET
    @PermitAll
    @Operation(
            summary = "InfluxDB's state; disabled where PostgreSQL answers",
            description = "`status` is pass, fail, unreachable or disabled; `store` says which store answers.")
    @APIResponse(
            responseCode = "200",
            description = "How InfluxDB is",
            content = @Content(examples = @ExampleObject(name = "answer", value = Examples.HEALTH)))
    public StoreHealth health() {
        return timeSeries.health();
    }
}
