package io.iotflow.telemetry.store;

import static io.iotflow.telemetry.store.TestLog.reading;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.ShippedConfig;
import io.iotflow.stack.TestDatabase;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogTailDbTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private TestDatabase database;
    private TestLog log;
    private LogTail tail;
    private int second;

    @BeforeEach
    void create() {
        database = TestDatabase.create();
        log = new TestLog(database);
        tail = new LogTail(database.sql());
        database.addDevice("device1");
        store(); // its series is known from here on, so that writers do not wait for each other
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void beginsWithWhatComesFromNowOn() {
        tail.begin();

        assertEquals(List.of(), ids());
        List<Long> next = store();
        assertEquals(next, ids());
        assertEquals(List.of(), ids());
    }

    @Test
    void waitsForWhatIsCommittedLaterAndHasSmallerIds() {
        tail.begin();
        assertEquals(List.of(), ids());

        List<Long> late = database.sql().inNewTransaction(() -> {
            List<Long> first = storeIn(database);
            List<Long> second = otherSession(this::store); // takes later ids, and commits at once
            assertTrue(first.get(0) < second.get(0));
            assertEquals(List.of(), ids(), "the first may still come");
            assertTrue(tail.isWaiting());
            return List.of(first.get(0), second.get(0));
        });

        assertEquals(late, ids());
    }

    @Test
    void resumesAtAPositionAndMissesNothingThatIsCommittedLaterWithSmallerIds() {
        tail.begin();
        List<Long> handedOut = store();
        assertEquals(handedOut, ids());
        long position = tail.position().getAsLong();

        List<Long> late = database.sql().inNewTransaction(() -> {
            List<Long> first = storeIn(database);
            List<Long> second = otherSession(this::store);
            assertTrue(first.get(0) < second.get(0));
            tail = new LogTail(database.sql()); // of another node, while the first is still open
            otherSession(() -> {
                tail.beginAt(position);
                return null;
            });
            assertEquals(List.of(), ids());
            return List.of(first.get(0), second.get(0));
        });

        assertEquals(late, ids());
        assertEquals(List.of(), ids());
    }

    @Test
    void resumesInTheMiddleOfABatch() {
        tail.begin();
        ids();
        List<Long> all = log.store(
                reading(1, START.plusSeconds(2_000), "a", 1.0),
                reading(1, START.plusSeconds(2_001), "a", 1.0),
                reading(1, START.plusSeconds(2_002), "a", 1.0));
        List<Long> next = store();
        tail.next(2);
        long position = tail.position().getAsLong();
        assertEquals(all.get(1), position);

        tail = new LogTail(database.sql());
        tail.beginAt(position);

        assertEquals(List.of(all.get(2), next.get(0)), ids());
    }

    @Test
    void doesNotWaitForABatchThatNeverComes() {
        tail.begin();
        assertEquals(List.of(), ids());
        try {
            database.sql().inNewTransaction(() -> {
                storeIn(database);
                throw new IllegalStateException("rolled back");
            });
        } catch (IllegalStateException expected) {
            assertEquals("rolled back", expected.getMessage());
        }

        List<Long> next = store();

        assertEquals(next, ids());
    }

    @Test
    void beginsBehindWhatWasBeingWritten() {
        List<Long> written = database.sql().inNewTransaction(() -> {
            List<Long> first = storeIn(database);
            assertTrue(otherSession(() -> {
                        tail.begin();
                        return tail.position();
                    })
                    .isEmpty());
            return first;
        });

        assertTrue(tail.position().getAsLong() >= written.get(0));
        assertEquals(List.of(), ids());
        assertEquals(
                written,
                tail.between(written.get(0) - 1, tail.position().getAsLong(), 10).rows().stream()
                        .map(LogTail.Row::id)
                        .toList());
    }

    @Test
    void handsALongLogOutInPages() {
        tail.begin();
        ids();
        List<Long> all = log.store(
                reading(1, START.plusSeconds(1_000), "a", 1.0),
                reading(1, START.plusSeconds(1_001), "a", 1.0),
                reading(1, START.plusSeconds(1_002), "a", 1.0));
        store();

        LogTail.Page first = tail.next(2);

        assertEquals(
                all.subList(0, 2), first.rows().stream().map(LogTail.Row::id).toList());
        assertEquals(false, first.isLast());
        assertEquals(2, ids().size());
        LogTail.Row row = first.rows().get(0);
        assertEquals("device1", row.deviceId());
        assertEquals("environmental", row.measurement());
        assertEquals(START.plusSeconds(1_000), row.time());
        assertEquals("{\"a\":1.0}", row.fields().toString());
    }

    private List<Long> ids() {
        return otherSession(() -> tail.next(100)).rows().stream()
                .map(LogTail.Row::id)
                .toList();
    }

    private List<Long> store() {
        return log.store(reading(1, START.plusSeconds(second++), "a", 1.0));
    }

    /** In the transaction of this thread, as a writer that does not come to its commit. */
    private List<Long> storeIn(TestDatabase of) {
        TelemetryMessage message = reading(1, START.plusSeconds(second++), "a", 1.0);
        long series = of.number("SELECT id FROM series");
        long tagSet = of.number("SELECT id FROM tag_set");
        LogRow row = new LogRow(message, new SeriesIds((int) series, (int) tagSet), 0, 0);
        return List.of(rows().insert(List.of(row)).firstId());
    }

    private LogRows rows() {
        return new LogRows(database.sql(), new TelemetryLogSettings(new ShippedConfig(Map.of())));
    }

    private <T> T otherSession(Supplier<T> body) {
        return database.sql().inNewTransaction(body);
    }
}
