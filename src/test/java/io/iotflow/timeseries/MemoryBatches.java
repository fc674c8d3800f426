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
    private final List<List<StoredPoint>> claimed = new ArrayList<>();
    volatile boolean claimedByOthers;
    volatile Runnable beforeWrite = () -> {};

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
    public int forward(int points, boolean newestFirst) {
        List<StoredPoint> batch = claim(newestFirst);
        try {
            beforeWrite.run();
            if (!batch.isEmpty()) {
                influx.accept(batch);
            }
            written(batch);
            return batch.size();
        } finally {
            free(batch);
        }
    }

    private synchronized List<StoredPoint> claim(boolean newestFirst) {
        List<List<StoredPoint>> free =
                waiting.stream().filter(it -> !claimed.contains(it)).toList();
        if (free.isEmpty() || claimedByOthers) {
            return List.of();
        }
        List<StoredPoint> batch = free.get(newestFirst ? free.size() - 1 : 0);
        claimed.add(batch);
        return batch;
    }

    private synchronized void written(List<StoredPoint> batch) {
        waiting.remove(batch);
    }

    private synchronized void free(List<StoredPoint> batch) {
        claimed.remove(batch);
    }

    @Override
    public synchronized Outbox.Backlog backlog() {
        return new Outbox.Backlog(waiting.stream().mapToLong(List::size).sum(), Optional.empty());
    }
}
