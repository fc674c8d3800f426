package io.iotflow.timeseries;

import jakarta.annotation.security.PermitAll;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Which store answers, and how InfluxDB is. */
@Path("/influxdb/health")
@Produces(MediaType.APPLICATION_JSON)
@Singleton
public class InfluxHealthResource {

    @Inject
    private TimeSeries timeSeries;

    @GET
    @PermitAll
    public StoreHealth health() {
        return timeSeries.health();
    }
}
