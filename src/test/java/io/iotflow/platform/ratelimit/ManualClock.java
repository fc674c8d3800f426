package io.iotflow.platform.ratelimit;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;

/** A clock that the test moves. */
final class ManualClock implements TimeMeter {

    private long nanos = 1_000_000_000L;

    void pass(Duration time) {
        nanos += time.toNanos();
    }

    @Override
    public long currentTimeNanos() {
        return nanos;
    }

    @Override
    public boolean isWallClockBased() {
        return false;
    }
}
