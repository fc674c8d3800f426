package io.iotflow.telemetry;

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

    /** How far a device's clock may be ahead. */
    final Duration maxFuture;
    /** Keys of metadata that become tags. */
    final Set<String> tagKeys;
    /** How many messages may wait for a commit before new ones are turned away. */
    final int queue;
    /** How long a request waits for its commit. */
    final Duration commitTimeout;
    /** Whether batches are noted for a time-series store. */
    final boolean forwarding;
    /** The largest MQTT payload. */
    final int maxBodyBytes;
    /** How many fields a measurement may have, and all measurements together. */
    final int measurementFields;

    final int totalFields;

    private static final Duration FURTHEST = Duration.ofDays(60);
    private static final int MOST_FIELDS = 1_000_000; // each node remembers those in use

    /** Reads the settings when the application starts, so that a bad value stops it. */
    void check(@Observes @Initialized(ApplicationScoped.class) Object start) {
        // The constructor has checked.
    }

    @Inject
    TelemetrySettings(Config config) {
        maxFuture = config.getValue("iotflow.telemetry.max.future", Duration.class);
        tagKeys = Set.copyOf(List.of(config.getValue("iotflow.telemetry.tags", String[].class)));
        queue = config.getValue("iotflow.telemetry.queue", Integer.class);
        commitTimeout = config.getValue("iotflow.telemetry.commit.timeout", Duration.class);
        forwarding = config.getOptionalValue("influxdb.url", String.class).isPresent();
        maxBodyBytes = config.getValue("iotflow.max.body.bytes", Integer.class);
        if (maxBodyBytes < 1024 || maxBodyBytes > 64 * 1024 * 1024) {
            throw new IllegalStateException("IOTFLOW_MAX_BODY_BYTES must be 1024 to 67108864, is " + maxBodyBytes);
        }
        int largest = TelemetryLog.LARGEST_UPLOAD + maxBodyBytes / 256;
        if (queue < largest) {
            throw new IllegalStateException("IOTFLOW_TELEMETRY_QUEUE must be at least " + largest + " (one batch of the"
                    + " largest body), is " + queue);
        }
        measurementFields = config.getValue("iotflow.telemetry.measurement.fields", Integer.class);
        totalFields = config.getValue("iotflow.telemetry.fields", Integer.class);
        if (measurementFields < 1 || totalFields < measurementFields || totalFields > MOST_FIELDS) {
            throw new IllegalStateException(
                    "IOTFLOW_TELEMETRY_MEASUREMENT_FIELDS and IOTFLOW_TELEMETRY_FIELDS must be 1 to "
                            + MOST_FIELDS + ", and the second not less than the first; they are " + measurementFields
                            + " and "
                            + totalFields);
        }
        if (maxFuture.compareTo(FURTHEST) > 0) { // there is a partition for every time up to there
            throw new IllegalStateException(
                    "IOTFLOW_TELEMETRY_MAX_FUTURE must be at most " + FURTHEST.toDays() + " days, is " + maxFuture);
        }
        if (maxFuture.isNegative() || commitTimeout.isNegative() || commitTimeout.isZero()) {
            throw new IllegalStateException(
                    "IOTFLOW_TELEMETRY_MAX_FUTURE and IOTFLOW_TELEMETRY_COMMIT_TIMEOUT must not be negative");
        }
        Optional<String> reserved = tagKeys.stream()
                .filter(Set.of("time", "_field", "_measurement", "device_id", "topic")::contains)
                .findAny();
        reserved.ifPresent(key -> {
            throw new IllegalStateException("IOTFLOW_TELEMETRY_TAGS must not name '" + key + "': it is reserved");
        });
    }
}
