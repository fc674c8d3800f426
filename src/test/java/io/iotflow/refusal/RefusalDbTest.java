package io.iotflow.refusal;

import static io.iotflow.stack.Waiting.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.device.Device;
import io.iotflow.device.DeviceDeletion;
import io.iotflow.platform.database.Sql;
import io.iotflow.platform.task.ApplicationReady;
import io.iotflow.platform.task.ApplicationStopping;
import io.iotflow.quarantine.Reason;
import io.iotflow.refusal.MessagesRefused.Count;
import io.iotflow.stack.TestDatabase;
import io.iotflow.stack.TestEvent;
import io.iotflow.stack.TestTasks;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.eclipse.microprofile.metrics.Tag;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of refusals in the database, and how much writing they cost. */
class RefusalDbTest {

    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MICROS);

    private static TestDatabase database;
    private static Sql sql;
    private static RefusalStore store;
    private static Device first;
    private static Device second;

    @RegisterExtension
    final TestTasks tasks = new TestTasks();

    private final PendingRefusals pending = new PendingRefusals();
    private final TestEvent<MessagesRefused> counted = new TestEvent<>();
    private Refusals refusals;
    private RefusalWriter writer;

    @BeforeAll
    static void create() {
        database = TestDatabase.create();
        sql = database.sql();
        store = new RefusalStore(sql);
        first = device("first");
        second = device("second");
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void empty() {
        sql.call("TRUNCATE refusal");
        refusals = new Refusals(pending, tasks.metrics().registry());
        writer = new RefusalWriter(pending, store, sql, counted, tasks.metrics().registry(), tasks.tasks());
    }

    @Test
    void keepsWhatADeviceWasRefusedNewestFirst() {
        refusals.note(Optional.of(first), same("bad_number", "data.t must be a number"), 1);
        refusals.overMqtt(Optional.of(first), "iotflow/devices/first/telemetry/m", Reason.BAD_JSON, "no JSON");
        refusals.note(Optional.of(second), same("too_large", "too large"), 1);
        writer.write();

        List<Refusal> kept = store.newest(first.rowId());

        assertEquals(
                List.of(
                        new Refusal.Same("mqtt", "bad_json", "no JSON", "iotflow/devices/first/telemetry/m", ""),
                        same("bad_number", "data.t must be a number")),
                kept.stream().map(Refusal::same).toList());
        assertEquals(1, store.newest(second.rowId()).size());
    }

    @Test
    void aFloodCostsOneTransactionAndOneRow() {
        long before = transactions();
        for (int i = 0; i < 5_000; i++) {
            refusals.note(Optional.of(first), same("rate_limited", "over its limit"), 1);
        }
        writer.write();

        assertTrue(transactions() - before < 10, "transactions of 5,000 refusals");
        Refusal one = store.newest(first.rowId()).get(0);
        assertEquals(5_000, one.times());
        assertEquals(1, database.number("SELECT count(*) FROM refusal"));
    }

    @Test
    void theSameRefusalLaterIsOneRowWithItsNewestTime() {
        write(first, Refusal.now(same("a", "d"), NOW, 1), Refusal.now(same("b", "d"), NOW.plusSeconds(1), 1));
        write(first, Refusal.now(same("a", "d"), NOW.plusSeconds(2), 3));

        Refusal newest = store.newest(first.rowId()).get(0);

        assertEquals(new Refusal(same("a", "d"), NOW, NOW.plusSeconds(2), 2, 4), newest);
        assertEquals(2, store.newest(first.rowId()).size());
    }

    @Test
    void ofEachDeviceTheNewestStay() {
        for (int half = 0; half < 2; half++) {
            int from = half * 40;
            write(
                    first,
                    IntStream.range(from, from + 40)
                            .mapToObj(i -> Refusal.now(same("r" + i, "d"), NOW.plusSeconds(i), 1))
                            .toArray(Refusal[]::new));
        }
        write(second, Refusal.now(same("a", "d"), NOW.minusSeconds(1000), 1));

        List<Refusal> kept = store.newest(first.rowId());

        assertEquals(50, kept.size());
        assertEquals("r79", kept.get(0).same().reason());
        assertEquals("r30", kept.get(49).same().reason());
        assertEquals(1, store.newest(second.rowId()).size());
    }

    @Test
    void dropsTheOldestOfAllDevices() {
        IntStream.range(0, 10)
                .forEach(i ->
                        write(i % 2 == 0 ? first : second, Refusal.now(same("r" + i, "d"), NOW.plusSeconds(i), 1)));

        store.drop(NOW.minusSeconds(1), 10);
        assertEquals(10, database.number("SELECT count(*) FROM refusal"));
        store.drop(NOW.minusSeconds(1), 4);
        assertEquals("6 7 8 9", left());
        store.drop(NOW.plusSeconds(8), 4);
        assertEquals("8 9", left());
    }

    @Test
    void hostileTextIsCutAndOfOneLine() {
        refusals.note(
                Optional.of(first),
                new Refusal.Same("http", "bad_request", "a\r\nb\0\u202e" + "😀".repeat(9_999), "POST /\n", "::1"),
                1);
        writer.write();

        Refusal.Same kept = store.newest(first.rowId()).get(0).same();

        assertTrue(kept.detail().startsWith("a\uFFFD\uFFFDb\uFFFD\uFFFD😀"), kept.detail());
        assertEquals(300, kept.detail().codePointCount(0, kept.detail().length()));
        assertEquals("POST /\uFFFD", kept.request());
    }

    @Test
    void whatNobodysKeySentIsCountedAndNotStored() {
        refusals.note(Optional.empty(), same("unauthorized", "unknown key"), 1);
        writer.write();

        assertEquals(0, database.number("SELECT count(*) FROM refusal"));
        assertEquals(
                1,
                tasks.metrics().count("iotflow_refused", new Tag("over", "http"), new Tag("reason", "unauthorized")));
        assertEquals(List.of(new MessagesRefused(List.of(new Count("http", "unauthorized", 1)))), counted.fired());
    }

    @Test
    void whoAddsTheNumbersUpIsInTheTransactionAndCountsEachOnce() {
        refusals.note(Optional.of(first), same("bad_json", "no JSON"), 7);
        counted.observe(event -> {
            sql.requireTransaction();
            throw new IllegalStateException("an observer's fault");
        });
        assertThrows(IllegalStateException.class, writer::write);
        assertEquals(0, database.number("SELECT count(*) FROM refusal"));

        counted.observe(event -> {});
        refusals.note(Optional.of(first), same("bad_json", "no JSON"), 1);
        writer.write();
        writer.write();

        assertEquals(8, store.newest(first.rowId()).get(0).messages());
        assertEquals(2, counted.fired().size());
        assertEquals(
                List.of(new Count("http", "bad_json", 8)),
                counted.fired().get(1).counts());
    }

    @Test
    void aBackgroundTaskWritesAndTheEndOfTheApplicationDoes() {
        writer.start(new ApplicationReady());
        refusals.note(Optional.of(first), same("a", "d"), 1);
        soon().until(() -> store.newest(first.rowId()).size() == 1);

        refusals.note(Optional.of(first), same("b", "d"), 1);
        writer.stop(new ApplicationStopping());

        assertEquals(2, store.newest(first.rowId()).size());
    }

    @Test
    void aDeletedDevicesRefusalsGoWithIt() {
        Device gone = device("gone-" + System.nanoTime());
        write(gone, Refusal.now(same("a", "d"), NOW, 1));
        refusals.note(Optional.of(gone), same("b", "d"), 1);
        writer.onDeletion(new DeviceDeletion(gone));
        assertEquals(0, pending.size());

        sql.update("DELETE FROM device WHERE id = ?", gone.rowId());
        refusals.note(Optional.of(gone), same("late", "d"), 1);
        refusals.note(Optional.of(first), same("beside", "d"), 1);
        writer.write();

        assertEquals(List.of(), store.newest(gone.rowId()));
        assertEquals(1, store.newest(first.rowId()).size());
    }

    private static Device device(String deviceId) {
        return new Device(database.addDevice(deviceId), deviceId, deviceId, "sensor", null, Device.Status.ACTIVE);
    }

    private static Refusal.Same same(String reason, String detail) {
        return new Refusal.Same("http", reason, detail, "POST /api/v1/devices/telemetry", "192.0.2.1");
    }

    private static void write(Device device, Refusal... refused) {
        sql.inNewTransaction(() -> {
            store.write(List.of(refused).stream()
                    .map(it -> new PendingRefusals.OfDevice(device.rowId(), it))
                    .toList());
            return null;
        });
    }

    private static String left() {
        return database.text("SELECT string_agg(substr(reason, 2), ' ' ORDER BY last_at) FROM refusal");
    }

    private static long transactions() {
        sql.call("SELECT pg_stat_force_next_flush()");
        return database.number("SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()");
    }
}
