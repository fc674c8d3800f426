package io.iotflow.telemetry.store;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The points of the batches that this node committed last, so that its writer need not read them back. PostgreSQL stays the
 * truth: a batch is taken from here only where nothing in the log was changed or deleted since it was stored (ADR 48). Bounded;
 * what is not here is read.
 */
@Singleton
public class RecentBatches {

    /** In messages, large ones counting for several: a few times what one write takes. */
    private static final int MAX_WEIGHT = 20_000;

    private final Map<Long, Recent> batches = new LinkedHashMap<>();
    private final int maxWeight;
    private int weight;

    @Inject
    public RecentBatches() {
        this(MAX_WEIGHT);
    }

    /** @param maxWeight how much is kept, in messages, large ones counting for several */
    RecentBatches(int maxWeight) {
        this.maxWeight = maxWeight;
    }

    /** @param changes how often the log had been changed when the batch was stored */
    private record Recent(long changes, int weight, List<StoredPoint> points) {}

    /** Keeps a batch that is committed, and forgets the oldest ones beyond the bound. */
    synchronized void add(LogRows.Inserted batch, List<StoredPoint> points) {
        if (batch.weight() > maxWeight) {
            return;
        }
        remove(batch.firstId());
        batches.put(batch.firstId(), new Recent(batch.changes(), batch.weight(), points));
        weight += batch.weight();
        while (weight > maxWeight) {
            remove(batches.keySet().iterator().next());
        }
    }

    /** Whether it may have points of one of these. */
    synchronized boolean hasAnyOf(List<Outbox.Batch> wanted) {
        return wanted.stream().anyMatch(it -> batches.containsKey(it.firstId()));
    }

    /**
     * The points of a batch, where it is here and is what the outbox says.
     *
     * @param changes how often the log has been changed by now
     */
    synchronized Optional<List<StoredPoint>> points(Outbox.Batch batch, long changes) {
        return Optional.ofNullable(batches.get(batch.firstId()))
                .filter(it -> it.changes == changes && it.points.size() == batch.points())
                .map(Recent::points);
    }

    /** Forgets batches. */
    synchronized void remove(List<Outbox.Batch> confirmed) {
        confirmed.forEach(it -> remove(it.firstId()));
    }

    private void remove(long firstId) {
        Recent removed = batches.remove(firstId);
        if (removed != null) {
            weight -= removed.weight;
        }
    }
}
