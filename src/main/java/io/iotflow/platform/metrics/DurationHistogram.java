package io.iotflow.platform.metrics;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/**
 * How long something takes, as Prometheus's histogram: {@code _bucket{le}}, {@code _sum} and {@code _count}, in seconds,
 * so that quantiles can be had over several nodes. A timer's own quantiles are nanoseconds under the name of seconds on
 * Payara 6 (its {@code OpenMetricsExporter} scales mean and maximum only).
 */
public final class DurationHistogram {

    private static final double[] BOUNDS = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

    private final AtomicLongArray counts = new AtomicLongArray(BOUNDS.length + 1);
    private final LongAdder nanos = new LongAdder();

    /**
     * Registers it.
     *
     * @param name of what is measured, with the unit: {@code iotflow_commit_seconds}
     */
    public DurationHistogram(MetricRegistry metrics, String name) {
        for (int i = 0; i < BOUNDS.length; i++) {
            int bucket = i;
            metrics.gauge(name + "_bucket", this, it -> it.upTo(bucket), new Tag("le", String.valueOf(BOUNDS[i])));
        }
        metrics.gauge(name + "_bucket", this, DurationHistogram::count, new Tag("le", "+Inf"));
        metrics.gauge(name + "_count", this, DurationHistogram::count);
        metrics.gauge(name + "_sum", this, it -> it.nanos.sum() / NANOS);
    }

    /** Counts one. */
    public void update(Duration took) {
        double seconds = took.toNanos() / NANOS;
        int bucket = 0;
        while (bucket < BOUNDS.length && seconds > BOUNDS[bucket]) {
            bucket++;
        }
        counts.incrementAndGet(bucket);
        nanos.add(took.toNanos());
    }

    /** How many there were. */
    public long count() {
        return upTo(BOUNDS.length);
    }

    private long upTo(int bucket) {
        return IntStream.rangeClosed(0, bucket).mapToLong(counts::get).sum();
    }
}
