package io.iotflow.presence;

import static io.iotflow.stack.Waiting.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.platform.database.Changed;
import io.iotflow.platform.database.Sql;
import io.iotflow.platform.task.ApplicationReady;
import io.iotflow.presence.DevicesAwake.DeviceAwake;
import io.iotflow.stack.ShippedConfig;
import io.iotflow.stack.TestDatabase;
import io.iotflow.stack.TestEvent;
import io.iotflow.stack.TestTasks;
import io.iotflow.telemetry.store.BatchStored;
import io.iotflow.telemetry.store.LastSeen;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.metrics.Tag;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PresenceDbTest {

    private static final Duration TIMEOUT = Duration.ofMinutes(5);
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MICROS);

    private static TestDatabase database;
    private static Sql sql;
    private static PresenceStore store;
    private static long device;

    @RegisterExtension
    final TestTasks tasks = new TestTasks();

    private final TestEvent<DeviceBackOnline> cameBack = new TestEvent<>();
    private final TestEvent<DevicesAwake> awake = new TestEvent<>();

    @BeforeAll
    static void create() {
        database = TestDatabase.create();
        sql = database.sql();
        store = new PresenceStore(sql);
        device = database.addDevice("first");
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void empty() {
        sql.call("TRUNCATE presence");
    }

    @Test
    void namesADeviceThatIsSeenForTheFirstTime() {
        assertEquals(List.of(new DeviceBackOnline(device, "first")), write(NOW, false));
        assertEquals(new LastSeenUpdate(NOW, false, false), read());
    }

    @Test
    void namesNobodyWhoWasThereAllTheTime() {
        write(NOW, false);

        assertEquals(List.of(), write(NOW.plusSeconds(60), false));
    }

    @Test
    void namesADeviceThatComesBackAfterSilenceOrAfterItSaidThatItGoes() {
        write(NOW, false);

        assertEquals(1, write(NOW.plus(TIMEOUT).plusSeconds(1), false).size());
        assertEquals(0, write(NOW.plus(TIMEOUT).plusSeconds(2), true).size());
        assertEquals(1, write(NOW.plus(TIMEOUT).plusSeconds(3), false).size());
    }

    @Test
    void namesADeviceThatWentAndCameBackBetweenTwoWrites() {
        write(NOW, false);

        assertEquals(
                1,
                store.write(Map.of(device, new LastSeenUpdate(NOW.plusSeconds(1), false, true)), TIMEOUT)
                        .size());
    }

    @Test
    void keepsTheNewestOfWhatTwoNodesWrite() {
        write(NOW.plusSeconds(10), true);

        write(NOW, false);

        assertEquals(new LastSeenUpdate(NOW.plusSeconds(10), true, false), read());
    }

    @Test
    void writesNothingOfADeviceThatWasDeleted() {
        assertEquals(List.of(), store.write(Map.of(999L, new LastSeenUpdate(NOW, false, false)), TIMEOUT));
        assertEquals(Map.of(), store.read(List.of(999L)));
    }

    @Test
    void countsWhoWasSeenAndDidNotGo() {
        long gone = database.addDevice("gone-" + System.nanoTime());
        write(NOW, false);
        store.write(Map.of(gone, new LastSeenUpdate(NOW, true, false)), TIMEOUT);

        assertEquals(1, store.online(NOW.minus(TIMEOUT)));
        assertEquals(0, store.online(NOW.plusSeconds(1)));
    }

    @Test
    void writesAtOnceWhoIsSeenForTheFirstTimeAndTells() {
        PresenceWriter writer = writer(new LastSeenUpdates(TIMEOUT));

        writer.onStored(new BatchStored(1, List.of(new LastSeen(device, NOW, false))));

        soon().until(() -> !cameBack.fired().isEmpty());
        assertEquals(new LastSeenUpdate(NOW, false, false), read());
    }

    @Test
    void tellsAtOnceWhoWasSilentOrSaysThatItIsOnline() {
        PresenceWriter writer = writer(new LastSeenUpdates(TIMEOUT));

        writer.onStored(new BatchStored(1, List.of(new LastSeen(device, NOW, false))));
        writer.onStored(new BatchStored(1, List.of(new LastSeen(device, NOW.plusSeconds(10), false))));
        writer.onStored(new BatchStored(1, List.of(new LastSeen(device, NOW.plusSeconds(30), false))));
        writer.onStored(new BatchStored(1, List.of(new LastSeen(device, NOW.plusSeconds(31), false, true))));
        writer.onStored(new BatchStored(1, List.of(new LastSeen(device, NOW.plusSeconds(90), true))));

        assertEquals(
                List.of(
                        new DeviceAwake(device, NOW, Instant.EPOCH),
                        new DeviceAwake(device, NOW.plusSeconds(30), NOW.plusSeconds(20)),
                        new DeviceAwake(device, NOW.plusSeconds(31), Instant.EPOCH)),
                awake.fired().stream().flatMap(it -> it.devices().stream()).toList());
    }

    @Test
    void believesTheBrokerThatADeviceListens() {
        TestEvent<DeviceListening> listening = new TestEvent<>();
        ListeningDevices devices = new ListeningDevices(writer(new LastSeenUpdates(TIMEOUT)), listening);

        devices.onChanged(new Changed("device", "pump/" + device));
        devices.onChanged(new Changed(DeviceListening.TOPIC, DeviceListening.subject("pump/" + device, Instant.now())));

        soon().until(() -> cameBack.fired().size() == 1);
        assertFalse(read().offline());
        assertEquals(
                List.of(device),
                listening.fired().stream().map(DeviceListening::deviceRowId).toList());
    }

    @Test
    void keepsInMemoryWhatCannotBeWrittenAndWritesItLater() {
        LastSeenUpdates updates = new LastSeenUpdates(TIMEOUT);
        sql.call("ALTER TABLE presence RENAME TO presence_away");
        PresenceWriter writer = writer(updates);
        try {
            writer.onStored(new BatchStored(1, List.of(new LastSeen(device, NOW, false))));
            soon().until(() -> tasks.metrics().count("iotflow_task_failures", new Tag("task", "presence")) > 0);
            assertTrue(updates.of(device).isPresent());
        } finally {
            sql.call("ALTER TABLE presence_away RENAME TO presence");
        }

        soon().until(() -> !cameBack.fired().isEmpty());
        assertEquals(NOW, read().at());
        assertEquals(0, updates.size());
    }

    @Test
    void goesOnWhenWhoHearsOfADeviceThrows() {
        cameBack.observe(event -> {
            throw new IllegalStateException("an observer's fault");
        });
        PresenceWriter writer = writer(new LastSeenUpdates(TIMEOUT));
        writer.onStored(new BatchStored(1, List.of(new LastSeen(device, NOW, false))));
        soon().until(() -> cameBack.fired().size() == 1);

        writer.onStored(new BatchStored(1, List.of(new LastSeen(device, NOW.plusSeconds(1), true))));

        soon().until(() -> read().offline());
    }

    private PresenceWriter writer(LastSeenUpdates updates) {
        PresenceSettings settings = new PresenceSettings(new ShippedConfig(Map.of()));
        PresenceWriter writer = new PresenceWriter(
                updates,
                store,
                new Presence(updates, store, settings),
                settings,
                cameBack,
                awake,
                tasks.metrics().registry(),
                tasks.tasks());
        writer.start(new ApplicationReady());
        return writer;
    }

    private static List<DeviceBackOnline> write(Instant at, boolean offline) {
        return store.write(Map.of(device, new LastSeenUpdate(at, offline, false)), TIMEOUT);
    }

    private static LastSeenUpdate read() {
        return store.read(List.of(device)).get(device);
    }
}
