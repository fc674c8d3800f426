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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogWriterDbTest {

    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MICROS);

    private static final StoredTelemetry.Filter ALL =
            new StoredTelemetry.Filter(OptionalLong.empty(), Optional.empty(), Optional.empty());

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
                .call("TRUNCATE telemetry, series, tag_set, outbox, telemetry_tally, telemetry_minute, telemetry_count,"
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
    void makesOneRowOfARedeliveryCountsItOnceAndGivesItTheSameId() {
        long first = log.store(reading(1, NOW, "temperature", 21.5)).get(0);
        log.store(reading(1, NOW.plusSeconds(1), "temperature", 1.0E10));

        long again = log.store(reading(1, NOW, "temperature", 21.5)).get(0);
        log.store(reading(1, NOW.plusSeconds(1), "temperature", 1.0E10));

        assertEquals(first, again);
        assertEquals(2, rows("telemetry"));
        assertEquals(2, log.counts.total());
        assertEquals(2, rows("outbox"));
    }

    @Test
    void keepsEveryMessageOfOnePointAndItsLastValues() {
        List<Long> ids = new ArrayList<>(log.store(
                reading(1, NOW, "temperature", 1.0),
                reading(1, NOW, "humidity", 40.0),
                reading(1, NOW, "temperature", 2.0)));
        ids.addAll(log.store(reading(1, NOW, "temperature", 3.0)));

        assertEquals(4, Set.copyOf(ids).size());
        assertEquals(
                Map.of(
                        ids.get(0), "{\"temperature\":1.0}",
                        ids.get(1), "{\"humidity\":40.0}",
                        ids.get(2), "{\"temperature\":2.0}",
                        ids.get(3), "{\"temperature\":3.0}"),
                log.history.newest(ALL, 10, Optional.empty()).messages().stream()
                        .collect(Collectors.toMap(
                                StoredMessage::id, it -> it.payload().toString())));
        assertEquals(
                "{\"humidity\": 40.0, \"temperature\": 3.0}",
                database.text("SELECT fields::text FROM telemetry WHERE version = 0"));
        assertEquals(4, log.counts.total());
        assertEquals(4, database.number("SELECT sum(points) FROM outbox"));
    }

    @Test
    void knowsEachMessageOfAPointWhenItComesAgain() {
        List<TelemetryMessage> messages = List.of(
                reading(1, NOW, "temperature", 1.0),
                reading(1, NOW, "temperature", 2.0),
                reading(1, NOW, "temperature", 3.0));
        List<Long> first =
                messages.stream().flatMap(it -> log.store(it).stream()).toList();

        List<Long> again =
                messages.stream().flatMap(it -> log.store(it).stream()).toList();

        assertEquals(first, again);
        assertEquals(3, log.counts.total());
    }

    @Test
    void forwardsWhatAPointIsNowWhicheverOfItsMessagesIsForwarded() {
        log.store(reading(1, NOW, "temperature", 1.0), reading(1, NOW, "humidity", 40.0));
        log.store(reading(1, NOW, "temperature", 2.0));

        List<StoredPoint> waiting = new Outbox(database.sql(), new RecentBatches()).waitingOf(1);

        assertEquals(3, waiting.size());
        waiting.forEach(it -> assertEquals(Map.of("temperature", 2.0, "humidity", 40.0), it.fields()));
    }

    @Test
    void keepsPointsApartThatDifferInATagOfTheDevice() {
        log.store(tagged("sensor_type", "dht22", 1.0), tagged("sensor_type", "ds18b20", 2.0));

        assertEquals(
                Map.of("dht22", 1.0, "ds18b20", 2.0),
                new Outbox(database.sql(), new RecentBatches())
                        .waitingOf(1).stream()
                                .collect(Collectors.toMap(
                                        it -> it.tags().get("sensor_type"),
                                        it -> it.fields().get("temperature"))));
    }

    @Test
    void keepsPointsApartThatAreANanosecondApart() {
        List<Long> ids = log.store(
                reading(1, NOW.plusNanos(1), "temperature", 1.0), reading(1, NOW.plusNanos(2), "temperature", 2.0));

        assertEquals(2, Set.copyOf(ids).size());
        assertEquals(
                List.of(NOW.plusNanos(2), NOW.plusNanos(1)),
                log
                        .history
                        .newest(
                                new StoredTelemetry.Filter(OptionalLong.of(1), Optional.empty(), Optional.empty()),
                                10,
                                0)
                        .messages()
                        .stream()
                        .map(StoredMessage::time)
                        .toList());
    }

    @Test
    void keepsTheTagsOfTheFirstDeliverySoThatItIsTheSameSeries() {
        log.store(reading(1, NOW, "temperature", 21.5));
        TelemetryMessage moved = new TelemetryMessage(
                1,
                "device1",
                "environmental",
                NOW,
                Map.of("temperature", 22.5),
                Map.of("device_id", "device1", "location", "elsewhere"),
                Map.of(),
                null,
                Instant.now());

        log.store(moved);
        log.store(moved);

        assertEquals(2, rows("telemetry"));
        assertEquals(
                1, database.number("SELECT count(DISTINCT tags) FROM telemetry JOIN tag_set ON tag_set.id = tag_set"));
    }

    @Test
    void refusesByNameANewTagValueOfADeviceThatHasAsManySeriesAsItMay() {
        log = new TestLog(database, Map.of("iotflow.telemetry.device.series", "2"));
        log.store(tagged("sensor_type", "dht22", 1.0), tagged("sensor_type", "ds18b20", 2.0));
        Upload wandering = Upload.of(List.of(tagged("sensor_type", "another", 3.0)));
        Upload known = Upload.of(List.of(tagged("sensor_type", "dht22", 4.0)));
        Upload neighbour = Upload.of(List.of(reading(2, NOW, "temperature", 5.0)));

        log.write(wandering, known, neighbour);

        FieldsRefused refused = assertInstanceOf(FieldsRefused.class, failure(wandering));
        assertEquals(Reason.TOO_MANY_SERIES, refused.reason());
        assertEquals(
                "points[0].tags.sensor_type",
                refused.violations(new MessagePaths(place -> "points[" + place + "].", "fields.", "tags."))
                        .get(0)
                        .field());
        assertEquals(1, known.committed().join().size());
        assertEquals(1, neighbour.committed().join().size());
    }

    @Test
    void storesAStatusWithoutItsTagsWhereTheDeviceHasAsManySeriesAsItMay() {
        log = new TestLog(database, Map.of("iotflow.telemetry.device.series", "1"));
        log.store(tagged("location", "here", 1.0));

        log.store(answer(tagged("location", "there", 2.0)));

        assertEquals(2, rows("telemetry"));
    }

    @Test
    void refusesAMessageOfATimeThatHasTooManyAndKeepsTheOthers() {
        TelemetryMessage[] ofOneTime = IntStream.range(0, KnownPoints.MAX_VERSIONS)
                .mapToObj(it -> reading(1, NOW, "temperature", (double) it))
                .toArray(TelemetryMessage[]::new);
        log.store(ofOneTime);
        Upload oneMore = Upload.of(List.of(reading(1, NOW, "temperature", -1.0)));
        Upload other = Upload.of(List.of(reading(2, NOW, "temperature", 1.0)));

        log.write(oneMore, other);

        assertEquals(
                Reason.BAD_TIMESTAMP,
                assertInstanceOf(FieldsRefused.class, failure(oneMore)).reason());
        assertEquals(1, other.committed().join().size());
    }

    @Test
    void makesASeriesOnceThoughTwoNodesMeetItAtTheSameTime() {
        TestLog second = new TestLog(database);
        database.sql().inTransaction(() -> {
            log.writer.write(List.of(Upload.of(List.of(reading(1, NOW, "temperature", 1.0)))));
            return null;
        });

        second.store(reading(1, NOW.plusSeconds(1), "temperature", 2.0));

        assertEquals(1, rows("series"));
        assertEquals(1, rows("tag_set"));
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
        Upload first = Upload.ofQuarantined(id, List.of(reading(1, NOW, "temperature", 21.5)));
        Upload second = Upload.ofQuarantined(id, List.of(reading(1, NOW.plusSeconds(1), "temperature", 21.5)));

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
                9,
                "device9",
                "environmental",
                NOW,
                Map.of("temperature", 1.0),
                Map.of(),
                Map.of(),
                "{\"a\":\"\0\"}",
                NOW);
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

    private static TelemetryMessage tagged(String tag, String value, double temperature) {
        return new TelemetryMessage(
                1,
                "device1",
                "environmental",
                NOW,
                Map.of("temperature", temperature),
                Map.of("device_id", "device1", tag, value),
                Map.of(tag, value),
                null,
                Instant.now());
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
