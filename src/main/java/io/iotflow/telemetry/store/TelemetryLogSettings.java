package io.iotflow.telemetry.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import org.eclipse.microprofile.config.Config;

/** How much waits for a commit, and how many fields and series there may be; {@code IOTFLOW_TELEMETRY_*}. */
@Dependent
class TelemetryLogSettings {

    /** How many messages may wait for a commit before new ones are turned away. */
    final int queue;
    /** Whether batches come into the outbox, for a time-series store. */
    final boolean forwarding;
    /** How many fields a measurement may have, and all measurements together. */
    final int measurementFields;

    final int totalFields;

    /** How many fields a device may be the first with. */
    final int deviceFields;

    /** How many series a device may have: measurements with each set of tags that it sends. */
    final int deviceSeries;

    private static final int MAX_FIELDS = 1_000_000; // each node remembers those in use
    private static final int MAX_SERIES = 100_000;

    @Inject
    TelemetryLogSettings(Config config) {
        queue = config.getValue("iotflow.telemetry.queue", Integer.class);
        forwarding = config.getOptionalValue("influxdb.url", String.class).isPresent();
        int maxBodyBytes = config.getValue("iotflow.max.body.bytes", Integer.class);
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
        if (measurementFields < 1 || totalFields < measurementFields || totalFields > MAX_FIELDS) {
            throw new IllegalStateException(
                    "IOTFLOW_TELEMETRY_MEASUREMENT_FIELDS and IOTFLOW_TELEMETRY_FIELDS must be 1 to "
                            + MAX_FIELDS + ", and the second not less than the first; they are " + measurementFields
                            + " and "
                            + totalFields);
        }
        deviceFields = config.getValue("iotflow.telemetry.device.fields", Integer.class);
        if (deviceFields < 1 || deviceFields > MAX_FIELDS) {
            throw new IllegalStateException(
                    "IOTFLOW_TELEMETRY_DEVICE_FIELDS must be 1 to " + MAX_FIELDS + ", is " + deviceFields);
        }
        deviceSeries = config.getValue("iotflow.telemetry.device.series", Integer.class);
        if (deviceSeries < 1 || deviceSeries > MAX_SERIES) {
            throw new IllegalStateException(
                    "IOTFLOW_TELEMETRY_DEVICE_SERIES must be 1 to " + MAX_SERIES + ", is " + deviceSeries);
        }
    }

    /** Reads the settings when the application starts, so that a bad value stops it. */
    void check(@Observes @Initialized(ApplicationScoped.class) Object start) {
        // The constructor has checked.
    }
}
