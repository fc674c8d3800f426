package io.iotflow.timeseries;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Pauses between attempts: from half a second, doubled up to half a minute, each drawn from its upper half. */
final class RetryPause {

    private static final long FIRST_MILLIS = 500;
    private static final long LONGEST_MILLIS = 30_000;

    private int failures;

    Duration next() {
        long full = Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(failures++, 16));
        return Duration.ofMillis(full / 2 + ThreadLocalRandom.current().nextLong(full / 2 + 1));
    }

    void reset() {
        failures = 0;
    }
}
