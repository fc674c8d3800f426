package io.iotflow.telemetry.store;

import static io.iotflow.telemetry.store.TestLog.reading;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.quarantine.Reason;
import io.iotflow.quarantine.Refusal;
import io.iotflow.stack.TestDatabase;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogWriterDbTest {

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
    void empty() {
        log = new TestLog(database);
        database.sql()
                .call("TRUNCATE telemetry, outbox, telemetry_tally, telemetry_minute, telemetry_count,"
                        + " quarantine, quarantine_usage");
        database.sql().call("DELETE FROM field_type WHERE device_id IS NOT NULL");
    }

    @Test
    void storesRowsOutboxCountsFieldTypesAndRefusalsTogether() {
        Upload upload = Upload.of(List.of(reading(1, NOW, "temperature", 21.5), reading(2, NOW, "open", true)));

        log.write(upload, Upload.of(refusal()));

        List<Long> ids = upload.committed().join();
        assertEquals(ids, database.sql().list("SELECT id FROM telemetry ORDER BY id", row -> row.getLong(1)));
        assertEquals(
                ids.get(0) + "-" + ids.get(1) + ": 2",
                database.text("SELECT first_id || '-' || last_id || ': ' || points FROM outbox"));
        assertEquals(2, log.counts.total());
        assertEquals(
                List.of("open boolean", "temperature number"),
                database.sql()
                        .list(
                                "SELECT field || ' ' || type FROM field_type WHERE device_id IS NOT NULL ORDER BY field",
                                row -> row.getString(1)));
        assertEquals(1, rows("quarantine"));
    }

    @Test
    void leavesNothingBehindWhenTheLastStepFails() {
        List<String> written = List.of("telemetry", "outbox", "telemetry_tally", "quarantine");
        log.reported.observe(batch -> {
            assertEquals(
                    List.of(1L, 1L, 1L, 1L),
                    written.stream().map(LogWriterDbTest::rows).toList());
            throw new IllegalStateException("the commands' table is away");
        });

        IllegalStateException failure = assertThrows(
                IllegalStateException.class,
                () -> log.write(
                        Upload.of(List.of(answer(reading(1, NOW, "temperature", 21.5)))), Upload.of(refusal())));

        assertEquals("the commands' table is away", failure.getMessage());
        written.forEach(table -> assertEquals(0, rows(table), table));
        assertEquals(0, database.number("SELECT count(*) FROM field_type WHERE device_id IS NOT NULL"));
    }

    @Test
    void refusesAloneWhatHasAFieldOfAnotherType() {
        log.store(reading(1, NOW, "temperature", 21.5));
        Upload wrong = Upload.of(List.of(reading(2, NOW, "temperature", "warm")));
        Upload good = Upload.of(List.of(reading(3, NOW, "temperature", 22.5)));

        log.write(wrong, good);

        assertEquals(1, good.committed().join().size());
        FieldsRefused refused = assertInstanceOf(FieldsRefused.class, failure(wrong));
        assertEquals(Reason.FIELD_TYPE, refused.reason());
        assertEquals(List.of(1L, 3L), devices());
    }

    @Test
    void knowsOnAnotherNodeTheTypeThatThisNodeRegistered() {
        log.store(reading(1, NOW, "temperature", 21.5));
        Upload wrong = Upload.of(List.of(reading(2, NOW, "temperature", true)));

        new TestLog(database).write(wrong);

        assertInstanceOf(FieldsRefused.class, failure(wrong));
    }

    @Test
    void makesOneRowOfARedeliveryAndCountsItOnce() {
        long first = log.store(reading(1, NOW, "temperature", 21.5)).get(0);

        long again = log.store(reading(1, NOW, "humidity", 40.0)).get(0);

        assertTrue(again > first);
        assertEquals(
                again + " {\"humidity\": 40.0, \"temperature\": 21.5}",
                database.text("SELECT id || ' ' || fields FROM telemetry"));
        assertEquals(1, log.counts.total());
        assertEquals(2, rows("outbox"));
    }

    @Test
    void keepsTheTagsOfTheFirstDeliverySoThatItIsTheSameSeries() {
        log.store(reading(1, NOW, "temperature", 21.5));
        TelemetryMessage moved = new TelemetryMessage(
                1,
                "device1",
                "environmental",
                NOW,
                Map.of("temperature", 21.5),
                Map.of("device_id", "device1", "location", "elsewhere"),
                null,
                Instant.now());

        log.store(moved);

        assertEquals("{\"device_id\": \"device1\"}", database.text("SELECT tags::text FROM telemetry"));
    }

    @Test
    void putsNothingIntoTheOutboxWhereThereIsNoInfluxdb() {
        new TestLog(database, Map.of()).store(reading(1, NOW, "temperature", 21.5));

        assertEquals(1, rows("telemetry"));
        assertEquals(0, rows("outbox"));
    }

    @Test
    void takesAReplayedMessageOutOfTheQuarantineAsItStoresIt() {
        log.write(Upload.of(refusal()));
        long id = database.number("SELECT id FROM quarantine");
        Upload first = Upload.ofQuarantined(id, reading(1, NOW, "temperature", 21.5));
        Upload second = Upload.ofQuarantined(id, reading(1, NOW.plusSeconds(1), "temperature", 21.5));

        log.write(first, second);

        assertEquals(1, first.committed().join().size());
        assertInstanceOf(NotInQuarantine.class, failure(second));
        assertEquals(0, rows("quarantine"));
        assertEquals(1, rows("telemetry"));
    }

    @Test
    void tellsOfEveryAnswerToACommandInTheBatchsTransaction() {
        log.reported.observe(batch -> database.sql().requireTransaction());

        log.store(answer(reading(1, NOW, "done", 1.0)));

        assertEquals(1, log.reported.fired().get(0).reports().size());
    }

    @Test
    void failsAsAWholeWhereOneRowCannotBeStored() {
        RuntimeException failure = assertThrows(
                RuntimeException.class,
                () -> log.write(
                        Upload.of(List.of(reading(1, NOW, "temperature", 1.0))), Upload.of(List.of(poisoned()))));

        assertTrue(DataErrors.isOfTheData(failure));
        assertEquals(0, rows("telemetry"));
    }

    /** PostgreSQL cannot hold NUL. */
    static TelemetryMessage poisoned() {
        return new TelemetryMessage(
                9, "device9", "environmental", NOW, Map.of("temperature", 1.0), Map.of(), "{\"a\":\"\0\"}", NOW);
    }

    static TelemetryMessage answer(TelemetryMessage message) {
        return answer(message, JsonValue.EMPTY_JSON_OBJECT);
    }

    /** The same with what the device says. */
    static TelemetryMessage answer(TelemetryMessage message, JsonObject said) {
        return message.withStatus(new StatusReported(
                message.deviceRowId(),
                message.deviceId(),
                StatusReported.COMMAND_RESPONSE,
                said,
                message.time(),
                message.receivedAt()));
    }

    static Refusal refusal() {
        byte[] payload = "{".getBytes(StandardCharsets.UTF_8);
        return new Refusal(NOW, "mqtt", "device1", "iotflow/x", Reason.BAD_JSON, "is no JSON", payload);
    }

    private static Throwable failure(Upload upload) {
        return assertThrows(CompletionException.class, () -> upload.committed().join())
                .getCause();
    }

    private static List<Long> devices() {
        return database.sql().list("SELECT device FROM telemetry ORDER BY device", row -> row.getLong(1));
    }

    private static long rows(String table) {
        return database.number("SELECT count(*) FROM " + table);
    }
}
