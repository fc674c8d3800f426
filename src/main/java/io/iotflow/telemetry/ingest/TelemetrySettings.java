package io.iotflow.telemetry.ingest;

import io.iotflow.platform.settings.Durations;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.Config;

/** How telemetry is taken; {@code IOTFLOW_TELEMETRY_*}. */
@Dependent
class TelemetrySettings {

    /** How far a device's clock may be ahead; retention sees that it is not too far. */
    final Duration maxFuture;
    /** Keys of metadata, and of MQTT payloads, that become tags; the tags of points all do. */
    final Set<String> tagKeys;
    /** How long a request waits for its commit. */
    final Duration commitTimeout;
    /** The largest MQTT payload; telemetrylog sees that it fits into its queue. */
    final int maxBodyBytes;

    /** Reads the settings when the application starts, so that a bad value stops it. */
    void check(@Observes @Initialized(ApplicationScoped.class) Object start) {
        // The constructor has checked.
    }

    @Inject
    TelemetrySettings(Config config) {
        maxFuture = Durations.atLeast(config, "iotflow.telemetry.max.future", Duration.ZERO);
        tagKeys = Set.copyOf(List.of(config.getValue("iotflow.telemetry.tags", String[].class)));
        commitTimeout = Durations.positive(config, "iotflow.telemetry.commit.timeout");
        maxBodyBytes = config.getValue("iotflow.max.body.bytes", Integer.class);
        Optional<String> reserved = tagKeys.stream()
                .filter(Set.of("time", "_field", "_measurement", "device_id", "topic")::contains)
                .findAny();
        reserved.ifPresent(key -> {
            throw new IllegalStateException("IOTFLOW_TELEMETRY_TAGS must not name '" + key + "': it is reserved");
        });
    }
}
