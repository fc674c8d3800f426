package io.iotflow.timeseries;

import io.iotflow.platform.json.Json;
import io.iotflow.platform.metrics.DurationHistogram;
import io.iotflow.telemetry.store.Outbox;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObjectBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.microprofile.metrics.MetricRegistry;

/** What the writer did and what waits, for metrics and health. */
@Singleton
class WriterMetrics {

    /** How the writer fares; held means that somebody must change the configuration. */
    enum State {
        WRITING,
        RETRYING,
        HELD
    }

    private final AtomicLong backlog = new AtomicLong();
    private final LongAdder refused = new LongAdder();
    private volatile Instant oldest;
    private volatile State state = State.WRITING;

    private final MetricRegistry metrics;
    private final DurationHistogram writes;

    @Inject
    WriterMetrics(MetricRegistry metrics) {
        this.metrics = metrics;
        metrics.gauge("iotflow_backlog_points", this, WriterMetrics::backlog);
        metrics.gauge("iotflow_backlog_age_seconds", this, it -> it.age().toSeconds());
        metrics.gauge("iotflow_influx_state", this, it -> it.state.ordinal());
        // Shown from the start as 0: a rate cannot be told from a counter that appears with its first event.
        metrics.counter("iotflow_influx_written");
        metrics.counter("iotflow_influx_retried");
        metrics.counter("iotflow_influx_expired");
        this.writes = new DurationHistogram(metrics, "iotflow_influx_write_seconds");
    }

    long added(int points) {
        if (oldest == null) {
            oldest = Instant.now();
        }
        return backlog.addAndGet(points);
    }

    void written(int points, Duration took) {
        backlog.addAndGet(-points);
        state = State.WRITING;
        metrics.counter("iotflow_influx_written").inc(points);
        writes.update(took);
    }

    void failed(boolean held) {
        state = held ? State.HELD : State.RETRYING;
        metrics.counter("iotflow_influx_retried").inc();
    }

    /** Takes over what the outbox itself says; other nodes write and take, too. */
    void counted(Outbox.Backlog counted) {
        backlog.set(counted.points());
        if (counted.points() == 0) {
            state = State.WRITING; // whoever wrote it, nothing is left to be tried again
        }
        oldest(counted);
    }

    /** Takes over since when something waits. */
    void oldest(Outbox.Backlog counted) {
        oldest = counted.oldest().orElse(null);
    }

    /** The statistics as JSON; counts are of this node, since its start. */
    JsonObjectBuilder describe() {
        return Json.createObjectBuilder()
                .add("state", state.name().toLowerCase(Locale.ROOT))
                .add("received", metrics.counter("iotflow_stored").getCount())
                .add("written", metrics.counter("iotflow_influx_written").getCount())
                .add("retried", metrics.counter("iotflow_influx_retried").getCount())
                .add("backlog", backlog())
                .add("backlog_age_seconds", age().toSeconds())
                .add("quarantined", refused.sum());
    }

    /** Counts points that InfluxDB refused for good. */
    void refused(int points) {
        refused.add(points);
    }

    /** Counts points that are older than the bucket keeps them. */
    void expired(int points) {
        metrics.counter("iotflow_influx_expired").inc(points);
    }

    long backlog() {
        return Math.max(0, backlog.get());
    }

    Duration age() {
        Instant since = oldest;
        return since == null ? Duration.ZERO : Duration.between(since, Instant.now());
    }

    State state() {
        return state;
    }
}
