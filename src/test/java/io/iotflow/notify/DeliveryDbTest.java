package io.iotflow.notify;

import static io.iotflow.stack.Waiting.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.notify.Claims.Claim;
import io.iotflow.platform.database.Sql;
import io.iotflow.platform.json.Json;
import io.iotflow.platform.task.ApplicationReady;
import io.iotflow.stack.TestDatabase;
import io.iotflow.stack.TestTasks;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.eclipse.microprofile.metrics.Tag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The outbox in PostgreSQL, delivered to a real HTTP server. */
class DeliveryDbTest {

    @RegisterExtension
    final TestTasks tasks = new TestTasks();

    private final Receiver receiver = new Receiver();
    private final Receiver other = new Receiver();
    private final TestNotify notify = new TestNotify(Map.of());
    private TestDatabase database;
    private Sql sql;
    private Delivery node;

    @BeforeEach
    void create() {
        database = TestDatabase.create();
        sql = database.sql();
        node = notify.node(sql, tasks.metrics().registry());
    }

    @AfterEach
    void close() {
        receiver.close();
        other.close();
        notify.http.close();
        database.close();
    }

    private void channel(String name, Receiver to, String more) {
        notify.store(sql)
                .add(notify.read("{\"name\":\"" + name + "\",\"type\":\"webhook\",\"url\":\"" + to.url("/" + name)
                        + "\"" + more + "}"));
    }

    private void add(List<Notice> notices) {
        sql.inTransaction(() -> new Notifications(sql).add(notices));
    }

    private void add(String channel, int many) {
        add(TestNotify.notices(channel, many));
    }

    /** As if it had been waited long enough. */
    private void timePasses() {
        sql.update("UPDATE notification SET created_at = created_at - interval '10 seconds'");
        sql.update("UPDATE notification_message SET next_attempt_at = now()");
        sql.update("UPDATE notification_delivery SET next_attempt_at = now()");
    }

    private static boolean deliver(Delivery by) {
        var claim = by.next(true);
        claim.ifPresent(by::deliver);
        return claim.isPresent();
    }

    private void deliverAll() {
        while (deliver(node)) {
            // the next one
        }
    }

    private static List<String> ids(Receiver at) {
        return at.calls().stream()
                .map(it -> it.header("X-IoTFlow-Notification"))
                .toList();
    }

    private static JsonObject body(Receiver at, int call) {
        return Json.readObject(at.calls().get(call).body());
    }

    private long rows(String state) {
        return database.number("SELECT count(*) FROM notification_message WHERE state = ?", state);
    }

    private long counted(String state) {
        return tasks.metrics()
                .count("iotflow_notifications", new Tag("state", state), new Tag("channel_type", "webhook"));
    }

    @Test
    void sendsTenThousandNoticesAsOneMessage() {
        channel("ops", receiver, "");
        add("ops", 10_000);

        assertFalse(deliver(node), "they are gathered first");
        timePasses();
        deliverAll();

        assertEquals(1, receiver.calls().size());
        assertEquals("10000 devices: offline opened (major)", body(receiver, 0).getString("title"));
        assertEquals(10_000, body(receiver, 0).getInt("count"));
        assertEquals(100, body(receiver, 0).getJsonArray("notices").size());
        assertEquals(1, rows("sent"));
        assertEquals(10_000, counted("sent"));
    }

    @Test
    void sendsOneByOneOnlyWhereNothingIsGatheredAndFewWait() {
        channel("ops", receiver, ",\"group_wait\":0");
        add("ops", 3);
        deliverAll();
        assertEquals(3, receiver.calls().size());

        add("ops", 11);
        deliverAll();
        assertEquals(4, receiver.calls().size());
    }

    @Test
    void holdsBackWhatIsAboveTheRateAndSendsItTogetherLater() {
        channel("ops", receiver, ",\"group_wait\":0,\"messages_per_hour\":1,\"burst\":2");
        add("ops", 5);
        deliverAll();
        assertEquals(2, receiver.calls().size());

        add("ops", 9);
        sql.update("UPDATE notification_delivery SET full_at = full_at - interval '1 hour'");
        deliverAll();
        assertEquals(3, receiver.calls().size());
        assertEquals(12, body(receiver, 2).getInt("count"));
    }

    @Test
    void givesAChannelToOneSenderAtATime() {
        channel("ops", receiver, ",\"group_wait\":0");
        add("ops", 2);
        Delivery second = notify.node(sql, tasks.metrics().registry());

        Claim claim = node.next(true).orElseThrow();
        assertFalse(deliver(second));
        node.deliver(claim);
        assertTrue(deliver(second));
    }

    @Test
    void sendsNothingTwiceFromManySenders() throws Exception {
        List<String> names = List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j");
        names.forEach(it -> channel(it, receiver, ",\"group_wait\":0,\"burst\":1000"));
        names.forEach(it -> add(it, Claims.MOST_ALONE));
        ExecutorService threads = Executors.newFixedThreadPool(6);
        List<Callable<Boolean>> senders = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Delivery own = notify.node(sql, tasks.metrics().registry());
            senders.add(() -> {
                while (rows("sent") < 100) {
                    deliver(own);
                }
                return true;
            });
        }
        for (Future<Boolean> it : threads.invokeAll(senders)) {
            it.get();
        }
        threads.shutdown();

        assertEquals(100, receiver.calls().size());
        assertEquals(100, ids(receiver).stream().distinct().count());
    }

    @Test
    void repeatsWithTheSameIdWhatWasSentAndNotWrittenDown() throws SendFailed {
        channel("ops", receiver, ",\"group_wait\":0");
        add("ops", 1);
        Claim claim = node.next(true).orElseThrow();
        StoredChannel channel = notify.store(sql).get("ops");
        notify.sender.send(
                channel, new MessageStore(sql).find(claim.message(), "ops", 100).orElseThrow());
        // here the node dies; nobody renews its claim

        assertFalse(deliver(notify.node(sql, tasks.metrics().registry())));
        sql.update("UPDATE notification_delivery SET claimed_until = now() - interval '1 second'");
        assertTrue(deliver(notify.node(sql, tasks.metrics().registry())));

        assertEquals(2, receiver.calls().size());
        assertEquals(1, ids(receiver).stream().distinct().count());
        assertEquals(body(receiver, 0).get("notices"), body(receiver, 1).get("notices"));
    }

    @Test
    void keepsAClaimAsLongAsItsNodeSends() {
        channel("ops", receiver, ",\"group_wait\":0");
        add("ops", 1);
        Claims claims = new Claims(sql, notify.kinds);
        Claim claim = claims.next(true).orElseThrow();
        sql.update("UPDATE notification_delivery SET claimed_until = now() - interval '1 second'");

        claims.renew();
        assertFalse(deliver(node));

        claims.forget(claim);
        sql.update("UPDATE notification_delivery SET claimed_until = now() - interval '1 second'");
        claims.renew();
        assertTrue(deliver(node));
    }

    @Test
    void triesAgainWithPausesUntilTheServerIsBack() {
        channel("ops", receiver, ",\"group_wait\":0");
        add("ops", 1);
        receiver.status = 500;

        assertTrue(deliver(node));
        assertFalse(deliver(node), "it pauses");
        StoredChannel.Standing standing = notify.store(sql).get("ops").standing();
        assertEquals(1, standing.failures());
        assertEquals("HTTP 500", standing.lastError());

        receiver.status = 200;
        timePasses();
        assertTrue(deliver(node));
        assertEquals(2, receiver.calls().size());
        assertEquals(1, ids(receiver).stream().distinct().count());
        assertEquals(0, notify.store(sql).get("ops").standing().failures());
        assertEquals(1, rows("sent"));
        assertEquals(1, counted("failed"));
    }

    @Test
    void sendsWhatCameMeanwhileAsOneMessageAfterwards() {
        channel("ops", receiver, ",\"group_wait\":0");
        receiver.status = 503;
        add("ops", 1);
        deliver(node);
        add("ops", 20);

        receiver.status = 200;
        timePasses();
        deliverAll();

        assertEquals(3, receiver.calls().size());
        assertEquals(20, body(receiver, 2).getInt("count"));
    }

    @Test
    void letsOthersGoFirstWhenOneMessageIsRefused() {
        channel("ops", receiver, ",\"group_wait\":0");
        receiver.status = 400;
        add("ops", 1);
        deliver(node);
        receiver.status = 200;
        add("ops", 1);
        sql.update("UPDATE notification_delivery SET next_attempt_at = now()");

        deliverAll();

        assertEquals(2, receiver.calls().size());
        assertNotEquals(ids(receiver).get(0), ids(receiver).get(1));
        assertEquals(1, rows("sending"));
    }

    @Test
    void aChannelThatHangsHoldsUpNoOther() {
        for (int i = 0; i < 5; i++) {
            channel("hangs-" + i, other, ",\"group_wait\":0");
            add("hangs-" + i, 3);
        }
        channel("ops", receiver, ",\"group_wait\":0");
        other.hangs = true;
        Senders senders = new Senders(node, tasks.tasks());
        senders.start(new ApplicationReady());
        soon().until(() -> other.calls().size() >= 5);

        add("ops", 1);
        soon().until(() -> receiver.calls().size() == 1);

        assertEquals(0, database.number("""
                SELECT count(*) FROM notification_message m JOIN notification_channel c ON c.id = m.channel
                WHERE c.name LIKE 'hangs%' AND m.state = 'sent'"""));
    }

    @Test
    void leavesChannelsThatFailedToSomeOfTheSenders() {
        channel("ops", other, ",\"group_wait\":0");
        add("ops", 1);
        other.status = 500;
        deliver(node);
        timePasses();

        assertTrue(node.next(false).isEmpty());
        assertTrue(node.next(true).isPresent());
    }

    @Test
    void goesOnAfterARestart() {
        channel("ops", receiver, ",\"group_wait\":0");
        add("ops", 1);

        new Senders(notify.node(sql, tasks.metrics().registry()), tasks.tasks()).start(new ApplicationReady());

        soon().until(() -> rows("sent") == 1);
        assertEquals(1, receiver.calls().size());
    }

    @Test
    void pausesLongerEachTimeAndAsLongAsTheServerAsks() {
        SendFailed plain = new SendFailed(SendFailed.Kind.AWAY, "HTTP 500");
        SendFailed asking = new SendFailed(SendFailed.Kind.AWAY, "HTTP 503", 503, Duration.ofMinutes(10));

        assertTrue(Delivery.pause(0, plain).compareTo(Duration.ofSeconds(2)) <= 0);
        assertTrue(Delivery.pause(3, plain).compareTo(Duration.ofSeconds(8)) >= 0);
        assertTrue(Delivery.pause(60, plain).compareTo(Duration.ofMinutes(5)) <= 0);
        assertEquals(Duration.ofMinutes(10), Delivery.pause(0, asking));
    }
}
