package io.iotflow.mqtt;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready only with a session at a broker that passes messages on; not where that is, because anybody may ask. */
@Readiness
@ApplicationScoped
public class BrokerHealth implements HealthCheck {

    @Inject
    private BrokerConnection connection;

    @Inject
    private BrokerRound round;

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("mqtt")
                .status(connection.isConnected() && round.isWell())
                .build();
    }
}
