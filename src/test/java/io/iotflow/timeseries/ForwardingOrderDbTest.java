package io.iotflow.timeseries;

import static io.iotflow.stack.Waiting.soon;
import static io.iotflow.telemetry.store.TestLog.reading;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.influx.InfluxTestServer;
import io.iotflow.influx.StoredValue;
import io.iotflow.platform.database.Sql;
import io.iotflow.stack.TestDatabase;
import io.iotflow.telemetry.store.RecentBatches;
import io.iotflow.telemetry.store.StoredTelemetry.Selection;
import io.iotflow.telemetry.store.TestLog;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Two nodes on one PostgreSQL and one InfluxDB, of which one has read a point and not written it yet. The one that stores keeps
 * in memory what it stored.
 */
class ForwardingOrderDbTest {

    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MICROS);
    private static final Duration UNTIL_RELEASED = Duration.ofSeconds(60);

    private static TestDatabase database;
    private static Sql sql;
    private static InfluxTestServer influx;
    private static InfluxConnection connection;
    private static RecentBatches recent;
    private static Forwarder one;
    private static Forwarder other;
    private static ExecutorService threads;
    private TestLog log;

    @BeforeAll
    static void create() {
        threads = Executors.newCachedThreadPool();
        database = TestDatabase.create();
        sql = database.sql();
        influx = new InfluxTestServer();
        connection = new InfluxConnection(TestForwarding.settings(influx, UNTIL_RELEASED));
        recent = new RecentBatches();
        one = TestForwarding.forwarder(sql, connection, recent);
        other = TestForwarding.forwarder(sql, connection);
    }

    @AfterAll
    static void close() throws Exception {
        threads.shutdownNow();
        connection.close();
        influx.close();
        database.close();
    }

    @BeforeEach
    void storeAPoint() {
        sql.call("TRUNCATE telemetry, outbox, telemetry_tally, message_flow, message_flow_tally");
        influx.recover();
        influx.clear();
        log = new TestLog(database, recent);
        log.store(reading(1, NOW, "temperature", 1.0));
    }

    @Test
    void theLaterValueOfAPointStaysWhereAnotherNodeWritesItWhileTheFormerOneIsOnItsWay() {
        CompletableFuture<Integer> former = held(() -> one.forward(100, false));
        log.store(reading(1, NOW, "temperature", 2.0));

        CompletableFuture<Integer> later = writtenOrWaiting(() -> other.forward(100, false));
        influx.recover();

        assertEquals(1, join(former));
        assertEquals(1, join(later));
        assertEquals(List.of(2.0), written());
    }

    @Test
    void whatIsStillInMemoryIsWrittenWithoutALookAtTheLog() {
        sql.inTransaction(() -> {
            sql.call("LOCK TABLE telemetry IN ACCESS EXCLUSIVE MODE");

            assertEquals(1, join(CompletableFuture.supplyAsync(() -> one.forward(100, false), threads)));
            return null;
        });

        assertEquals(List.of(1.0), written());
    }

    @Test
    void aPointThatAnotherNodeChangedMeanwhileIsNotTakenFromMemory() {
        new TestLog(database).store(reading(1, NOW, "temperature", 2.0));

        one.forward(1, false);

        assertEquals(List.of(2.0), written());
    }

    @Test
    void aPointThatWasDeletedMeanwhileIsNotTakenFromMemory() {
        TestLog.read(database).delete(new Selection(1, NOW.minusSeconds(1), NOW.plusSeconds(1), Optional.empty()));

        assertEquals(1, one.forward(100, false));

        assertEquals(List.of(), written());
    }

    @Test
    void aPointWhoseChangeIsNotCommittedYetIsWrittenAsItIs() {
        sql.inTransaction(() -> {
            sql.call("UPDATE telemetry SET fields = '{\"temperature\": 2}'");
            assertEquals(1, join(CompletableFuture.supplyAsync(() -> one.forward(100, false), threads)));
            return null;
        });

        assertEquals(List.of(1.0), written());
    }

    @Test
    void theLaterValueOfAPointStaysWhereAQueryIsWritingTheFormerOne() {
        CompletableFuture<Boolean> query = held(() -> one.write(1));
        log.store(reading(1, NOW, "temperature", 2.0));

        CompletableFuture<Integer> later = writtenOrWaiting(() -> other.forward(100, false));
        influx.recover();

        assertTrue(join(query));
        assertEquals(2, join(later));
        assertEquals(List.of(2.0), written());
    }

    @Test
    void twoNodesWithLaterValuesOfEachOthersPointsDoNotWaitInACircle() {
        log.store(reading(2, NOW, "temperature", 1.0));
        log.store(reading(2, NOW, "temperature", 2.0), reading(1, NOW, "temperature", 2.0));
        log.store(reading(1, NOW, "temperature", 3.0), reading(2, NOW, "temperature", 3.0));
        CompletableFuture<Integer> newest = held(() -> one.forward(1, true));

        CompletableFuture<Integer> rest = writtenOrWaiting(() -> other.forward(100, false));
        influx.recover();

        assertEquals(2, join(newest));
        assertEquals(4, join(rest));
        assertEquals(List.of(3.0, 3.0), written());
    }

    @Test
    void newPointsAreWrittenSideBySide() {
        CompletableFuture<Integer> former = held(() -> one.forward(100, false));
        log.store(reading(1, NOW.plusSeconds(1), "temperature", 2.0));

        assertEquals(1, join(CompletableFuture.supplyAsync(() -> other.forward(100, false), threads)));

        assertFalse(former.isDone(), "the other node did not wait for it");
        influx.recover();
        join(former);
        assertEquals(2, influx.pointCount());
    }

    /** Three nodes write what two store and a query asks for; each point is changed again and again. */
    @Test
    void allPointsHaveTheirLastValueWhateverWasWrittenAtOnce() {
        int points = 100;
        int changes = 3;
        AtomicBoolean stored = new AtomicBoolean();
        List<CompletableFuture<Void>> writers = Stream.<Runnable>of(
                        () -> one.forward(3, false),
                        () -> other.forward(3, true),
                        () -> one.forward(50, false),
                        () -> other.write(1))
                .map(write -> CompletableFuture.runAsync(
                        () -> {
                            while (!stored.get()) {
                                write.run();
                            }
                        },
                        threads))
                .toList();

        for (int point = 0; point < points; point++) {
            for (int change = 2; change <= changes; change++) {
                log.store(reading(1, NOW.plusSeconds(point), "temperature", (double) change));
            }
        }
        stored.set(true);
        writers.forEach(ForwardingOrderDbTest::join);
        while (one.forward(1_000, false) > 0) {
            // the rest
        }

        assertEquals(Collections.nCopies(points, (double) changes), written());
    }

    /** Begins this, whose write InfluxDB keeps until it recovers; others are stored at once. */
    private static <T> CompletableFuture<T> held(Supplier<T> write) {
        int before = influx.writeRequests();
        influx.hangWrites(UNTIL_RELEASED);
        CompletableFuture<T> running = CompletableFuture.supplyAsync(write, threads);
        soon().until(() -> influx.isHolding() && influx.writeRequests() == before + 1);
        influx.hangWrites(Duration.ZERO);
        return running;
    }

    /** Begins this, and returns when it has written, or waits for the other node. */
    private static <T> CompletableFuture<T> writtenOrWaiting(Supplier<T> write) {
        CompletableFuture<T> running = CompletableFuture.supplyAsync(write, threads);
        soon().until(() -> running.isDone()
                || database.number("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted") == 1);
        return running;
    }

    private static <T> T join(CompletableFuture<T> running) {
        return running.orTimeout(UNTIL_RELEASED.toSeconds() / 2, TimeUnit.SECONDS)
                .join();
    }

    private static List<Object> written() {
        return influx.values().stream().map(StoredValue::value).toList();
    }
}
