package io.iotflow.telemetry.store;

import static io.iotflow.stack.Waiting.soon;
import static io.iotflow.telemetry.store.TestLog.reading;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.platform.database.Sql;
import io.iotflow.stack.TestDatabase;
import io.iotflow.telemetry.store.Outbox.Batch;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutboxDbTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private static TestDatabase database;
    private static Sql sql;
    private static Outbox outbox;
    private long oldest;
    private long middle;
    private long newest;

    @BeforeAll
    static void create() {
        database = TestDatabase.create();
        sql = database.sql();
        outbox = new Outbox(sql, new RecentBatches());
    }

    @AfterAll
    static void close() {
        database.close();
    }

    /** Three batches of one point each. */
    @BeforeEach
    void fill() {
        sql.call("TRUNCATE telemetry, outbox, telemetry_tally");
        TestLog log = new TestLog(database);
        oldest = log.store(reading(1, START, "temperature", 1.0)).get(0);
        middle = log.store(reading(1, START.plusSeconds(1), "temperature", 2.0)).get(0);
        newest = log.store(reading(2, START.plusSeconds(2), "temperature", 3.0)).get(0);
    }

    @Test
    void givesTwoNodesDifferentBatches() {
        sql.inTransaction(() -> {
            assertEquals(List.of(oldest), ids(outbox.claim(1, false)));
            sql.inNewTransaction(() -> {
                assertEquals(List.of(middle), ids(outbox.claim(1, false)));
                return null;
            });
            return null;
        });
    }

    @Test
    void givesTwoNodesDifferentBatchesAlsoWhereOneTakesTheNewest() {
        sql.inTransaction(() -> {
            assertEquals(List.of(newest), ids(outbox.claim(1, true)));
            assertEquals(List.of(oldest, middle), sql.inNewTransaction(() -> ids(outbox.claim(100, false))));
            return null;
        });
    }

    @Test
    void locksNoMoreThanItTakes() {
        sql.call("TRUNCATE outbox");
        for (int i = 1; i <= 10; i++) {
            sql.update(
                    "INSERT INTO outbox (first_id, last_id, points, weight, oldest, newest)"
                            + " VALUES (?, ?, 100, 100, now(), now())",
                    i * 100,
                    i * 100 + 99);
        }

        sql.inTransaction(() -> {
            assertEquals(3, outbox.claim(250, false).size());
            assertEquals(
                    7, sql.inNewTransaction(() -> outbox.claim(10_000, false)).size());
            return null;
        });
    }

    @Test
    void waitsForNobodyWhereAllIsClaimed() {
        sql.inTransaction(() -> {
            assertEquals(3, outbox.claim(100, false).size());
            assertEquals(List.of(), sql.inNewTransaction(() -> outbox.claim(100, false)));
            return null;
        });
    }

    @Test
    void freesAClaimWhenItsTransactionEndsWithoutAWord() {
        assertThrows(
                IllegalStateException.class,
                () -> sql.inTransaction(() -> {
                    List<Batch> claimed = outbox.claim(1, false);
                    outbox.remove(claimed);
                    throw new IllegalStateException("InfluxDB does not answer");
                }));

        assertEquals(List.of(oldest), sql.inTransaction(() -> ids(outbox.claim(1, false))));
    }

    @Test
    void claimsByWeightAndAtLeastOne() {
        sql.update("UPDATE outbox SET weight = 100 WHERE first_id = ?", oldest);

        assertEquals(List.of(oldest), sql.inTransaction(() -> ids(outbox.claim(10, false))));
    }

    @Test
    void refusesAClaimThatNoTransactionHolds() {
        assertThrows(IllegalStateException.class, () -> outbox.claim(1, false));
        assertThrows(IllegalStateException.class, () -> outbox.remove(List.of()));
        assertThrows(IllegalStateException.class, outbox::enterAsWriter);
        assertThrows(IllegalStateException.class, outbox::tryEnterAsWriter);
    }

    @Test
    void readsPointsAsTheyAreNow() {
        sql.update("DELETE FROM telemetry WHERE id = ?", middle);

        List<StoredPoint> points = sql.inTransaction(() -> outbox.read(outbox.claim(100, false)));

        assertEquals(
                List.of(Map.of("temperature", 1.0), Map.of("temperature", 3.0)),
                points.stream().map(StoredPoint::fields).toList());
    }

    @Test
    void removesWhatTheStoreConfirmedAndNothingElse() {
        sql.inTransaction(() -> {
            outbox.remove(outbox.claim(1, false));
            return null;
        });

        assertEquals(2, outbox.backlog().points());
        assertTrue(outbox.backlog().oldest().isPresent());
    }

    @Test
    void hasNoBacklogWhenItIsEmpty() {
        sql.call("TRUNCATE outbox");

        assertEquals(new Outbox.Backlog(0, Optional.empty()), outbox.backlog());
    }

    @Test
    void findsWhatWaitsOfADeviceAlsoWhereItIsClaimed() {
        sql.inTransaction(() -> {
            outbox.claim(100, false);
            assertEquals(2, sql.inNewTransaction(() -> outbox.waitingOf(1)).size());
            return null;
        });
    }

    @Test
    void knowsWhetherSomethingOfADeviceWaits() {
        sql.inTransaction(() -> {
            outbox.claim(100, false);
            assertTrue(sql.inNewTransaction(() -> outbox.isWaiting(1)), "claimed, and not confirmed");
            return null;
        });
        assertTrue(outbox.isWaiting(2));
        assertFalse(outbox.isWaiting(3));

        sql.update("DELETE FROM outbox WHERE first_id = ?", newest);
        assertFalse(outbox.isWaiting(2), "its batch is confirmed; others wait");
    }

    /** Such as a device's that was offline for a day. */
    @Test
    void findsWhatWaitsInABatchOfManyTimes() {
        sql.call("TRUNCATE telemetry, outbox");
        TestLog log = new TestLog(database);
        log.store(reading(1, START.plusSeconds(7), "temperature", 0.0));
        sql.call("TRUNCATE outbox"); // confirmed
        log.store(
                reading(1, START, "temperature", 1.0),
                reading(2, START.plusSeconds(9), "temperature", 2.0),
                reading(1, START.plusSeconds(86_400), "temperature", 3.0));

        assertTrue(outbox.isWaiting(1) && outbox.isWaiting(2));
        assertFalse(outbox.isWaiting(3));
        assertEquals(
                List.of(1.0, 3.0),
                outbox.waitingOf(1).stream()
                        .map(it -> it.fields().get("temperature"))
                        .sorted()
                        .toList());
    }

    @Test
    void entersAsAWriterWithoutWaitingUnlessSomebodyWaitsForTheWriters() {
        CompletableFuture<Void> over = new CompletableFuture<>();
        sql.inTransaction(() -> {
            assertTrue(outbox.tryEnterAsWriter());
            assertTrue(sql.inNewTransaction(outbox::tryEnterAsWriter), "two writers at once");
            CompletableFuture.runAsync(() -> sql.inTransaction(() -> {
                        outbox.awaitWriters();
                        return null;
                    }))
                    .whenComplete((nothing, failure) -> over.complete(null));
            soon().until(() -> !sql.inNewTransaction(outbox::tryEnterAsWriter));
            return null;
        });

        over.orTimeout(20, TimeUnit.SECONDS).join();
        assertTrue(sql.inTransaction(outbox::tryEnterAsWriter));
    }

    @Test
    void waitsForWritersOfEveryNodeButNotForLaterOnes() {
        CompletableFuture<Void> over = new CompletableFuture<>();
        sql.inTransaction(() -> {
            outbox.enterAsWriter();
            CompletableFuture.runAsync(() -> sql.inTransaction(() -> {
                        outbox.awaitWriters();
                        return null;
                    }))
                    .whenComplete((nothing, failure) -> over.complete(null));
            soon().until(() -> sql.inNewTransaction(() -> database.number(
                            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"))
                    == 1);
            assertFalse(over.isDone());
            return null;
        });

        over.orTimeout(20, TimeUnit.SECONDS).join();
    }

    @Test
    void putsRowsInOnceMoreAndOnlyOnce() {
        sql.call("TRUNCATE outbox");
        OutboxRequeue requeue = new OutboxRequeue(sql, new MessageFlow(sql));
        OutboxRequeue.Key known = new OutboxRequeue.Key(1, START, "environmental");
        OutboxRequeue.Key unknown = new OutboxRequeue.Key(7, START, "environmental");

        Map<OutboxRequeue.Key, List<Long>> found = requeue.find(List.of(unknown, known));
        sql.inTransaction(() -> {
            requeue.add(found);
            requeue.add(found);
            return null;
        });

        assertEquals(Map.of(known, List.of(oldest)), found);
        assertEquals(1, outbox.backlog().points());
    }

    @Test
    void putsEveryPointInThatSharesTimeAndMeasurement() {
        TestLog log = new TestLog(database);
        Map<String, String> tags = Map.of("sensor_type", "dht22");
        log.store(new TelemetryMessage(
                1, "device1", "environmental", START, Map.of("temperature", 9.0), tags, tags, null, START));
        sql.call("TRUNCATE outbox");
        OutboxRequeue requeue = new OutboxRequeue(sql, new MessageFlow(sql));

        sql.inTransaction(() -> {
            requeue.add(requeue.find(List.of(new OutboxRequeue.Key(1, START, "environmental"))));
            return null;
        });

        assertEquals(2, outbox.backlog().points());
    }

    @Test
    void knowsWhichBatchesChangePointsOfEarlierOnes() {
        sql.call("TRUNCATE telemetry, outbox");
        TestLog log = new TestLog(database);
        log.store(reading(1, START, "temperature", 1.0));
        log.store(reading(1, START, "temperature", 1.0), reading(1, START.plusSeconds(1), "temperature", 2.0));
        log.store(
                reading(1, START.plusSeconds(2), "temperature", 3.0),
                reading(1, START.plusSeconds(2), "humidity", 4.0));
        log.store(reading(1, START.plusSeconds(3), "temperature", 5.0), reading(1, START, "humidity", 6.0));

        List<Boolean> changing = sql.inTransaction(() -> outbox.claim(100, false)).stream()
                .map(Batch::changesPoints)
                .toList();

        assertEquals(
                List.of(false, false, false, true),
                changing,
                "a new one, one with a repeated delivery, one with two messages of one point, one with another message");
    }

    @Test
    void takesABatchThatAnOlderVersionNotedForOneThatChangesPoints() {
        sql.call("TRUNCATE outbox");
        sql.call("INSERT INTO outbox (first_id, last_id, points, weight, oldest, newest)"
                + " VALUES (1, 1, 1, 1, now(), now())");

        assertTrue(sql.inTransaction(() -> outbox.claim(1, false)).get(0).changesPoints());
    }

    private static List<Long> ids(List<Batch> batches) {
        return batches.stream().map(Batch::firstId).toList();
    }
}
