package io.iotflow.telemetry.store;

import static io.iotflow.stack.Waiting.soon;
import static io.iotflow.telemetry.store.TestLog.reading;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.platform.json.Json;
import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.task.ApplicationReady;
import io.iotflow.platform.task.ApplicationStopping;
import io.iotflow.quarantine.Reason;
import io.iotflow.stack.TestDatabase;
import io.iotflow.stack.TestTasks;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TelemetryLogDbTest {

    private static TestDatabase database;
    private static int number;

    @RegisterExtension
    final TestTasks tasks = new TestTasks();

    private TestLog parts;
    private TelemetryLog log;

    @BeforeAll
    static void create() {
        database = TestDatabase.create();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void empty() {
        database.sql().call("TRUNCATE telemetry, outbox, telemetry_tally, quarantine, quarantine_usage");
        parts = new TestLog(database);
        log = parts.log(tasks.tasks());
    }

    @AfterEach
    void stop() {
        log.stop(new ApplicationStopping());
    }

    @Test
    void commitsAllThatWaitsInOneTransaction() {
        List<CompletableFuture<List<Long>>> answers =
                IntStream.range(0, 100).mapToObj(it -> log.append(one())).toList();

        start();

        answers.forEach(TelemetryLogDbTest::ids);
        assertEquals(
                List.of(100),
                parts.stored.fired().stream().map(BatchStored::points).toList());
        assertEquals(1, database.number("SELECT count(DISTINCT xmin::text) FROM telemetry"));
    }

    @Test
    void answersOnlyAfterTheCommit() {
        database.sql().call("CREATE SEQUENCE commits");
        database.sql().call("""
                CREATE FUNCTION fail_to_commit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                    PERFORM nextval('commits'); -- outlives the transaction
                    RAISE 'no space left' USING ERRCODE = 'disk_full';
                END $$""");
        database.sql().call("""
                CREATE CONSTRAINT TRIGGER fail_to_commit AFTER INSERT ON outbox DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION fail_to_commit()""");
        CompletableFuture<List<Long>> answer;
        try {
            start();
            answer = log.append(one());
            soon().until(() -> database.number("SELECT last_value FROM commits") > 1);

            assertFalse(answer.isDone());
            assertEquals(List.of(), parts.stored.fired());
        } finally {
            database.sql().call("DROP FUNCTION fail_to_commit CASCADE");
        }

        long id = ids(answer).get(0);
        assertEquals(1, database.number("SELECT count(*) FROM telemetry WHERE id = ?", id));
    }

    @Test
    void triesAgainWhatCannotBeCommittedNow() {
        AtomicInteger attempts = failTwice(() -> database.sql().update("UPDATE table_that_is_away SET x = 1"));
        CompletableFuture<List<Long>> answer =
                log.append(List.of(LogWriterDbTest.answer(reading(1, next(), "done", 1.0))));

        start();

        assertEquals(1, ids(answer).size());
        assertEquals(3, attempts.get());
        assertEquals(1, database.number("SELECT count(*) FROM telemetry"));
    }

    @Test
    void triesAgainAlsoWhatIsNoFailureOfPostgresql() {
        AtomicInteger attempts = failTwice(() -> {
            throw new IllegalStateException("a fault of ours");
        });
        CompletableFuture<List<Long>> answer =
                log.append(List.of(LogWriterDbTest.answer(reading(1, next(), "done", 1.0))));

        start();

        assertEquals(1, ids(answer).size());
        assertEquals(3, attempts.get());
    }

    @Test
    void isolatesAMessageThatMeetsAFaultOfOursAndStoresTheRest() {
        parts.reported.observe(batch -> {
            if (batch.reports().stream().anyMatch(it -> it.payload().containsKey("fault"))) {
                throw new IllegalStateException("a fault of ours");
            }
        });
        List<CompletableFuture<List<Long>>> good = new ArrayList<>();
        IntStream.range(0, 3).forEach(it -> good.add(log.append(one())));
        CompletableFuture<List<Long>> poisoned = log.append(List.of(LogWriterDbTest.answer(
                reading(1, next(), "done", 1.0),
                Json.createObjectBuilder(Map.of("fault", true)).build())));
        IntStream.range(0, 4).forEach(it -> good.add(log.append(one())));

        start();

        good.forEach(it -> assertEquals(1, ids(it).size()));
        assertEquals(1, ids(log.append(one())).size());
        assertEquals(Reason.INTERNAL_ERROR, reason(poisoned));
        assertEquals(8, database.number("SELECT count(*) FROM telemetry"));
    }

    @Test
    void blamesNoMessageForWhatIsOfTheMoment() {
        AtomicInteger attempts = new AtomicInteger();
        parts.reported.observe(batch -> {
            if (attempts.incrementAndGet() < 6) {
                throw new IllegalStateException(new SQLException("the pool is empty"));
            }
        });
        CompletableFuture<List<Long>> answer =
                log.append(List.of(LogWriterDbTest.answer(reading(1, next(), "done", 1.0))));

        start();

        assertEquals(1, ids(answer).size());
        assertEquals(6, attempts.get());
    }

    @Test
    void survivesThatTheConnectionsAreCut() {
        start();
        ids(log.append(one()));
        database.cutConnections();

        assertEquals(1, ids(log.append(one())).size());
    }

    @Test
    void isolatesWhatPostgresqlRefusesAndStoresTheRest() {
        List<CompletableFuture<List<Long>>> good =
                IntStream.range(0, 5).mapToObj(it -> log.append(one())).toList();
        CompletableFuture<List<Long>> poisoned = log.append(List.of(LogWriterDbTest.poisoned()));
        CompletableFuture<List<Long>> last = log.append(one());

        start();

        good.forEach(it -> assertEquals(1, ids(it).size()));
        assertEquals(1, ids(last).size());
        assertEquals(Reason.REFUSED_BY_POSTGRESQL, reason(poisoned));
        assertEquals(6, database.number("SELECT count(*) FROM telemetry"));
    }

    @Test
    void goesOnWhenWhoHearsOfABatchThrows() {
        parts.stored.observe(batch -> {
            throw new IllegalStateException("an observer's fault");
        });
        start();

        assertEquals(1, ids(log.append(one())).size());
        assertEquals(1, ids(log.append(one())).size());
    }

    @Test
    void goesOnWhenWhoHearsOfABatchThrowsAnError() {
        AtomicInteger heard = new AtomicInteger();
        parts.stored.observe(batch -> {
            if (heard.incrementAndGet() == 1) {
                throw new StackOverflowError("an observer's fault");
            }
        });
        start();

        assertEquals(1, ids(log.append(one())).size());
        assertEquals(1, ids(log.append(one())).size());
        assertEquals(2, heard.get());
    }

    @Test
    void tellsOfABatchBeforeItAnswers() {
        List<CompletableFuture<List<Long>>> pending =
                IntStream.range(0, 3).mapToObj(it -> log.append(one())).toList();
        AtomicInteger answeredBefore = new AtomicInteger();
        parts.stored.observe(batch -> answeredBefore.addAndGet(
                (int) pending.stream().filter(CompletableFuture::isDone).count()));

        start();

        pending.forEach(TelemetryLogDbTest::ids);
        assertEquals(0, answeredBefore.get());
    }

    @Test
    void takesNoMoreThanItsQueueHoldsButEveryRefusal() {
        append(10_000);
        append(10_000);

        Problem refusal = assertThrows(Problem.class, () -> append(1));

        assertEquals(503, refusal.status());
        assertFalse(log.append(List.of(), List.of(LogWriterDbTest.refusal())).isDone());
    }

    @Test
    void takesNothingOnceTheApplicationStops() {
        start();
        CompletableFuture<List<Long>> before = log.append(one());
        ids(before);

        log.stop(new ApplicationStopping());

        assertThrows(Problem.class, () -> log.append(one()));
    }

    @Test
    void tellsWhenAllThatWasAppendedBeforeIsCommitted() {
        CompletableFuture<List<Long>> first = log.append(one());
        CompletableFuture<Void> caughtUp = log.caughtUp();

        start();

        caughtUp.orTimeout(20, TimeUnit.SECONDS).join();
        assertTrue(first.isDone());
    }

    @Test
    void commitsLargeUploadsBesideEachOtherAndBesideSmallOnes() {
        start();
        for (long device :
                List.of(1L, 7L, 8L)) { // what is new keeps the registries of fields and series until its commit
            ids(log.append(List.of(reading(device, next(), "temperature", 1.0))));
        }
        database.sql().call("""
                CREATE FUNCTION wait_for_the_test() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                    PERFORM pg_advisory_xact_lock(4711);
                    RETURN NEW;
                END $$""");
        database.sql().call("""
                CREATE TRIGGER wait_for_the_test BEFORE INSERT ON telemetry FOR EACH ROW
                WHEN (NEW.device = 7) EXECUTE FUNCTION wait_for_the_test()""");
        try {
            List<CompletableFuture<?>> waiting = database.sql().inNewTransaction(() -> {
                database.sql().call("SELECT pg_advisory_xact_lock(4711)");
                CompletableFuture<List<Long>> held = log.append(large(7));
                CompletableFuture<Void> caughtUp = log.caughtUp();

                ids(log.append(large(8)));
                ids(log.append(large(8)));
                ids(log.append(one()));
                assertFalse(held.isDone());
                assertFalse(caughtUp.isDone());
                return List.of(held, caughtUp);
            });
            CompletableFuture.allOf(waiting.toArray(CompletableFuture<?>[]::new))
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join();
        } finally {
            database.sql().call("DROP FUNCTION wait_for_the_test CASCADE");
        }
    }

    private static Reason reason(CompletableFuture<List<Long>> answer) {
        ExecutionException failure = assertThrows(ExecutionException.class, () -> answer.get(20, TimeUnit.SECONDS));
        return assertInstanceOf(NotStored.class, failure.getCause()).reason();
    }

    private AtomicInteger failTwice(Runnable fault) {
        AtomicInteger attempts = new AtomicInteger();
        parts.reported.observe(batch -> {
            if (attempts.incrementAndGet() < 3) {
                fault.run();
            }
        });
        return attempts;
    }

    private void start() {
        log.start(new ApplicationReady());
    }

    private void append(int messages) {
        TelemetryMessage message = reading(1, next(), "temperature", 1.0);
        log.append(IntStream.range(0, messages).mapToObj(it -> message).toList());
    }

    private static List<TelemetryMessage> large(long device) {
        return IntStream.range(0, 1_000)
                .mapToObj(it -> reading(device, next(), "temperature", 1.0))
                .toList();
    }

    private static List<TelemetryMessage> one() {
        return List.of(reading(1, next(), "temperature", 1.0));
    }

    private static Instant next() {
        return Instant.ofEpochSecond(1_700_000_000L + number++);
    }

    private static List<Long> ids(CompletableFuture<List<Long>> answer) {
        return answer.orTimeout(20, TimeUnit.SECONDS).join();
    }
}
