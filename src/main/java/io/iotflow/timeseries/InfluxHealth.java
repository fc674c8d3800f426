package io.iotflow.timeseries;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Locale;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Shows InfluxDB's state; never unready, because ingest does not need it. */
@Readiness
@ApplicationScoped
public class InfluxHealth implements HealthCheck {

    @Inject
    private InfluxConnection influx;

    @Inject
    private WriterMetrics metrics;

    @Override
    public HealthCheckResponse call() {
        String state = influx.isConfigured() ? metrics.state().name().toLowerCase(Locale.ROOT) : "disabled";
        return HealthCheckResponse.named("influxdb")
                .up()
                .withData("state", state)
                .withData("backlog_points", metrics.backlog())
                .withData("backlog_age_seconds", metrics.age().toSeconds())
                .build();
    }
}
