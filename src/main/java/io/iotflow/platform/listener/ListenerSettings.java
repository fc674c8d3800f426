package io.iotflow.platform.listener;

import io.iotflow.platform.settings.Durations;
import io.iotflow.platform.settings.Variable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.config.Config;

/** {@code IOTFLOW_HTTP_*}, and how long an import may take. */
@Dependent
class ListenerSettings {

    /** Open connections, of one address and of all. */
    final int connectionsPerAddress;

    final int connections;
    /** How long a request's header may take, and its body. */
    final Duration headerTimeout;

    final Duration bodyTimeout;
    /** The same for a {@link LargeBody}. */
    final Duration importTimeout;
    /** Requests at once: of one caller, of all without a key, and of all. */
    final int requestsPerCaller;

    final int requestsWithoutKey;
    final int requests;

    @Inject
    ListenerSettings(Config config) {
        connectionsPerAddress = number(config, "iotflow.http.connections.per.address");
        connections = number(config, "iotflow.http.connections");
        headerTimeout = patience(config, "iotflow.http.header.timeout");
        bodyTimeout = patience(config, "iotflow.http.body.timeout");
        importTimeout = patience(config, "iotflow.import.timeout");
        requestsPerCaller = number(config, "iotflow.http.requests.per.caller");
        requestsWithoutKey = number(config, "iotflow.http.requests.without.key");
        requests = number(config, "iotflow.http.requests");
    }

    private static int number(Config config, String name) {
        int value = config.getValue(name, Integer.class);
        if (value < 1 || value > 100_000) {
            throw new IllegalStateException(Variable.of(name) + " must be 1 to 100000; is " + value);
        }
        return value;
    }

    private static Duration patience(Config config, String name) {
        return Durations.within(config, name, Duration.ofSeconds(1), Duration.ofHours(1));
    }

    /** Reads the settings when the application starts, so that a bad value stops it. */
    void check(@Observes @Initialized(ApplicationScoped.class) Object start) {
        // The constructor has checked.
    }
}
