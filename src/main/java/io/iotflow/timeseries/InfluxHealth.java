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
    private WriterMetrics figures;

    @Override
    public HealthCheckResponse call() {
        String state = influx.isConfigured() ? figures.state().name().toLowerCase(Locale.ROOT) : "disabled";
        return HealthCheckResponse.named("influxdb")
                .up()
                .withData("state", state)
                .withData("backlog_points", figures.backlog())
                .withData("backlog_age_seconds", figures.age().toSeconds())
                .build();
    }
}
