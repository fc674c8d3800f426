package io.iotflow.platform.ratelimit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/** The limits, and whose word on a caller's address counts; {@code IOTFLOW_RATE_*}, {@code IOTFLOW_TRUSTED_PROXIES}. */
@Dependent
class RateLimitSettings {

    private static final String SYNC_INTERVAL = "iotflow.rate.sync.interval";

    /** The limits that are on. */
    final Map<LimitType, Rate> rates;
    /** How often nodes tell each other what was taken; empty for never. */
    final Optional<Duration> syncInterval;
    /** The proxies that may say whom they speak for. */
    final List<Network> trustedProxies;

    @Inject
    RateLimitSettings(Config config) {
        rates = new EnumMap<>(LimitType.class);
        for (LimitType kind : LimitType.values()) {
            Rate.of(config, kind.key()).ifPresent(rate -> rates.put(kind, rate));
        }
        syncInterval = syncInterval(config);
        trustedProxies = config.getOptionalValue("iotflow.trusted.proxies", String[].class).stream()
                .flatMap(Arrays::stream)
                .map(RateLimitSettings::network)
                .toList();
    }

    private static Optional<Duration> syncInterval(Config config) {
        String text = config.getValue(SYNC_INTERVAL, String.class);
        if (text.equals("off") || text.equals("0")) {
            return Optional.empty();
        }
        Duration interval = config.getValue(SYNC_INTERVAL, Duration.class);
        if (interval.compareTo(Duration.ofMillis(100)) < 0 || interval.compareTo(Duration.ofSeconds(10)) > 0) {
            throw new IllegalStateException(
                    "IOTFLOW_RATE_SYNC_INTERVAL must be PT0.1S to PT10S, or off; is " + interval);
        }
        return Optional.of(interval);
    }

    private static Network network(String text) {
        return Network.of(text.trim())
                .orElseThrow(() -> new IllegalStateException("IOTFLOW_TRUSTED_PROXIES must list addresses or networks"
                        + " such as 10.0.0.7,10.1.0.0/16; '" + text.trim() + "' is none"));
    }

    /** Reads the settings when the application starts, so that a bad value stops it. */
    void check(@Observes @Initialized(ApplicationScoped.class) Object start) {
        // The constructor has checked.
    }
}
