package io.iotflow.command;

import static io.iotflow.stack.Waiting.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.device.Device;
import io.iotflow.device.DeviceDeletion;
import io.iotflow.mqtt.Connected;
import io.iotflow.mqtt.Publisher;
import io.iotflow.platform.audit.Actor;
import io.iotflow.platform.audit.AuditLog;
import io.iotflow.platform.database.Changed;
import io.iotflow.platform.database.Sql;
import io.iotflow.platform.json.Json;
import io.iotflow.platform.task.ApplicationReady;
import io.iotflow.presence.DeviceBackOnline;
import io.iotflow.presence.DeviceListening;
import io.iotflow.presence.DevicesAwake;
import io.iotflow.presence.DevicesAwake.DeviceAwake;
import io.iotflow.presence.TestPresence;
import io.iotflow.stack.ShippedConfig;
import io.iotflow.stack.TestDatabase;
import io.iotflow.stack.TestTasks;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.metrics.Tag;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Queued commands in PostgreSQL, and a broker that acknowledges when it is told to. */
class DispatcherDbTest {

    private static final int MANY = 1_500;

    private static TestDatabase database;
    private static Sql sql;
    private static CommandStore store;
    private static TestPresence presence;
    private static Device first;
    private static Device second;

    @RegisterExtension
    final TestTasks tasks = new TestTasks();

    private final Broker broker = new Broker();
    private Dispatcher dispatcher;
    private volatile Instant frozen; // null while time goes on

    @BeforeAll
    static void create() {
        database = TestDatabase.create();
        sql = database.sql();
        store = new CommandStore(sql, new FleetCommands(sql), new AuditLog(sql, new Actor()));
        presence = new TestPresence(sql);
        first = device("first");
        second = device("second");
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void empty() {
        sql.call("TRUNCATE command, audit, presence");
        dispatcher = dispatcher(Map.of());
    }

    private Dispatcher dispatcher(Map<String, String> changed) {
        CommandSettings settings = new CommandSettings(new ShippedConfig(changed));
        CommandQueue queue = new CommandQueue(sql, settings);
        CommandMetrics metrics = new CommandMetrics(tasks.metrics().registry());
        return new Dispatcher(
                queue,
                new CommandExpiry(queue, metrics, settings),
                new RetainedCommands(sql, broker),
                settings,
                metrics,
                broker,
                presence.presence(),
                tasks.tasks(),
                () -> frozen == null ? Instant.now() : frozen);
    }

    @Test
    void publishesWhatIsQueuedForADeviceAndWritesThatItIsSent() {
        startAndSweep();
        long sent = sent();
        add(first, "c1");

        join(dispatcher.deliver(first.rowId()));

        Publication publication = broker.publications.get(0);
        assertEquals(List.of("c1"), broker.ids());
        assertEquals(1, publication.qos());
        assertFalse(publication.retain());
        assertEquals(database.text("SELECT topic FROM command"), publication.topic());
        assertEquals(CommandState.SENT, state(first, "c1"));
        assertEquals(sent + 1, sent());
    }

    @Test
    void writesThatACommandIsSentOnlyOnceTheBrokerHasIt() {
        broker.holds = true;
        startAndSweep();
        add(first, "c1");
        CompletableFuture<Void> delivered = dispatcher.deliver(first.rowId());
        soon().until(() -> broker.publications.size() == 1);
        join(dispatcher.deliver(second.rowId())); // a later turn has nothing to write either

        assertEquals(CommandState.QUEUED, state(first, "c1"));
        assertFalse(delivered.isDone());

        broker.acknowledgeAll();
        join(delivered);
        assertEquals(CommandState.SENT, state(first, "c1"));
    }

    @Test
    void freesWhatTheBrokerDidNotTake() {
        startAndSweep();
        broker.refuses = true;
        add(first, "c1");

        join(dispatcher.deliver(first.rowId()));

        assertEquals(CommandState.QUEUED, state(first, "c1"));
        assertEquals(0, database.number("SELECT count(*) FROM command WHERE claimed_until IS NOT NULL"));
        broker.refuses = false;
        join(dispatcher.deliver(first.rowId()));
        assertEquals(CommandState.SENT, state(first, "c1"));
    }

    @Test
    void publishesNothingForADeviceThatSaidThatItIsOffline() {
        presence.seen(first.rowId(), true);
        presence.seen(second.rowId(), false);
        add(first, "before");
        startAndSweep();
        add(first, "after");
        join(dispatcher.deliver(first.rowId()));

        assertEquals(List.of(), broker.ids());
        assertEquals(
                2, database.number("SELECT count(*) FROM command WHERE state = 'queued' AND claimed_until IS NULL"));
    }

    @Test
    void publishesWhatADeviceMissedAndWhatItDidNotAnswerWhenItIsBack() {
        startAndSweep();
        add(first, "sent");
        join(dispatcher.deliver(first.rowId()));
        presence.seen(first.rowId(), true);
        add(first, "missed");
        broker.publications.clear();

        presence.seen(first.rowId(), false);
        signs().onCameBack(new DeviceBackOnline(first.rowId(), "first"));

        soon().until(() -> isSent(first, "missed"));
        assertEquals(List.of("sent", "missed"), broker.ids());
        assertEquals(2, database.number("SELECT attempts FROM command WHERE command_id = 'sent'"));
    }

    @Test
    void givesADeviceThatIsBackTimeToSubscribe() {
        startAndSweep();
        add(first, "c1");
        frozen = Instant.now();

        signs().onCameBack(new DeviceBackOnline(first.rowId(), "first"));
        join(dispatcher.deliver(first.rowId()));
        deliverToTheSecond("meanwhile");
        frozen = frozen.plusMillis(999);
        deliverToTheSecond("still");
        assertEquals(List.of("meanwhile", "still"), broker.ids());

        frozen = frozen.plusMillis(1);
        deliverToTheSecond("then");
        soon().until(() -> isSent(first, "c1"));
    }

    @Test
    void keepsBackWhatWasSentToADeviceThatWentAgainBeforeItSubscribed() {
        startAndSweep();
        add(first, "c1");
        join(dispatcher.deliver(first.rowId()));
        presence.seen(first.rowId(), true);
        broker.publications.clear();

        signs().onCameBack(new DeviceBackOnline(first.rowId(), "first"));
        signs().onCameBack(new DeviceBackOnline(second.rowId(), "second"));
        add(second, "c2");

        soon().until(() -> isSent(second, "c2"));
        assertEquals(List.of("c2"), broker.ids());
        assertEquals(CommandState.SENT, state(first, "c1"));
    }

    @Test
    void givesADeviceThatListensWhatWaitsWhateverItSaidBefore() {
        presence.seen(first.rowId(), true);
        startAndSweep();
        add(first, "c1");
        join(dispatcher.deliver(first.rowId()));
        assertEquals(List.of(), broker.ids());

        signs().onListening(new DeviceListening(first.rowId(), Instant.now()));

        soon().until(() -> isSent(first, "c1"));
    }

    @Test
    void repeatsToADeviceThatListensWhatWasSentBefore() {
        startAndSweep();
        add(first, "c1");
        join(dispatcher.deliver(first.rowId()));

        signs().onListening(new DeviceListening(first.rowId(), Instant.now().minusSeconds(60)));
        join(dispatcher.deliver(second.rowId()));
        assertEquals(1, attempts("c1"), "it listened before");

        signs().onListening(new DeviceListening(first.rowId(), Instant.now()));
        soon().until(() -> attempts("c1") == 2);
        assertEquals(CommandState.SENT, state(first, "c1"));
    }

    @Test
    void repeatsAtItsFirstMessageWhatWasSentWhileADeviceWasSilent() {
        startAndSweep();
        add(first, "c1");
        add(second, "c2");
        join(dispatcher.deliver(first.rowId()));
        join(dispatcher.deliver(second.rowId()));
        Instant sent = Instant.now();

        signs().onAwake(new DevicesAwake(List.of(
                new DeviceAwake(first.rowId(), sent.plusSeconds(5), sent.minusSeconds(20)),
                new DeviceAwake(second.rowId(), sent.plusSeconds(5), sent.plusSeconds(2)))));

        soon().until(() -> attempts("c1") == 2);
        assertEquals(1, attempts("c2"), "it was there");
    }

    @Test
    void repeatsByItselfWhatIsNotAnswered() {
        startAndSweep();
        long repetitions = tasks.metrics().count("iotflow_command_repetitions");
        add(first, "c1");
        join(dispatcher.deliver(first.rowId()));
        long sent = sent();

        sql.update("UPDATE command SET next_attempt_at = now()");

        soon().until(() -> attempts("c1") == 2);
        assertEquals(List.of("c1", "c1"), broker.ids());
        assertEquals(sent, sent());
        assertEquals(repetitions + 1, tasks.metrics().count("iotflow_command_repetitions"));
    }

    @Test
    void repeatsNothingToADeviceThatSaidThatItIsOffline() {
        startAndSweep();
        add(first, "c1");
        join(dispatcher.deliver(first.rowId()));
        presence.seen(first.rowId(), true);
        sql.update("UPDATE command SET next_attempt_at = now()");
        add(second, "c2");

        soon().until(() -> isSent(second, "c2")); // by the sweep
        assertEquals(1, attempts("c1"));
    }

    @Test
    void endsLongPausesAfterATimeWithoutNews() {
        startAndSweep();
        add(first, "c1");
        join(dispatcher.deliver(first.rowId()));
        sql.update("UPDATE command SET next_attempt_at = now() + interval '20 minutes'");

        signs().onChanged(new Changed("*", ""));

        soon().until(() ->
                database.number("SELECT count(*) FROM command WHERE next_attempt_at < now() + interval '2 minutes'")
                        == 1);
    }

    @Test
    void leavesARetainedCommandAtTheBrokerUntilItIsClosed() {
        dispatcher = dispatcher(Map.of("iotflow.command.retained", "true"));
        presence.seen(first.rowId(), true);
        startAndSweep();
        add(first, "c1");
        join(dispatcher.deliver(first.rowId()));
        add(first, "c2");
        join(dispatcher.deliver(first.rowId()));
        assertEquals(List.of("c1", "c2"), broker.ids());
        assertTrue(broker.publications.stream().allMatch(Publication::retain));

        close("c1");
        soon().until(() -> database.number("SELECT count(*) FROM command WHERE retained") == 1);
        assertEquals(2, broker.publications.size(), "the broker retains c2 in its place");

        close("c2");
        soon().until(() -> database.number("SELECT count(*) FROM command WHERE retained") == 0);
        Publication last = broker.publications.get(2);
        assertEquals(new Publication(broker.publications.get(1).topic(), "", 1, true, last.acknowledged()), last);
    }

    @Test
    void takesADeletedDevicesRetainedCommandsAway() {
        dispatcher = dispatcher(Map.of("iotflow.command.retained", "true"));
        startAndSweep();
        add(first, "c1");
        join(dispatcher.deliver(first.rowId()));

        new RetainedCommands(sql, broker).onDeletion(new DeviceDeletion(first));

        assertEquals("", broker.publications.get(1).payload());
        assertTrue(broker.publications.get(1).retain());
        assertEquals(0, database.number("SELECT count(*) FROM command"));
    }

    @Test
    void sweepsUpWhatNobodyWasToldOf() {
        startAndSweep();
        add(first, "c1");
        add(second, "c2");

        soon().until(() -> isSent(first, "c1") && isSent(second, "c2"));
    }

    @Test
    void leavesCommandsQueuedWhileTheBrokerIsAwayAndPublishesThemWhenItIsBack() {
        broker.isConnected = false;
        add(first, "c1");
        add(first, "overdue");
        sql.update("UPDATE command SET expires_at = now() WHERE command_id = 'overdue'");
        dispatcher.start(new ApplicationReady());
        soon().until(() -> state(first, "overdue") == CommandState.EXPIRED);
        assertEquals(List.of(), broker.ids());

        broker.isConnected = true;
        dispatcher.onConnected(new Connected());

        soon().until(() -> isSent(first, "c1"));
        assertEquals(List.of("c1"), broker.ids());
    }

    @Test
    void hasABoundedNumberUnderWayAndGoesOnAsTheBrokerAcknowledges() {
        broker.holds = true;
        addMany();
        dispatcher.start(new ApplicationReady());
        soon().until(() -> broker.publications.size() >= 500);
        join(dispatcher.deliver(second.rowId())); // a later turn takes no more

        assertTrue(broker.publications.size() < 1_000, broker.publications.size() + " at once");

        broker.holds = false;
        broker.acknowledgeAll();
        soon().until(() -> database.number("SELECT count(*) FROM command WHERE state = 'sent'") == MANY);
        assertEquals(MANY, broker.ids().stream().distinct().count());
        assertEquals(MANY, broker.publications.size());
    }

    @Test
    void writesLaterWhatTheBrokerHasWhenPostgresqlIsAway() {
        broker.holds = true;
        startAndSweep();
        add(first, "c1");
        CompletableFuture<Void> delivered = dispatcher.deliver(first.rowId());
        soon().until(() -> broker.publications.size() == 1);
        sql.call("ALTER TABLE command RENAME TO command_away");
        try {
            broker.acknowledgeAll();
            soon().until(() -> tasks.metrics().count("iotflow_task_failures", new Tag("task", "commands")) > 0);
        } finally {
            sql.call("ALTER TABLE command_away RENAME TO command");
        }

        join(delivered);
        assertEquals(CommandState.SENT, state(first, "c1"));
        assertEquals(1, broker.publications.size());
    }

    @Test
    void publishesAFleetsCommandOnceForAllItsRows() {
        startAndSweep();
        CommandStore.Added added = store.addToFleet(
                CommandRequest.forFleet(json("fleet"), "lab", Duration.ofHours(1)),
                "admin",
                List.of(first, second),
                Set.of(first.rowId(), second.rowId()));

        join(dispatcher.deliver("fleet/topic", "{\"command_id\":\"fleet\"}", 2, added.claimed()));

        assertEquals(List.of("fleet"), broker.ids());
        assertTrue(isSent(first, "fleet") && isSent(second, "fleet"));
    }

    private DeviceSigns signs() {
        return new DeviceSigns(dispatcher);
    }

    private static void close(String id) {
        sql.update("UPDATE command SET state = 'cancelled', closed_at = now() WHERE command_id = ?", id);
    }

    private static long attempts(String id) {
        return sql.one("SELECT attempts FROM command WHERE command_id = ?", row -> row.getLong(1), id);
    }

    /** The first sweep is over; the next one comes seconds later. */
    private void startAndSweep() {
        add(second, "marker");
        boolean held = broker.holds;
        broker.holds = false;
        dispatcher.start(new ApplicationReady());
        soon().until(() -> isSent(second, "marker"));
        broker.holds = held;
        broker.publications.clear();
        sql.update("DELETE FROM command WHERE command_id = 'marker'");
    }

    /** Which takes a turn at least. */
    private void deliverToTheSecond(String id) {
        add(second, id);
        join(dispatcher.deliver(second.rowId()));
    }

    private long sent() {
        return tasks.metrics().count("iotflow_commands", new Tag("state", "sent"));
    }

    private static void join(CompletableFuture<Void> delivered) {
        delivered.orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static Device device(String deviceId) {
        long id = database.addDevice(deviceId);
        return new Device(id, deviceId, deviceId, "sensor", null, Device.Status.ACTIVE);
    }

    private static void add(Device device, String id) {
        store.add(CommandRequest.forDevice(json(id), Duration.ofHours(1)), "admin", device);
    }

    private static void addMany() {
        add(first, "m1");
        sql.update("""
                INSERT INTO command (command_id, device, device_id, command_type, topic, payload, qos, state, created_at,
                                     created_by, expires_at)
                SELECT 'm' || n, device, device_id, command_type, topic, replace(payload, '"m1"', '"m' || n || '"'), qos,
                       state, created_at, created_by, expires_at
                FROM command, generate_series(2, ?) AS n""", MANY);
    }

    private static byte[] json(String id) {
        String json = "{\"command_id\":\"%s\",\"command_type\":\"control\",\"command\":\"on\",\"qos\":1}";
        return json.formatted(id).getBytes(StandardCharsets.UTF_8);
    }

    private static CommandState state(Device device, String id) {
        return store.find(device, id).orElseThrow().state();
    }

    private static boolean isSent(Device device, String id) {
        return state(device, id) == CommandState.SENT;
    }

    private record Publication(
            String topic, String payload, int qos, boolean retain, CompletableFuture<Void> acknowledged) {}

    private static final class Broker implements Publisher {

        private final List<Publication> publications = new CopyOnWriteArrayList<>();
        private volatile boolean isConnected = true;
        private volatile boolean holds;
        private volatile boolean refuses;

        @Override
        public boolean isConnected() {
            return isConnected;
        }

        @Override
        public CompletableFuture<Void> publish(String topic, byte[] payload, int qos, boolean retain) {
            CompletableFuture<Void> taken = new CompletableFuture<>();
            publications.add(new Publication(topic, new String(payload, StandardCharsets.UTF_8), qos, retain, taken));
            if (refuses) {
                taken.completeExceptionally(new IllegalStateException("the session is lost"));
            } else if (!holds) {
                taken.complete(null);
            }
            return taken;
        }

        private void acknowledgeAll() {
            publications.forEach(it -> it.acknowledged().complete(null));
        }

        private List<String> ids() {
            return publications.stream()
                    .map(it -> Json.readObject(it.payload()).getString("command_id"))
                    .toList();
        }
    }
}
