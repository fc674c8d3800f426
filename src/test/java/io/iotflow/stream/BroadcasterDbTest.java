package io.iotflow.stream;

import static io.iotflow.telemetry.store.TestLog.reading;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.alert.AlertEvents;
import io.iotflow.platform.database.Sql;
import io.iotflow.platform.problem.Problem;
import io.iotflow.stack.ShippedConfig;
import io.iotflow.stack.TestDatabase;
import io.iotflow.stack.TestTasks;
import io.iotflow.telemetry.store.LogIds;
import io.iotflow.telemetry.store.LogTail;
import io.iotflow.telemetry.store.TelemetryMessage;
import io.iotflow.telemetry.store.TestLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The stream without a container: turns are taken by the test. */
class BroadcasterDbTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final EventFilter ALL =
            new EventFilter(EnumSet.allOf(LogEvent.Type.class), Optional.empty(), Set.of());

    @RegisterExtension
    final TestTasks tasks = new TestTasks();

    private TestDatabase database;
    private TestLog log;
    private Broadcaster broadcaster;
    private int second;

    @BeforeEach
    void create() {
        database = TestDatabase.create();
        log = new TestLog(database);
        database.addDevice("device1");
        broadcaster = broadcaster(Map.of());
    }

    private Broadcaster broadcaster(Map<String, String> settings) {
        return new Broadcaster(
                new EventLog(new LogTail(database.sql()), new AlertEvents(database.sql(), new LogIds(database.sql()))),
                new StreamSettings(new ShippedConfig(settings)),
                tasks.metrics().registry(),
                tasks.tasks());
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void tellsEverybodyOfWhatIsCommittedFromNowOn() {
        store();
        TestChannel one = listen(-1);
        TestChannel other = listen(-1);
        turns(1);

        List<Long> ids = List.of(store(), store());
        turns(1);

        assertEquals(ids, one.ids("reading"));
        assertEquals(ids, other.ids("reading"));
        assertTrue(one.text()
                .contains("{\"device_id\":\"device1\",\"measurement\":\"environmental\",\"fields\":{\"a\":1.0},"
                        + "\"time\":\"2026-01-01T00:00:01Z\",\"received_at\":\""));
        assertEquals(4, tasks.metrics().count("iotflow_stream_events"));
        assertEquals(2.0, tasks.metrics().value("iotflow_stream_listeners"));
    }

    @Test
    void resumesWithoutAGapAndWithoutARepetitionWhileMoreComes() {
        List<Long> ids = new ArrayList<>();
        IntStream.range(0, 20).forEach(it -> ids.add(store()));
        TestChannel early = listen(ids.get(4));
        turns(1);
        ids.add(store());
        TestChannel late = listen(ids.get(9));
        turns(1);
        ids.add(store());
        turns(2);

        assertEquals(ids.subList(5, 22), early.ids("reading"));
        assertEquals(ids.subList(10, 22), late.ids("reading"));
        assertEquals(List.of(ids.get(4)), early.ids("ready"));
    }

    @Test
    void resumesALongLogAtThePaceOfItsReader() {
        TelemetryMessage[] many = IntStream.range(0, 4_000)
                .mapToObj(it -> reading(1, START.plusSeconds(it), "a", "x".repeat(200)))
                .toArray(TelemetryMessage[]::new);
        List<Long> ids = log.store(many);
        TestChannel slow = new TestChannel();
        slow.setReady(false);
        Listener listener = new Listener("caller", ALL, 0, () -> true, slow);
        broadcaster.add(listener);

        turns(5);
        assertEquals(List.of(), slow.ids("reading"));
        slow.setReady(true);
        listener.write();
        turns(12);

        assertEquals(ids, slow.ids("reading"));
        assertEquals(0, tasks.metrics().count("iotflow_stream_dropped"));
    }

    @Test
    void letsAReaderGoThatIsTooSlowAndTellsTheOthersEverything() {
        TestChannel slow = listen(-1);
        TestChannel fast = listen(-1);
        turns(1);
        slow.setReady(false);
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            TelemetryMessage[] some = IntStream.range(0, 400)
                    .mapToObj(it -> reading(1, START.plusSeconds(second++), "a", "x".repeat(200)))
                    .toArray(TelemetryMessage[]::new);
            ids.addAll(log.store(some));
            turns(1);
        }

        assertEquals(ids, fast.ids("reading"));
        assertEquals(1, tasks.metrics().count("iotflow_stream_dropped"));
    }

    @Test
    void tellsOfPresenceAndOfAnswersToCommandsAndNotOfHeartbeats() {
        TestChannel channel = listen(-1);
        turns(1);
        status("online");
        status("heartbeat");
        status("offline");
        turns(1);

        assertEquals(2, channel.ids("presence").size());
        assertTrue(channel.text().contains("{\"device_id\":\"device1\",\"online\":true,"));
        assertTrue(channel.text().contains("{\"device_id\":\"device1\",\"online\":false,"));
        assertEquals(List.of(), channel.ids("reading"));
    }

    /** More at once than is read at once, before and behind readings. */
    @Test
    void tellsOfAlertsInTheOrderOfTheLogAndResumesAmongThem() {
        long before = store();
        TestChannel channel = listen(before);
        turns(1);
        List<Long> ids = new ArrayList<>(List.of(store()));
        ids.addAll(alerts(1_200));
        ids.add(store());
        ids.addAll(alerts(3));
        turns(4);

        assertEquals(ids, channel.ids());
        TestChannel again = listen(ids.get(600));
        turns(4);
        assertEquals(ids.subList(601, ids.size()), again.ids());
        assertTrue(again.text()
                .contains("{\"device_id\":\"device1\",\"alert_id\":1,\"event\":\"opened\",\"rule\":\"hot\","));
    }

    @Test
    void missesNoAlertThatIsCommittedLate() {
        TestChannel channel = listen(-1);
        turns(1);
        List<Long> late = new ArrayList<>();
        List<Long> ids = database.sql().inTransaction(() -> {
            late.addAll(alerts(1));
            List<Long> readings = CompletableFuture.supplyAsync(
                            () -> { // in a transaction of its own
                                List<Long> stored = List.of(store());
                                turns(2);
                                return stored;
                            })
                    .join();
            assertEquals(List.of(), channel.ids());
            return readings;
        });
        turns(2);

        assertEquals(List.of(late.get(0), ids.get(0)), channel.ids());
    }

    private List<Long> alerts(int count) {
        Sql sql = database.sql();
        sql.update(
                "INSERT INTO alert (id, rule_name, rule_version, device, severity, message, opened_at, changed_at, opened_by,"
                        + " reopened, silenced, channels, escalate_to, turn) VALUES (1, 'hot', 1, 1, 'major', '', now(), now(), '{}', 0,"
                        + " false, '{}', '{}', 1) ON CONFLICT DO NOTHING");
        return sql.list(
                "WITH batch AS (SELECT nextval('telemetry_id') AS first) INSERT INTO alert_event"
                        + " SELECT first + place, 1, 'opened', now() FROM batch, generate_series(1, ?) AS place RETURNING id",
                row -> row.getLong(1),
                count);
    }

    @Test
    void takesOnlySoManyListeners() {
        broadcaster = broadcaster(Map.of("iotflow.stream.listeners", "3", "iotflow.stream.listeners.per.caller", "2"));
        add("one");
        Listener second = add("one");

        assertEquals(429, assertThrows(Problem.class, () -> add("one")).status());
        add("two");
        assertEquals(503, assertThrows(Problem.class, () -> add("three")).status());
        second.close();
        add("one");
    }

    @Test
    void goesOnAfterATimeWithoutListeners() {
        TestChannel first = listen(-1);
        turns(1);
        long heard = store();
        turns(1);
        assertEquals(List.of(heard), first.ids("reading"));
        broadcaster.stop(null);
        turns(1);
        List<Long> missed = List.of(store(), store());

        TestChannel again = listen(heard);
        turns(1);

        assertEquals(missed, again.ids("reading"));
    }

    /** How fast with many says {@code -Diotflow.test.listeners=1000}. */
    @Test
    void tellsManyListenersEverything() {
        int count = Integer.getInteger("iotflow.test.listeners", 20);
        broadcaster = broadcaster(Map.of("iotflow.stream.listeners.per.caller", "10000"));
        List<TestChannel> channels =
                IntStream.range(0, count).mapToObj(it -> listen(-1)).toList();
        turns(1);
        List<Long> ids = new ArrayList<>();
        long nanos = 0;
        for (int round = 0; round < 10; round++) {
            ids.addAll(log.store(IntStream.range(0, 200)
                    .mapToObj(it -> reading(1, START.plusSeconds(second++), "a", 1.0))
                    .toArray(TelemetryMessage[]::new)));
            long begin = System.nanoTime();
            turns(1);
            nanos += System.nanoTime() - begin;
        }

        assertTrue(channels.stream().allMatch(it -> it.ids("reading").equals(ids)));
        System.out.printf("%d listeners, 200 readings: %.1f ms a turn%n", count, nanos / 10 / 1e6);
    }

    private Listener add(String caller) {
        Listener listener = new Listener(caller, ALL, -1, () -> true, new TestChannel());
        broadcaster.add(listener);
        return listener;
    }

    private TestChannel listen(long position) {
        TestChannel channel = new TestChannel();
        broadcaster.add(new Listener("caller", ALL, position, () -> true, channel));
        return channel;
    }

    private void turns(int count) {
        IntStream.range(0, count).forEach(it -> broadcaster.turn());
    }

    private long store() {
        return log.store(reading(1, START.plusSeconds(second++), "a", 1.0)).get(0);
    }

    private void status(String type) {
        log.store(new TelemetryMessage(
                1,
                "device1",
                "status",
                START.plusSeconds(second++),
                Map.of("status", type),
                Map.of(),
                Map.of(),
                null,
                Instant.now()));
    }
}
