package io.iotflow.platform.ratelimit;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The subjects whose takings wait for the next sync; each is in it once at most. */
final class UnreportedUsage {

    /** More than this in one turn is an attack from many addresses; each is held down by its own node. */
    private static final int MAX = 20_000;

    private final boolean wanted;
    private final Queue<Entry> waiting = new ConcurrentLinkedQueue<>();

    UnreportedUsage(boolean wanted) {
        this.wanted = wanted;
    }

    private record Entry(LimitType kind, TokenBucket bucket) {}

    void add(LimitType kind, TokenBucket bucket) {
        if (wanted) {
            waiting.add(new Entry(kind, bucket));
        }
    }

    List<UsageReport> take() {
        List<UsageReport> usage = new ArrayList<>();
        for (Entry next = waiting.poll(); next != null; next = waiting.poll()) {
            long tokens = next.bucket().tell();
            if (usage.size() < MAX && tokens > 0) {
                usage.add(new UsageReport(next.kind(), next.bucket().subject(), tokens));
            }
        }
        return usage;
    }
}
