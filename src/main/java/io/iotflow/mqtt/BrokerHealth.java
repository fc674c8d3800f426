package io.iotflow.mqtt;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready only with a session at the broker. */
@Readiness
@ApplicationScoped
public class BrokerHealth implements HealthCheck {

    @EJB
    private BrokerConnection connection;

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("mqtt")
                .status(connection.isConnected())
                .withData("broker", connection.address())
                .build();
    }
}
