package io.iotflow.telemetry.store;

import io.iotflow.telemetry.store.StoredTelemetry.Selection;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.logging.Logger;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.MetricRegistry;

/**
 * Takes out of the log what is older than the retention: whole partitions, and from the past, which has no boundary of
 * its own, the rows. What InfluxDB has not confirmed yet stays until it has, however old it is.
 */
@Singleton
class Expiry {

    private static final Logger LOG = Logger.getLogger(Expiry.class.getName());

    /** A message that was young enough at ingestion may wait so long for its commit. */
    private static final Duration MARGIN = Duration.ofHours(1);

    private final ExpiredPartitions partitions;
    private final StoredTelemetry stored;
    private final HourTotals totals;
    private final RetentionSettings settings;
    private final Counter expired;
    private volatile boolean isHeld;
    private volatile Instant pastEmptiedTo = Instant.EPOCH;

    @Inject
    Expiry(
            ExpiredPartitions partitions,
            StoredTelemetry stored,
            HourTotals totals,
            RetentionSettings settings,
            MetricRegistry metrics) {
        this.partitions = partitions;
        this.stored = stored;
        this.totals = totals;
        this.settings = settings;
        this.expired = metrics.counter("iotflow_telemetry_expired");
        metrics.gauge("iotflow_retention_held", this, it -> it.isHeld ? 1 : 0);
    }

    /** Drops what has expired; what cannot be dropped now is left for the next time. */
    void run(Instant now) {
        Optional<Instant> horizon =
                settings.retention.horizon(now).map(it -> settings.partition.floor(it.minus(MARGIN)));
        if (horizon.isPresent()) {
            isHeld = settings.forwarding && partitions.isAwaited(horizon.get());
            if (isHeld) {
                LOG.warning(() -> "messages older than TELEMETRY_RETENTION are kept, because InfluxDB has not taken"
                        + " messages from before " + horizon.get() + " yet; look at /api/v1/influxdb/health");
            } else {
                drop(horizon.get());
            }
        }
    }

    private void drop(Instant horizon) {
        Optional<Long> dropped = partitions.dropOldest(horizon);
        while (dropped.isPresent()) {
            expired.inc(dropped.get());
            dropped = partitions.dropOldest(horizon);
        }
        if (horizon.isAfter(pastEmptiedTo)) {
            for (long deviceRowId : partitions.devicesOfThePast()) {
                expired.inc(stored.expire(new Selection(deviceRowId, Instant.EPOCH, horizon, Optional.empty())));
            }
            totals.forget(horizon);
            pastEmptiedTo = horizon;
        }
    }
}
