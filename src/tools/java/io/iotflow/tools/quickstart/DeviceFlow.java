package io.iotflow.tools.quickstart;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** What one device has under way at the broker, over all its connections. */
final class DeviceFlow {

    private static final long NO_SPACE_MILLIS = 1_000;

    private final BrokerLimits limits;
    private final LongSupplier clock;
    private final BooleanSupplier hasSpace;
    private double tokens;
    private long filledNanos;
    private int inFlight;

    /** @param hasSpace whether the broker may take anything at all */
    DeviceFlow(BrokerLimits limits, LongSupplier clock, BooleanSupplier hasSpace) {
        this.hasSpace = hasSpace;
        this.limits = limits;
        this.clock = clock;
        this.tokens = limits.burst();
        this.filledNanos = clock.getAsLong();
    }

    /** A message has come; what is already read is taken, also beyond the limits, and paid back by waiting. */
    synchronized void received(int cost) {
        fill();
        tokens -= 1;
        inFlight += cost;
    }

    /** A message was acknowledged, or its connection has ended. */
    synchronized void done(int cost) {
        inFlight -= cost;
    }

    /** How long nothing more may be read: 0 for not at all, -1 until something is acknowledged. */
    synchronized long waitMillis() {
        if (!hasSpace.getAsBoolean()) {
            return NO_SPACE_MILLIS;
        }
        if (inFlight >= limits.inFlight()) {
            return -1;
        }
        fill();
        return tokens >= 0 ? 0 : (long) Math.ceil(-tokens / limits.perSecond() * 1_000);
    }

    private void fill() {
        long now = clock.getAsLong();
        tokens = Math.min(limits.burst(), tokens + (now - filledNanos) / 1e9 * limits.perSecond());
        filledNanos = now;
    }
}
