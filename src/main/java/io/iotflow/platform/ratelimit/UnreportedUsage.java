package io.iotflow.platform.ratelimit;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The subjects whose takings wait for the next exchange; each is in it once at most. */
final class UnreportedUsage {

    /** More than this in one turn is an attack from many addresses; each is held down by its own node. */
    private static final int MOST = 20_000;

    private final boolean wanted;
    private final Queue<Entry> waiting = new ConcurrentLinkedQueue<>();

    UnreportedUsage(boolean wanted) {
        this.wanted = wanted;
    }

    private record Entry(LimitType kind, TokenBucket allowance) {}

    void add(LimitType kind, TokenBucket allowance) {
        if (wanted) {
            waiting.add(new Entry(kind, allowance));
        }
    }

    List<UsageReport> take() {
        List<UsageReport> news = new ArrayList<>();
        for (Entry next = waiting.poll(); next != null; next = waiting.poll()) {
            long tokens = next.allowance().tell();
            if (news.size() < MOST && tokens > 0) {
                news.add(new UsageReport(next.kind(), next.allowance().subject(), tokens));
            }
        }
        return news;
    }
}
