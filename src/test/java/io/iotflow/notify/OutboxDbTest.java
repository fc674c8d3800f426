package io.iotflow.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.device.KeyHash;
import io.iotflow.notify.Notice.Event;
import io.iotflow.platform.audit.Actor;
import io.iotflow.platform.audit.AuditLog;
import io.iotflow.platform.database.Sql;
import io.iotflow.platform.json.Json;
import io.iotflow.platform.problem.Problem;
import io.iotflow.stack.ShippedConfig;
import io.iotflow.stack.TestDatabase;
import io.iotflow.stack.TestEvent;
import io.iotflow.stack.TestMetrics;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.metrics.Tag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rows of channels and notices. */
class OutboxDbTest {

    private final TestNotify notify = new TestNotify(Map.of());
    private final TestMetrics metrics = new TestMetrics();
    private TestDatabase database;
    private Sql sql;
    private ChannelStore store;

    @BeforeEach
    void create() {
        database = TestDatabase.create();
        sql = database.sql();
        store = notify.store(sql);
    }

    @AfterEach
    void close() {
        notify.http.close();
        database.close();
    }

    private void channel(String name, String more) {
        store.add(notify.read("{\"name\":\"" + name
                + "\",\"type\":\"webhook\",\"url\":\"https://hooks.example.com/secret-path\"" + more + "}"));
    }

    private int add(Notice... notices) {
        return sql.inTransaction(() -> new Notifications(sql).add(List.of(notices)));
    }

    private OutboxBounds bounds(Map<String, String> settings) {
        return new OutboxBounds(
                sql,
                new NotifySettings(new ShippedConfig(settings)),
                new NotifyMetrics(metrics.registry(), notify.kinds));
    }

    private List<String> states() {
        return new NotificationList(sql)
                .newest(null, null, Long.MAX_VALUE, 100).stream()
                        .map(NotificationList.Entry::state)
                        .toList();
    }

    @Test
    void storesANoticeForEachChannelThatWantsIt() {
        channel("all", "");
        channel("bad", ",\"min_severity\":\"major\"");
        channel("over", ",\"events\":[\"cleared\"]");
        channel("off", ",\"enabled\":false");
        Notice minor = new Notice(
                1,
                Event.OPENED,
                "minor",
                "r",
                "d",
                "m",
                Json.createObjectBuilder().build(),
                Instant.now(),
                List.of("all", "bad", "over", "off", "gone", "all"));

        assertEquals(1, add(minor));
        assertEquals(1, add(TestNotify.notice("bad", "d", Event.OPENED, "major")));
        assertEquals(1, add(TestNotify.notice("over", "d", Event.CLEARED, "info")));
        assertEquals(0, add(TestNotify.notice("over", "d")));
        assertEquals(List.of("waiting", "waiting", "waiting"), states());
    }

    @Test
    void storesNothingThatIsRolledBackAndNothingOutsideOfATransaction() {
        channel("ops", "");

        assertThrows(
                IllegalStateException.class,
                () -> sql.inTransaction(() -> {
                    new Notifications(sql).add(TestNotify.notices("ops", 3));
                    throw new IllegalStateException("rolled back");
                }));

        assertEquals(List.of(), states());
        assertThrows(RuntimeException.class, () -> new Notifications(sql).add(TestNotify.notices("ops", 1)));
    }

    @Test
    void takesTextsThatPostgresqlWouldNot() {
        channel("ops", "");
        Notice strange = new Notice(
                1,
                Event.OPENED,
                "info",
                "r\0",
                "d",
                "x".repeat(1_999) + "\uD83D\uDE00",
                Json.createObjectBuilder().add("long", "y".repeat(5_000)).build(),
                Instant.now(),
                List.of("ops", "\0"));

        assertEquals(1, add(strange));
        assertEquals(1_999, database.number("SELECT length(message) FROM notification"));
        assertEquals("{}", database.text("SELECT details FROM notification"));
    }

    @Test
    void tellsWhichChannelsThereAreNot() {
        channel("ops", "");

        assertEquals(List.of("b", "\0"), new Channels(sql).exist(List.of("b", "ops", "\0")));
        assertEquals(List.of(), new Channels(sql).exist(List.of("ops")));
    }

    @Test
    void keepsSecretsOutOfAnswersTablesAndRecords() {
        channel("ops", ",\"secret\":\"hidden-one\",\"headers\":{\"Authorization\":\"hidden-two\"}");
        store.replace("ops", former -> notify.read("{\"secret\":\"hidden-three\"}", former));

        String seen = database.text("SELECT string_agg(c::text, '') FROM notification_channel c")
                + database.text("SELECT string_agg(a::text, '') FROM audit a")
                + store.get("ops")
                        .describe(notify.kinds.get("webhook").secrets())
                        .build();
        assertFalse(seen.contains("hidden") || seen.contains("secret-path"), seen);
        assertEquals(
                Optional.of("hidden-three"),
                store.get("ops").definition().parts().secret("secret"));
    }

    @Test
    void saysThatSecretsCannotBeReadWithAnotherKey() {
        channel("ops", "");
        Secrets others =
                new Secrets(notify.settings, KeyHash.of(Optional.of("another pepper, which is as long as it must be")));

        StoredChannel read = new ChannelStore(
                        sql, others, notify.kinds, new AuditLog(sql, new Actor()), new TestEvent<>())
                .get("ops");

        assertFalse(read.isReadable());
        assertEquals(
                Sender.OTHER_KEY,
                assertThrows(SendFailed.class, () -> notify.sender.send(read, SampleMessage.of("ops")))
                        .getMessage());
    }

    @Test
    void refusesANameThatIsTakenAndTooManyChannels() {
        channel("ops", "");
        assertEquals(409, assertThrows(Problem.class, () -> channel("ops", "")).status());

        sql.update("""
                INSERT INTO notification_channel (name, type, enabled, min_severity, events, group_wait, per_hour, burst, settings)
                SELECT 'c' || n, 'webhook', true, 4, '{}', 0, 1, 1, '{}' FROM generate_series(2, 100) n""");
        assertTrue(assertThrows(Problem.class, () -> channel("more", ""))
                .getMessage()
                .startsWith("There are 100 notification channels already"));
    }

    @Test
    void givesUpWhatIsTooOldAndCountsIt() {
        channel("ops", "");
        add(TestNotify.notice("ops", "a"), TestNotify.notice("ops", "b"));
        sql.update("UPDATE notification SET created_at = now() - interval '25 hours'");
        add(TestNotify.notice("ops", "c"));

        bounds(Map.of()).keep();

        assertEquals(List.of("waiting", "expired", "expired"), states());
        assertEquals(
                2,
                metrics.count(
                        "iotflow_notifications", new Tag("state", "expired"), new Tag("channel_type", "webhook")));
        assertEquals(
                2,
                new NotificationList(sql)
                        .newest("expired", "ops", Long.MAX_VALUE, 10)
                        .size());
    }

    @Test
    void givesUpAMessageThatFailedTooLong() {
        channel("ops", ",\"group_wait\":0");
        add(TestNotify.notice("ops", "a"));
        new Claims(sql, notify.kinds).next(true).orElseThrow();
        sql.update("UPDATE notification_message SET created_at = now() - interval '25 hours', last_error = 'HTTP 500'");

        bounds(Map.of()).keep();

        assertEquals(List.of("expired"), states());
        assertEquals("HTTP 500", database.text("SELECT last_error FROM notification_message"));
    }

    @Test
    void forgetsWhatWasClosedLongAgo() {
        channel("ops", "");
        add(TestNotify.notice("ops", "a"));
        sql.update("UPDATE notification SET created_at = now() - interval '25 hours'");
        bounds(Map.of()).keep();
        add(TestNotify.notice("ops", "b"));
        sql.update("UPDATE notification_message SET closed_at = now() - interval '8 days'");

        bounds(Map.of()).keep();

        assertEquals(List.of("waiting"), states());
        assertEquals(0, database.number("SELECT count(*) FROM notification_message"));
    }

    @Test
    void keepsNoMoreThanTheTableMayHave() {
        channel("ops", "");
        sql.inTransaction(() -> new Notifications(sql).add(TestNotify.notices("ops", 2_500)));

        bounds(Map.of("iotflow.notify.max.rows", "1000")).keep(); // gives 1,500 up, and deletes them

        assertEquals(1_000, database.number("SELECT count(*) FROM notification"));
        assertEquals(1_000, database.number("SELECT count(*) FROM notification WHERE message_id IS NULL"));
    }

    @Test
    void deletesAChannelWithItsNotices() {
        channel("ops", "");
        add(TestNotify.notice("ops", "a"));

        store.delete("ops");

        assertEquals(List.of(), states());
        assertEquals(404, assertThrows(Problem.class, () -> store.get("ops")).status());
        assertEquals(1, database.number("SELECT count(*) FROM audit WHERE action = 'notification_channel.delete'"));
    }
}
