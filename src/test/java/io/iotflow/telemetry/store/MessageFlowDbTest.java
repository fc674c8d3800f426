package io.iotflow.telemetry.store;

import static io.iotflow.telemetry.store.TestLog.reading;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iotflow.stack.TestDatabase;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each of these moves one term; after each nothing is unaccounted for. What InfluxDB does is in ForwarderDbTest. */
class MessageFlowDbTest {

    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MICROS);

    private static TestDatabase database;
    private TestLog log;

    @BeforeAll
    static void create() {
        database = TestDatabase.create();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void begin() {
        database.sql()
                .call("TRUNCATE telemetry, outbox, telemetry_tally, telemetry_minute, telemetry_count, quarantine,"
                        + " quarantine_usage, message_flow, message_flow_tally");
        log = new TestLog(database);
        log.store(reading(1, NOW, "temperature", 1.0), reading(2, NOW, "temperature", 2.0));
    }

    @AfterEach
    void accountsForEverything() {
        MessageFlow.Totals totals = log.flow.totals();
        assertEquals(
                List.of(0L, 0L, 0L),
                List.of(totals.unaccounted(), totals.unaccountedRows(), totals.unaccountedPoints()),
                totals.toString());
    }

    @Test
    void countsRowsAndWhatIsQueued() {
        assertFlow(Map.of(Flow.RECEIVED, 2L, Flow.ROWS, 2L, Flow.QUEUED, 2L));
        assertEquals(2, log.flow.totals().backlog());
        assertEquals(2, log.flow.totals().log());
    }

    @Test
    void countsARepeatAndAnotherMessageOfAPoint() {
        log.store(reading(1, NOW, "temperature", 1.0), reading(1, NOW, "temperature", 1.0));
        log.store(reading(1, NOW, "temperature", 7.0));

        assertFlow(Map.of(Flow.RECEIVED, 5L, Flow.ROWS, 3L, Flow.REPEATS, 2L, Flow.QUEUED, 3L));
    }

    @Test
    void countsARefusal() {
        log.write(Upload.of(LogWriterDbTest.refusal()));

        assertFlow(Map.of(Flow.RECEIVED, 3L, Flow.REFUSED, 1L, Flow.ROWS, 2L, Flow.QUEUED, 2L));
    }

    @Test
    void countsNothingOfABatchThatIsRolledBack() {
        log.reported.observe(batch -> {
            throw new IllegalStateException("the commands' table is away");
        });
        try {
            log.store(LogWriterDbTest.answer(reading(1, NOW.plusSeconds(1), "temperature", 1.0)));
        } catch (IllegalStateException e) {
            assertEquals("the commands' table is away", e.getMessage());
        }

        assertFlow(Map.of(Flow.RECEIVED, 2L, Flow.ROWS, 2L, Flow.QUEUED, 2L));
    }

    @Test
    void countsWhatIsDeleted() {
        log.history.delete(selection());

        assertFlow(Map.of(Flow.RECEIVED, 2L, Flow.ROWS, 2L, Flow.QUEUED, 2L, Flow.DELETED, 1L));
    }

    @Test
    void countsWhatIsOlderThanTheRetention() {
        log.history.expire(selection());

        assertFlow(Map.of(Flow.RECEIVED, 2L, Flow.ROWS, 2L, Flow.QUEUED, 2L, Flow.EXPIRED, 1L));
    }

    @Test
    void countsWhatIsQueuedOnceMore() {
        database.sql().call("TRUNCATE outbox");
        database.sql().update("UPDATE message_flow_tally SET messages = 0 WHERE flow = 'queued'");
        OutboxRequeue requeue = new OutboxRequeue(database.sql(), log.flow);
        database.sql().inTransaction(() -> {
            requeue.add(requeue.find(List.of(new OutboxRequeue.Key(1, NOW, "environmental"))));
            return null;
        });

        assertEquals(1, log.flow.totals().of(Flow.QUEUED));
    }

    @Test
    void keepsTheTotalsWhenTheyAreAddedUp() {
        MessageFlow.Totals before = log.flow.totals();

        log.adder.addUp();

        assertEquals(before, log.flow.totals());
        assertEquals(0, database.number("SELECT count(*) FROM message_flow_tally"));
    }

    private void assertFlow(Map<Flow, Long> expected) {
        assertEquals(expected, log.flow.totals().flows());
    }

    private static StoredTelemetry.Selection selection() {
        return new StoredTelemetry.Selection(1, Instant.EPOCH, NOW.plusSeconds(1), Optional.empty());
    }
}
