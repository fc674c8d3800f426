package io.iotflow.timeseries;

import io.iotflow.telemetry.store.Outbox;
import io.iotflow.telemetry.store.StoredPoint;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** An outbox in memory: batches leave it when the write has succeeded, as they do in PostgreSQL. */
final class MemoryBatches implements BatchWriter.Batches {

    private final Consumer<List<StoredPoint>> influx;
    private final Deque<List<StoredPoint>> waiting = new ArrayDeque<>();
    volatile boolean claimedByOthers;

    MemoryBatches(Consumer<List<StoredPoint>> influx) {
        this.influx = influx;
    }

    /** Adds a batch of so many points with this measurement, the newest. */
    synchronized void add(String measurement, int points) {
        List<StoredPoint> batch = new ArrayList<>();
        for (int i = 0; i < points; i++) {
            batch.add(new StoredPoint(
                    Instant.ofEpochSecond(1_700_000_000L + i),
                    measurement,
                    Map.of("value", 1.0),
                    Map.of("device_id", "greenhouse-1")));
        }
        waiting.addLast(batch);
    }

    /** As when another node has written all. */
    synchronized void clear() {
        waiting.clear();
    }

    @Override
    public synchronized int forward(int points, boolean newestFirst) {
        if (waiting.isEmpty() || claimedByOthers) {
            return 0;
        }
        List<StoredPoint> batch = newestFirst ? waiting.peekLast() : waiting.peekFirst();
        influx.accept(batch);
        waiting.remove(batch);
        return batch.size();
    }

    @Override
    public synchronized Outbox.Backlog backlog() {
        return new Outbox.Backlog(waiting.stream().mapToLong(List::size).sum(), Optional.empty());
    }
}
