package io.iotflow.tools.bench;

import java.time.Duration;
import java.util.Locale;

/** A line every few seconds, on the error stream: the report has the other one for itself. */
final class Progress {

    private static final Duration EVERY = Duration.ofSeconds(5);

    private final String name;
    private final Load load;
    private final CommitWatch watch;
    private long lastAcknowledged;
    private long lastCommitted;
    private long lastTime = System.nanoTime();

    Progress(String name, Load load, CommitWatch watch) {
        this.name = name;
        this.load = load;
        this.watch = watch;
    }

    /** Shows what goes on for as long as this takes. */
    void show(String stage, Duration length) {
        long end = System.nanoTime() + length.toNanos();
        for (long rest = length.toNanos(); rest > 0; rest = end - System.nanoTime()) {
            Threads.sleep(Duration.ofNanos(Math.min(rest, EVERY.toNanos())).plusNanos(999_999));
            line(stage);
        }
    }

    void line(String stage) {
        long now = System.nanoTime();
        long acknowledged = load.acknowledgedCount();
        long committed = watch.committed();
        double seconds = (now - lastTime) / 1e9;
        System.err.printf(
                Locale.ROOT,
                "%-26s %-9s acknowledged %,10d (%,7.0f/s)  committed %,10d (%,7.0f/s)%s%n",
                name,
                stage,
                acknowledged,
                (acknowledged - lastAcknowledged) / seconds,
                committed,
                (committed - lastCommitted) / seconds,
                failures());
        lastAcknowledged = acknowledged;
        lastCommitted = committed;
        lastTime = now;
    }

    private String failures() {
        return load.failed() == 0
                ? ""
                : "  failed " + load.failed() + ", last: " + load.lastFailure().orElse("");
    }
}
