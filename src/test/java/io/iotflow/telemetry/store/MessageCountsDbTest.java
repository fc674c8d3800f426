package io.iotflow.telemetry.store;

import static io.iotflow.telemetry.store.TestLog.reading;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.iotflow.stack.TestDatabase;
import io.iotflow.telemetry.store.StoredTelemetry.Selection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Both halves of counting: what is added up, and what readers add to it. */
class MessageCountsDbTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant END = START.plus(Duration.ofDays(1));

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
    void fill() {
        database.sql().call("TRUNCATE telemetry, outbox, telemetry_tally, telemetry_minute, telemetry_count");
        log = new TestLog(database);
        log.store(reading(1, START, "a", 1.0), reading(1, START.plusSeconds(1), "a", 1.0), reading(2, START, "a", 1.0));
    }

    @Test
    void areExactBeforeTheyAreAddedUpAndAfter() {
        requireCounts();

        assertEquals(1, log.adder.addUp());

        requireCounts();
        assertEquals(0, database.number("SELECT count(*) FROM telemetry_tally"));
        assertEquals(0, log.adder.addUp());
    }

    private void requireCounts() {
        assertEquals(3, log.counts.total());
        assertEquals(2, log.counts.ofDevice(1));
        assertEquals(0, log.counts.ofDevice(7));
        Map<Long, TelemetryCounts.OfDevice> ofDevices = log.counts.ofDevices(List.of(1L, 2L, 7L));
        assertEquals(2, ofDevices.get(1L).messages());
        assertEquals(new TelemetryCounts.OfDevice(1, cameLast(2)), ofDevices.get(2L));
        assertEquals(new TelemetryCounts.OfDevice(0, null), ofDevices.get(7L));
        assertEquals(3, log.counts.since(Instant.now().minus(Duration.ofMinutes(5))));
        assertEquals(0, log.counts.since(Instant.now().plus(Duration.ofMinutes(5))));
    }

    @Test
    void areOfTheMinuteInWhichAMessageCameWhateverElseIsInItsBatch() {
        Instant hourAgo = Instant.now().minus(Duration.ofHours(1));
        log.store(
                reading(1, START.plusSeconds(30), "a", 1.0),
                came(hourAgo, reading(1, START.plusSeconds(31), "a", 1.0)),
                came(hourAgo.minus(Duration.ofMinutes(5)), reading(1, START.plusSeconds(32), "a", 1.0)));

        assertEquals(6, log.counts.total());
        assertEquals(5, log.counts.since(hourAgo.minus(Duration.ofMinutes(1))));
        assertEquals(4, log.counts.since(Instant.now().minus(Duration.ofMinutes(5))));
        assertEquals(
                3,
                database.number(
                        "SELECT count(*) FROM telemetry_tally WHERE devices = ARRAY[1::bigint] AND messages = 1"));
    }

    private static TelemetryMessage came(Instant when, TelemetryMessage message) {
        return new TelemetryMessage(
                message.deviceRowId(),
                message.deviceId(),
                message.measurement(),
                message.time(),
                message.fields(),
                message.tags(),
                message.ownTags(),
                message.extra(),
                when);
    }

    private static Instant cameLast(long device) {
        return Instant.parse(database.text(
                "SELECT to_char(max(received_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
                        + " FROM telemetry WHERE device = ?",
                device));
    }

    @Test
    void knowWhenTheLastReadingCameWhateverCameOrWasDeletedAfterIt() {
        Instant last = cameLast(1);
        log.adder.addUp();
        log.store(heartbeat(START.plusSeconds(20)));
        assertEquals(last, log.counts.ofDevices(List.of(1L)).get(1L).lastReading());
        log.adder.addUp();
        assertEquals(last, log.counts.ofDevices(List.of(1L)).get(1L).lastReading());

        log.history.delete(new Selection(1, START, START.plusSeconds(1), Optional.empty()));
        log.adder.addUp();

        assertEquals(
                new TelemetryCounts.OfDevice(1, last),
                log.counts.ofDevices(List.of(1L)).get(1L));
    }

    @Test
    void leaveOutWhatADeviceSaysOfItself() {
        log.store(heartbeat(START.plusSeconds(20)), heartbeat(START.plusSeconds(21)));
        requireCounts();

        log.adder.addUp();

        requireCounts();
        assertEquals(
                1,
                log.history.delete(new Selection(1, START.plusSeconds(20), START.plusSeconds(21), Optional.empty())));
        requireCounts();
        log.adder.addUp();
        requireCounts();
        database.sql().update("UPDATE telemetry_minute SET minute = minute - interval '27 hours'");
        log.adder.addUp();
        assertEquals(3, log.counts.total());
    }

    private static TelemetryMessage heartbeat(Instant time) {
        return new TelemetryMessage(
                1, "d", "status", time, Map.of("status", "heartbeat"), Map.of(), Map.of(), null, Instant.now());
    }

    @Test
    void areTheSameWhateverWasAddedUpBetweenTwoBatches() {
        log.adder.addUp();
        log.store(reading(2, START.plusSeconds(9), "a", 1.0));

        assertEquals(4, log.counts.total());
        assertEquals(2, log.counts.ofDevice(2));
    }

    @Test
    void areAddedUpByOneNodeAtATime() {
        database.sql().inTransaction(() -> {
            database.sql().call("SELECT pg_advisory_xact_lock(" + MessageCounts.ADDERS + ")");
            assertEquals(0, log.adder.addUp());
            return null;
        });

        assertEquals(1, log.adder.addUp());
    }

    @Test
    void goDownWithWhatIsDeleted() {
        log.adder.addUp();

        assertEquals(2, log.history.delete(new Selection(1, Instant.EPOCH, END, Optional.empty())));

        assertEquals(1, log.counts.total());
        log.adder.addUp();
        assertEquals(1, log.counts.total());
        assertEquals(0, database.number("SELECT count(*) FROM telemetry_count WHERE device = 1"));
    }

    @Test
    void forgetMinutesThatNobodyCanAskForButNotTheirMessages() {
        log.adder.addUp();
        database.sql().update("UPDATE telemetry_minute SET minute = minute - interval '27 hours'");

        log.adder.addUp();

        assertEquals("-infinity", database.text("SELECT minute::text FROM telemetry_minute"));
        assertEquals(3, log.counts.total());
    }

    @Test
    void cannotTellWhatCameBeforeTheMinutesThatAreKept() {
        Instant before = Instant.now().minus(TelemetryCounts.MINUTES_KEPT).minusSeconds(60);

        assertThrows(IllegalArgumentException.class, () -> log.counts.since(before));
        assertEquals(0, log.counts.firstIdSince(before));
    }

    @Test
    void knowTheFirstIdOfAMinute() {
        long first = database.number("SELECT min(id) FROM telemetry");

        assertEquals(first, log.counts.firstIdSince(Instant.now().minus(Duration.ofMinutes(5))));
        assertEquals(Long.MAX_VALUE, log.counts.firstIdSince(Instant.now().plus(Duration.ofMinutes(5))));
    }
}
