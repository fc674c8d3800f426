package io.iotflow.quarantine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.platform.audit.Actor;
import io.iotflow.platform.audit.AuditLog;
import io.iotflow.platform.database.Sql;
import io.iotflow.stack.ShippedConfig;
import io.iotflow.stack.TestDatabase;
import io.iotflow.stack.TestMetrics;
import io.iotflow.stack.TestTasks;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.eclipse.microprofile.metrics.Tag;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class QuarantineDbTest {

    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MICROS);
    private static final QuarantineFilter ALL = new QuarantineFilter(null, null, null, null, null);

    private static TestDatabase database;
    private static Sql sql;
    private static QuarantineStore store;
    private static QuarantineUsage usage;

    @RegisterExtension
    final TestTasks tasks = new TestTasks();

    private final TestMetrics metrics = new TestMetrics();
    private Quarantine quarantine;

    @BeforeAll
    static void create() {
        database = TestDatabase.create();
        sql = database.sql();
        store = new QuarantineStore(sql);
        usage = new QuarantineUsage(sql);
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void empty() {
        sql.call("TRUNCATE quarantine, quarantine_usage, audit");
        quarantine = TestQuarantine.on(sql, metrics);
    }

    @Test
    void keepsTheBytesAsTheyCame() {
        byte[] bytes = {0, -1, '{', '\n'};
        keep(refusal("a", NOW, bytes));

        Quarantined kept = store.read(List.of(id())).get(0);

        assertArrayEquals(bytes, kept.payload());
        assertEquals("bad_json", kept.reason());
        assertEquals(NOW, kept.receivedAt());
        assertEquals(1, metrics.count("iotflow_quarantined", new Tag("reason", "bad_json")));
    }

    @Test
    void keepsNothingWithoutTheCallersTransaction() {
        assertThrows(IllegalStateException.class, () -> quarantine.keep(List.of(refusal("a", NOW, 1))));
        assertThrows(IllegalStateException.class, () -> quarantine.release(List.of(1L)));
    }

    @Test
    void countsWhatItHoldsInTheSameTransaction() {
        keep(refusal("a", NOW, 1), refusal("b", NOW, 1));
        assertEquals(2, usage.held().messages());

        store.delete(id());

        assertEquals(1, usage.held().messages());
        assertEquals(
                database.number("SELECT sum(bytes) FROM quarantine"),
                usage.held().bytes());
        usage.forgetEmpty();
        assertEquals(1, database.number("SELECT count(*) FROM quarantine_usage"));
    }

    @Test
    void releasesAMessageToOneOfTwoWhoReplayIt() {
        keep(refusal("a", NOW, 1));
        long id = id();

        Set<Long> first = sql.inTransaction(() -> quarantine.release(List.of(id)));
        Set<Long> second = sql.inTransaction(() -> quarantine.release(List.of(id)));

        assertEquals(Set.of(id), first);
        assertEquals(Set.of(), second);
    }

    @Test
    void holdsAMessageAgainWhenTheReplayFailed() {
        keep(refusal("a", NOW, 1));

        assertThrows(
                IllegalStateException.class,
                () -> sql.inTransaction(() -> {
                    quarantine.release(List.of(id()));
                    throw new IllegalStateException("not stored");
                }));

        assertEquals(1, usage.held().messages());
    }

    @Test
    void notesWhyMessagesWereRefusedAgain() {
        keep(refusal("a", NOW, 1), refusal("b", NOW, 1));
        long id = id();

        store.refusedAgain(List.of(Replayed.refused(id, Reason.BAD_TIMESTAMP, "still wrong")));

        assertEquals(
                List.of("1 bad_timestamp still wrong", "0 bad_json is no JSON"),
                sql.list(
                        "SELECT attempts || ' ' || reason || ' ' || detail FROM quarantine ORDER BY id",
                        row -> row.getString(1)));
    }

    @Test
    void dropsTheOldOldestFirstAndNothingElse() {
        keep(refusal("a", NOW.minus(Duration.ofDays(2)), 1), refusal("a", NOW, 1));

        assertEquals(Optional.of(1), usage.dropOlder(NOW.minus(Duration.ofDays(1))));
        assertEquals(Optional.of(0), usage.dropOlder(NOW.minus(Duration.ofDays(1))));
        assertEquals(1, usage.held().messages());
    }

    @Test
    void dropsOfTheDeviceThatHoldsTheMost() {
        keep(refusal("quiet", NOW.minusSeconds(60), 100));
        keep(IntStream.range(0, 20).mapToObj(it -> refusal("flood", NOW, 1_000)).toArray(Refusal[]::new));
        long limit = usage.held().bytes() / 2;

        for (int step = 1; step > 0; ) {
            step = usage.dropLargest(limit).orElseThrow();
        }

        assertTrue(usage.held().bytes() <= limit);
        assertEquals(1, database.number("SELECT messages FROM quarantine_usage WHERE device_id = 'quiet'"));
    }

    @Test
    void isBoundedByOneNodeAtATime() {
        keep(refusal("a", NOW.minus(Duration.ofDays(2)), 1));

        sql.inTransaction(() -> {
            sql.call("SELECT pg_advisory_xact_lock(" + QuarantineUsage.DROPPERS + ")");
            assertEquals(Optional.empty(), usage.dropOlder(NOW));
            return null;
        });

        assertEquals(Optional.of(1), usage.dropOlder(NOW));
    }

    @Test
    void leavesWhatSomebodyElseReplaysAtThisMoment() {
        keep(refusal("a", NOW.minusSeconds(1), 1), refusal("b", NOW, 1));
        long oldest = id();

        sql.inTransaction(() -> {
            quarantine.release(List.of(oldest));
            assertEquals(1, store.delete(ALL, 10));
            return null;
        });

        assertEquals(0, usage.held().messages());
    }

    @Test
    void looksAtItsLimitsAndCountsWhatItDrops() {
        keep(refusal("a", NOW.minus(Duration.ofDays(4000)), 1), refusal("a", NOW, 1));
        QuarantineSettings settings = new QuarantineSettings(new ShippedConfig(Map.of()));

        new QuarantineLimits(settings, usage, metrics.registry(), tasks.tasks()).look();

        assertEquals(1, metrics.count("iotflow_quarantine_dropped", new Tag("why", "age")));
        assertEquals(1, metrics.value("iotflow_quarantine_messages"));
    }

    @Test
    void listsPagesBehindACursorThatNewMessagesDoNotMove() {
        keep(refusal("a", NOW.minusSeconds(2), 1), refusal("a", NOW.minusSeconds(1), 1), refusal("b", NOW, 1));
        QuarantineFilter ofA = new QuarantineFilter("a", null, null, null, null);

        Quarantined newest = store.newest(ofA, Optional.empty(), 1).get(0);
        keep(refusal("a", NOW, 1));
        List<Quarantined> next = store.newest(ofA, Optional.of(new Place(newest.receivedAt(), newest.id())), 10);

        assertEquals(
                List.of(NOW.minusSeconds(2)),
                next.stream().map(Quarantined::receivedAt).toList());
    }

    @Test
    void deletesWithARecordOfIt() {
        keep(refusal("a", NOW, 1));
        QuarantineDeletion deletion = new QuarantineDeletion(sql, store, new AuditLog(sql, new Actor()));

        assertTrue(deletion.delete(id()));

        assertEquals("system quarantine.delete", database.text("SELECT actor || ' ' || action FROM audit"));
    }

    private void keep(Refusal... refusals) {
        sql.inTransaction(() -> {
            quarantine.keep(Arrays.asList(refusals));
            return null;
        });
    }

    private static long id() {
        return database.number("SELECT min(id) FROM quarantine");
    }

    private static Refusal refusal(String deviceId, Instant at, int length) {
        return refusal(deviceId, at, new byte[length]);
    }

    private static Refusal refusal(String deviceId, Instant at, byte[] payload) {
        return new Refusal(at, "mqtt", deviceId, "iotflow/x", Reason.BAD_JSON, "is no JSON", payload);
    }
}
