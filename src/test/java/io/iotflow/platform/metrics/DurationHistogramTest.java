package io.iotflow.platform.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iotflow.stack.TestMetrics;
import java.time.Duration;
import org.eclipse.microprofile.metrics.Tag;
import org.junit.jupiter.api.Test;

class DurationHistogramTest {

    private final TestMetrics metrics = new TestMetrics();
    private final DurationHistogram histogram = new DurationHistogram(metrics.registry(), "work_seconds");

    @Test
    void bucketsAreCumulativeAndTheirBoundsAreSecondsAndIncluded() {
        histogram.update(Duration.ofMillis(5));
        histogram.update(Duration.ofMillis(6));
        histogram.update(Duration.ofSeconds(11));

        assertEquals(0, bucket("0.0025"));
        assertEquals(1, bucket("0.005"));
        assertEquals(2, bucket("0.01"));
        assertEquals(2, bucket("10.0"));
        assertEquals(3, bucket("+Inf"));
        assertEquals(3, metrics.value("work_seconds_count"));
        assertEquals(11.011, metrics.value("work_seconds_sum"), 1e-9);
    }

    @Test
    void allIsShownAsZeroBeforeTheFirst() {
        assertEquals(0, bucket("+Inf"));
        assertEquals(0, metrics.value("work_seconds_count"));
        assertEquals(0, metrics.value("work_seconds_sum"));
    }

    private double bucket(String bound) {
        return metrics.value("work_seconds_bucket", new Tag("le", bound));
    }
}
