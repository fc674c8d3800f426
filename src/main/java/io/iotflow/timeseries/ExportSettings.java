package io.iotflow.timeseries;

import io.iotflow.platform.settings.Durations;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.config.Config;

/** How many exports there may be, how large, and for how long. */
@Singleton
class ExportSettings {

    /** How many may wait or run at once, on all nodes; half of them of one caller. */
    final int jobs;
    /** The largest file, in compressed bytes as PostgreSQL holds them. */
    final long maxBytes;
    /** The same of all files together. */
    final long totalBytes;
    /** How long a file is kept. */
    final Duration keep;
    /** How long one export may take. */
    final Duration timeout;

    /** Reads the settings when the application starts, so that a bad value stops it. */
    void check(@Observes @Initialized(ApplicationScoped.class) Object start) {
        // The constructor has checked.
    }

    @Inject
    ExportSettings(Config config) {
        jobs = config.getValue("iotflow.export.jobs", Integer.class);
        maxBytes = config.getValue("iotflow.export.max.bytes", Long.class);
        totalBytes = config.getValue("iotflow.export.total.bytes", Long.class);
        keep = Durations.within(config, "iotflow.export.keep", Duration.ofMinutes(1), Duration.ofDays(365));
        timeout = Durations.within(config, "iotflow.export.timeout", Duration.ofSeconds(1), Duration.ofDays(1));
        if (jobs < 1 || jobs > 1_000) {
            throw new IllegalStateException("IOTFLOW_EXPORT_JOBS must be 1 to 1000, is " + jobs);
        }
        if (maxBytes < 1) {
            throw new IllegalStateException("IOTFLOW_EXPORT_MAX_BYTES must be at least 1, is " + maxBytes);
        }
        if (totalBytes < maxBytes) {
            throw new IllegalStateException(
                    "IOTFLOW_EXPORT_TOTAL_BYTES must be at least IOTFLOW_EXPORT_MAX_BYTES, is " + totalBytes);
        }
    }
}
