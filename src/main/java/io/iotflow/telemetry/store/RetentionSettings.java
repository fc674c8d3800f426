package io.iotflow.telemetry.store;

import io.iotflow.platform.settings.Durations;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.config.Config;

/** How long messages are kept, and in which partitions; {@code TELEMETRY_*}. */
@Dependent
class RetentionSettings {

    /** How long a message is kept. */
    final Retention retention;
    /** How much time a partition of the log holds. */
    final PartitionWidth partition;
    /** How often partitions are made and dropped. */
    final Duration partitionInterval;
    /** How far a device's clock may be ahead: there is a partition for every time up to there. */
    final Duration maxFuture;
    /** Whether a time-series store has to take messages before they are dropped. */
    final boolean forwarding;

    private static final Duration FURTHEST = Duration.ofDays(60);

    @Inject
    RetentionSettings(Config config) {
        retention = Retention.parse(config.getValue("telemetry.retention", String.class));
        partition = PartitionWidth.parse(config.getValue("telemetry.partition", String.class), retention);
        // a day's is made two days ahead
        partitionInterval =
                Durations.within(config, "telemetry.partition.interval", Duration.ofSeconds(1), Duration.ofDays(1));
        maxFuture = config.getValue("iotflow.telemetry.max.future", Duration.class);
        if (maxFuture.compareTo(FURTHEST) > 0) {
            throw new IllegalStateException(
                    "IOTFLOW_TELEMETRY_MAX_FUTURE must be at most " + FURTHEST.toDays() + " days, is " + maxFuture);
        }
        forwarding = config.getOptionalValue("influxdb.url", String.class).isPresent();
    }

    /** For ingestion, which takes nothing that is older. */
    @Produces
    @Dependent
    static Retention retention(RetentionSettings settings) {
        return settings.retention;
    }

    /** Reads the settings when the application starts, so that a bad value stops it. */
    void check(@Observes @Initialized(ApplicationScoped.class) Object start) {
        // The constructor has checked.
    }
}
