package io.iotflow.tools.simulator;

import io.iotflow.tools.simulator.MessageTotals.Metrics;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/** A line every few seconds of how the fleet is. */
final class Progress {

    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final long LOOK_MILLIS = 50;

    private final MessageTotals totals;
    private final int devices;
    private final PrintWriter out;
    private final long start = System.nanoTime();
    private long lastTime = start;
    private long lastMeasured;

    Progress(MessageTotals totals, int devices, PrintWriter out) {
        this.totals = totals;
        this.devices = devices;
        this.out = out;
    }

    /** Shows how it is until it is so, or this time is over; null is no end. */
    void show(Duration max, BooleanSupplier done) throws InterruptedException {
        long begin = System.nanoTime();
        while (!done.getAsBoolean() && (max == null || System.nanoTime() - begin < max.toNanos())) {
            Thread.sleep(LOOK_MILLIS);
            if (System.nanoTime() - lastTime >= EVERY.toNanos()) {
                line();
            }
        }
    }

    private void line() {
        Metrics now = totals.metrics();
        long time = System.nanoTime();
        double rate = (now.measured() - lastMeasured) * 1e9 / (time - lastTime);
        lastTime = time;
        lastMeasured = now.measured();
        out.printf(
                Locale.ROOT,
                "%6d s  %d of %d connected  measured %,d (%,.0f/s)  acknowledged %,d  waiting %,d  failed attempts %,d%s%n",
                Duration.ofNanos(time - start).toSeconds(),
                now.connected(),
                devices,
                now.measured(),
                rate,
                now.acknowledged(),
                now.waiting(),
                now.failedAttempts(),
                totals.lastFailure().map(it -> " (last: " + it + ")").orElse(""));
        out.flush();
    }
}
