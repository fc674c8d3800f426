package io.iotflow.tools.simulator;

import io.iotflow.tools.simulator.Tally.Figures;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** A line every few seconds of how the fleet is. */
final class Progress {

    private final Tally tally;
    private final int devices;
    private final PrintStream out;
    private final long start = System.nanoTime();
    private long lastTime = start;
    private long lastSent;

    Progress(Tally tally, int devices, PrintStream out) {
        this.tally = tally;
        this.devices = devices;
        this.out = out;
    }

    void line() {
        Figures now = tally.figures();
        long time = System.nanoTime();
        double rate = (now.sent() - lastSent) * 1e9 / (time - lastTime);
        lastTime = time;
        lastSent = now.sent();
        out.printf(
                Locale.ROOT,
                "%6d s  %d of %d connected  sent %,d (%,.0f/s)  acknowledged %,d  waiting %,d  failed attempts %,d%s%n",
                Duration.ofNanos(time - start).toSeconds(),
                now.connected(),
                devices,
                now.sent(),
                rate,
                now.acknowledged(),
                now.waiting(),
                now.failedAttempts(),
                tally.lastFailure().map(it -> " (last: " + it + ")").orElse(""));
        out.flush();
    }
}
