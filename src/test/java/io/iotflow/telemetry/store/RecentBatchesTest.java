package io.iotflow.telemetry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecentBatchesTest {

    private static final long CHANGES = 7;

    private final RecentBatches recent = new RecentBatches(10);

    @Test
    void hasTheBatchThatWasStored() {
        List<StoredPoint> points = add(20, 2);

        assertTrue(recent.hasAnyOf(List.of(batch(1, 1), batch(20, 2))));
        assertEquals(Optional.of(points), recent.points(batch(20, 2), CHANGES));
        assertEquals(Optional.empty(), recent.points(batch(1, 1), CHANGES));
    }

    @Test
    void hasNothingWhereTheLogWasChangedSince() {
        add(20, 2);

        assertEquals(Optional.empty(), recent.points(batch(20, 2), CHANGES + 1));
    }

    /** Such as a point that InfluxDB refused, put into the outbox once more under the first id of its former batch. */
    @Test
    void hasNothingWhereTheOutboxSaysThatItIsAnotherOne() {
        add(20, 2);

        assertEquals(Optional.empty(), recent.points(batch(20, 1), CHANGES));
    }

    @Test
    void forgetsTheOldestBatchesBeyondItsBound() {
        add(20, 4);
        add(40, 4);
        add(60, 4);

        assertFalse(recent.hasAnyOf(List.of(batch(20, 4))));
        assertTrue(recent.points(batch(40, 4), CHANGES).isPresent());
        assertTrue(recent.points(batch(60, 4), CHANGES).isPresent());
    }

    @Test
    void keepsNoBatchThatIsLargerThanItsBound() {
        add(20, 4);
        add(40, 11);

        assertFalse(recent.hasAnyOf(List.of(batch(40, 11))));
        assertTrue(recent.hasAnyOf(List.of(batch(20, 4))));
    }

    @Test
    void hasRoomAgainForWhatWasConfirmed() {
        add(20, 5);
        add(40, 5);
        recent.remove(List.of(batch(40, 5), batch(99, 1)));
        add(60, 5);

        assertTrue(recent.hasAnyOf(List.of(batch(20, 5))));
        assertFalse(recent.hasAnyOf(List.of(batch(40, 5))));
        assertTrue(recent.hasAnyOf(List.of(batch(60, 5))));
    }

    private List<StoredPoint> add(long firstId, int number) {
        List<StoredPoint> points = Collections.nCopies(
                number, new StoredPoint(Instant.EPOCH, "environmental", Map.of("value", 1.0), Map.of()));
        recent.add(new LogRows.Inserted(firstId, List.of(), CHANGES, number), points);
        return points;
    }

    private static Outbox.Batch batch(long firstId, int points) {
        return new Outbox.Batch(firstId, points, false);
    }
}
