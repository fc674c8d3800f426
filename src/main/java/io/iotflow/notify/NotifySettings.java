package io.iotflow.notify;

import io.iotflow.platform.ratelimit.Network;
import io.iotflow.platform.settings.Durations;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;

/** How notices are kept and delivered; {@code IOTFLOW_NOTIFY_*}. */
@Dependent
class NotifySettings {

    static final int SHORTEST_KEY = 32;

    private static final int LEAST_ROWS = 1_000;

    /** How old a notice may become before it is given up. */
    final Duration maxAge;
    /** How long what was sent or given up is kept. */
    final Duration keep;
    /** How many notices are kept in all. */
    final int maxRows;
    /** How long one attempt may take. */
    final Duration timeout;
    /** Networks of the operator's own that channels may reach. */
    final List<Network> allowedNetworks;
    /** What secrets are encrypted with, where it is not the pepper of the keys. */
    final Optional<String> secretKey;

    @Inject
    NotifySettings(Config config) {
        maxAge = Durations.within(config, "iotflow.notify.max.age", Duration.ofMinutes(1), Duration.ofDays(30));
        keep = Durations.within(config, "iotflow.notify.keep", Duration.ofMinutes(1), Duration.ofDays(3650));
        timeout = Durations.within(config, "iotflow.notify.timeout", Duration.ofSeconds(1), Duration.ofMinutes(1));
        maxRows = config.getValue("iotflow.notify.max.rows", Integer.class);
        if (maxRows < LEAST_ROWS) {
            throw new IllegalStateException(
                    "IOTFLOW_NOTIFY_MAX_ROWS must be at least " + LEAST_ROWS + ", is " + maxRows);
        }
        allowedNetworks = networks(config);
        secretKey = config.getOptionalValue("iotflow.notify.secret.key", String.class)
                .filter(it -> !it.isBlank());
        secretKey.filter(it -> it.length() < SHORTEST_KEY).ifPresent(it -> {
            throw new IllegalStateException(
                    "IOTFLOW_NOTIFY_SECRET_KEY must have at least " + SHORTEST_KEY + " characters");
        });
    }

    private static List<Network> networks(Config config) {
        String text = config.getOptionalValue("iotflow.notify.allowed.networks", String.class)
                .orElse("");
        return Stream.of(text.split(","))
                .map(String::strip)
                .filter(it -> !it.isEmpty())
                .map(it -> Network.of(it)
                        .orElseThrow(
                                () -> new IllegalStateException("IOTFLOW_NOTIFY_ALLOWED_NETWORKS must be addresses or"
                                        + " networks such as 10.0.0.0/8, separated by commas; '" + it
                                        + "' is neither")))
                .toList();
    }

    /** Reads the settings when the application starts, so that a bad value stops it. */
    void check(@Observes @Initialized(ApplicationScoped.class) Object start) {
        // The constructor has checked.
    }
}
