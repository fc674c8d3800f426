package io.iotflow.telemetry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iotflow.stack.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A database of a version before the series, brought up to date. */
class FormerLogDbTest {

    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    private static TestDatabase database;
    private static TestLog log;

    @BeforeAll
    static void upgrade() {
        database = TestDatabase.create();
        database.sql().call("DROP VIEW reading, readings, latest_readings");
        database.sql().call("DROP TABLE telemetry, tag_set, series");
        database.sql().call("DELETE FROM databasechangelog WHERE author = 'telemetry' AND id IN ('6', 'move')");
        database.sql().call("DROP VIEW devices, commands");
        database.sql().call("DELETE FROM databasechangelog WHERE author = 'view'");
        List.of("""
                        CREATE TABLE telemetry (
                            id bigint NOT NULL, device bigint NOT NULL, time timestamptz NOT NULL,
                            measurement text NOT NULL, fields jsonb NOT NULL, tags jsonb NOT NULL, extra json,
                            received_at timestamptz NOT NULL, repeated boolean NOT NULL DEFAULT false,
                            CONSTRAINT telemetry_identity UNIQUE (device, time, measurement)
                        ) PARTITION BY RANGE (time)""", """
                        CREATE TABLE telemetry_past PARTITION OF telemetry FOR VALUES FROM (MINVALUE) TO ('2026-11-01Z')""", """
                        CREATE TABLE telemetry_20261101 PARTITION OF telemetry
                        FOR VALUES FROM ('2026-11-01Z') TO ('2026-12-01Z')""", """
                        INSERT INTO telemetry (id, device, time, measurement, fields, tags, extra, received_at) VALUES
                        (1, 7, '2026-01-01Z', 'climate', '{"a": 1.5}', '{"device_id": "d7", "device_name": "old"}', NULL, now()),
                        (2, 7, '2026-11-20T12:00:00Z', 'climate', '{"a": 2.5}',
                            '{"device_id": "d7", "device_name": "new", "location": "hall"}', NULL, now()),
                        (3, 7, '2026-11-20T12:00:01Z', 'climate', '{"a": 3.5}',
                            '{"device_id": "d7", "device_name": "new", "location": "52.1", "sensor_type": "x", "topic": "t"}',
                            '{"metadata": {"location": "52.1"}}', now()),
                        (4, 8, '2026-11-20T12:00:01Z', 'soil', '{"b": true}', '{"device_id": "d8"}',
                            '{"payload": {"b": true, "c": "\\u0000"}}', now())""", """
                        INSERT INTO outbox (first_id, last_id, points, weight, oldest, newest)
                        VALUES (1, 4, 4, 4, '2026-01-01Z', '2026-11-30Z')""").forEach(it -> database.sql().call(it));
        database.update();
        log = new TestLog(database);
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Test
    void keepsEveryMessageWithItsId() {
        assertEquals(
                Map.of(1L, "{\"a\":1.5}", 2L, "{\"a\":2.5}", 3L, "{\"a\":3.5}", 4L, "{\"b\":true,\"c\":\"\\u0000\"}"),
                log
                        .history
                        .newest(
                                new StoredTelemetry.Filter(OptionalLong.empty(), Optional.empty(), Optional.empty()),
                                10,
                                0)
                        .messages()
                        .stream()
                        .collect(Collectors.toMap(
                                StoredMessage::id, it -> it.payload().toString())));
    }

    @Test
    void givesEachPointItsTagsAsTheyWere() {
        assertEquals(
                List.of("old", "new", "new"),
                new Outbox(database.sql(), new RecentBatches())
                        .waitingOf(7).stream()
                                .map(it -> it.tags().get("device_name"))
                                .toList());
        assertEquals(
                4, new Outbox(database.sql(), new RecentBatches()).backlog().points());
    }

    @Test
    void makesOneSeriesOfWhatDiffersOnlyInWhatTheRegistrySaid() {
        assertEquals(
                List.of("climate {\"location\": \"52.1\", \"sensor_type\": \"x\"}", "climate {}", "soil {}"),
                database.sql().list("SELECT measurement || ' ' || tags FROM series", row -> row.getString(1)).stream()
                        .sorted()
                        .toList());
    }

    @Test
    void knowsAMessageOfThenWhenItIsDeliveredAgain() {
        TelemetryMessage again = new TelemetryMessage(
                7,
                "d7",
                "climate",
                NOW,
                Map.of("a", 2.5),
                Map.of("device_id", "d7", "device_name", "newest"),
                Map.of(),
                null,
                Instant.now());

        assertEquals(List.of(2L), log.store(again));
    }

    @Test
    void leavesNothingOfTheFormerLogBehind() {
        assertEquals(0, database.number("SELECT count(*) FROM pg_class WHERE relname LIKE 'telemetry%former%'"));
        log.partitions.makeUntil(Instant.now().plus(Duration.ofDays(60)));
        log.store(TestLog.reading(9, Instant.now(), "a", 1.0));
    }
}
