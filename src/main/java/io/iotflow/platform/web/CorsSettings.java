package io.iotflow.platform.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;

/** Whose pages may call us from a browser; {@code IOTFLOW_CORS_ORIGINS}. */
@Dependent
class CorsSettings {

    static final String ANY = "*";

    /** As browsers write an origin (RFC 6454 section 6.1): no path, no user. */
    private static final Pattern ORIGIN =
            Pattern.compile("[a-z][a-z0-9+.-]*://(\\[[0-9a-f:.]+]|[a-z0-9._-]+)(:\\d{1,5})?");

    /** Exact origins, or {@code *}; none by default. */
    final Set<String> origins;

    @Inject
    CorsSettings(Config config) {
        this(config.getOptionalValue("iotflow.cors.origins", String[].class).orElse(new String[0]));
    }

    CorsSettings(String... given) {
        origins = Stream.of(given).map(String::strip).collect(Collectors.toUnmodifiableSet());
        for (String origin : origins) {
            if (!origin.equals(ANY) && !ORIGIN.matcher(origin).matches()) {
                throw new IllegalStateException("IOTFLOW_CORS_ORIGINS must be * or origins such as"
                        + " https://console.example.com, separated by commas and without a path, has '" + origin + "'");
            }
        }
    }

    /** Reads the settings when the application starts, so that a bad value stops it. */
    void check(@Observes @Initialized(ApplicationScoped.class) Object start) {
        // The constructor has checked.
    }

    boolean allows(String origin) {
        return origins.contains(ANY) || origins.contains(origin);
    }
}
