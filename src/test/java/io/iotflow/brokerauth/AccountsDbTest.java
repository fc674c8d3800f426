package io.iotflow.brokerauth;

import static io.iotflow.stack.Waiting.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.device.AccountChange;
import io.iotflow.device.AccountNotOpened;
import io.iotflow.device.AccountOpening;
import io.iotflow.device.Device;
import io.iotflow.device.TakenMeanwhile;
import io.iotflow.device.TestDeviceAccounts;
import io.iotflow.mapping.TestPublishRights;
import io.iotflow.mqtt.TestBrokerAccess;
import io.iotflow.platform.database.Changes;
import io.iotflow.platform.database.Sql;
import io.iotflow.platform.problem.Problem;
import io.iotflow.stack.HangingBroker;
import io.iotflow.stack.ShippedConfig;
import io.iotflow.stack.TestDatabase;
import io.iotflow.telemetry.store.TestLog;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is stored of accounts that are being changed, and that nobody holds a connection while the broker hangs. */
class AccountsDbTest {

    /** As many as the application has (web.xml). */
    private static final int POOL = 24;

    private static TestDatabase whole;

    private final ExecutorService operators = Executors.newCachedThreadPool();
    private final MissingAccounts missing = new MissingAccounts();
    private TestDatabase database;
    private Sql sql;
    private HangingBroker broker;
    private AccountChanges changes;
    private KeyLease lease;
    private AccountKeeper keeper;
    private DueAccounts due;

    @BeforeAll
    static void create() {
        whole = TestDatabase.create();
    }

    @AfterAll
    static void close() {
        whole.close();
    }

    @BeforeEach
    void start() {
        whole.sql().call("TRUNCATE broker_account_change");
        database = whole.withConnections(POOL);
        sql = database.sql();
        broker = new HangingBroker();
        Map<String, String> settings = Map.of(
                "mqtt.host",
                "127.0.0.1",
                "mqtt.port",
                String.valueOf(broker.port()),
                "mqtt.username",
                "server",
                "mqtt.password",
                "password",
                "iotflow.broker.accounts",
                "mosquitto");
        AccountSettings account = new AccountSettings(new ShippedConfig(settings), TestBrokerAccess.of(settings));
        MosquittoAccounts accounts = new MosquittoAccounts(
                new DynamicSecurity(account),
                new WantedAccounts(TestDeviceAccounts.on(sql), TestPublishRights.on(sql)),
                missing);
        changes = new AccountChanges(sql, new Changes(sql));
        lease = new KeyLease(sql);
        keeper = new AccountKeeper(
                account,
                changes,
                new KeyDelivery(
                        lease,
                        new WantedAccounts(TestDeviceAccounts.on(sql), TestPublishRights.on(sql)),
                        accounts,
                        missing));
        due = new DueAccounts(sql, changes, accounts, missing);
    }

    @AfterEach
    void stop() throws IOException {
        operators.shutdownNow();
        broker.close();
        database.close();
    }

    @Test
    void readingsAreCommittedWhileFortyRegistrationsWaitForABrokerThatHangs() {
        long device = whole.addDevice("reader");
        TestLog log = new TestLog(database);
        List<CompletableFuture<Integer>> registrations = IntStream.range(0, 40)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> register("new-" + i), operators))
                .toList();
        soon().until(() -> openings() == 40);
        soon().until(() -> database.connectionsInUse() == 0);

        List<Duration> commits = new ArrayList<>();
        while (registrations.stream().noneMatch(CompletableFuture::isDone)) {
            long begin = System.nanoTime();
            log.store(TestLog.reading(device, Instant.now(), "v", 1.0));
            commits.add(Duration.ofNanos(System.nanoTime() - begin));
        }

        Duration usual = commits.stream().sorted().toList().get(commits.size() / 2);
        assertTrue(usual.toMillis() < 1_000, "commits took " + commits);
        assertEquals(
                Set.of(503), registrations.stream().map(CompletableFuture::join).collect(Collectors.toSet()));
        assertEquals(0, openings());
        assertEquals(40, whole.number("SELECT count(*) FROM broker_account_change WHERE due_at > now()"));
    }

    @Test
    void whoeverSeesToDueAccountsHoldsNoConnectionWhileTheBrokerHangs() {
        changes.note(List.of("a", "b"), Duration.ZERO);
        CompletableFuture<Integer> seen = CompletableFuture.supplyAsync(due::seeTo, operators);

        soon().until(() -> broker.connections() > 0);
        assertEquals(0, database.connectionsInUse());
        assertEquals(List.of(), changes.claim(10), "another node leaves them alone");

        assertThrows(RuntimeException.class, seen::join);
        assertEquals(2, changes.claim(10).size(), "they are due again at once");
    }

    @Test
    void oneAtATimeGivesADeviceAKey() {
        UUID first = UUID.randomUUID();
        assertTrue(lease.take("a", first));
        CompletableFuture<Boolean> second =
                CompletableFuture.supplyAsync(() -> lease.take("a", UUID.randomUUID()), operators);
        assertTrue(lease.take("b", UUID.randomUUID()), "another device");

        assertFalse(second.isDone());
        assertTrue(lease.end("a", first, Duration.ofMinutes(1)));

        assertTrue(second.join());
    }

    @Test
    void nobodyWaitsForeverForAnothersLease() {
        lease.take("a", UUID.randomUUID());

        assertFalse(impatient().take("a", UUID.randomUUID()));
    }

    @Test
    void aLeaseThatIsOverIsAnothersAndItsHolderCannotChangeTheRegistry() {
        Device device = device("late");
        UUID first = UUID.randomUUID();
        UUID second = UUID.randomUUID();
        lease.take("late", first);
        expire("late");
        assertTrue(lease.take("late", second));

        assertThrows(Problem.class, () -> change(new AccountChange.Opened(device, first)));

        assertEquals(1, openings());
        change(new AccountChange.Opened(device, second));
        assertEquals(0, openings());
        assertEquals(1, changes.claim(10).size(), "and the account is looked at");
    }

    @Test
    void nobodySeesToADeviceThatIsBeingGivenAKey() {
        UUID id = UUID.randomUUID();
        lease.take("a", id);
        changes.note(List.of("a", "b"), Duration.ZERO);

        List<AccountChanges.Due> claimed = changes.claim(10);

        assertEquals(
                List.of("b"), claimed.stream().map(AccountChanges.Due::deviceId).toList());
        lease.end("a", id, Duration.ZERO);
        assertEquals(2, changes.claim(10).size());
    }

    @Test
    void aKeyWaitsForWhoeverIsAtTheAccount() {
        changes.note(List.of("a"), Duration.ZERO);
        List<AccountChanges.Due> claimed = changes.claim(10);
        assertFalse(impatient().take("a", UUID.randomUUID()));
        CompletableFuture<Boolean> key =
                CompletableFuture.supplyAsync(() -> lease.take("a", UUID.randomUUID()), operators);
        changes.note(List.of("a"), Duration.ZERO);
        assertEquals(List.of(), changes.claim(10), "what changed meanwhile comes after");

        changes.done(claimed);

        assertTrue(key.join());
    }

    @Test
    void theClaimOfADeadNodeEnds() {
        changes.note(List.of("a"), Duration.ZERO);
        assertEquals(1, changes.claim(10).size());
        whole.sql().update("UPDATE broker_account_change SET claimed_until = now() - interval '1 second'");

        assertEquals(1, changes.claim(10).size());
    }

    @Test
    void whatADeadNodeLeftIsSeenToAsUncertain() {
        lease.take("dead", UUID.randomUUID());
        assertEquals(List.of(), changes.claim(10));
        expire("dead");

        AccountChanges.Due left = changes.claim(10).get(0);

        assertTrue(left.isUncertain());
        assertEquals(0, openings(), "nobody can confirm it any more");
    }

    @Test
    void whenTheRegistryFailsTheAccountIsUncertainAndLookedAtSoon() {
        UUID id = UUID.randomUUID();
        lease.take("a", id);

        keeper.onFailure(new AccountNotOpened(id, "a"));

        assertTrue(missing.isUncertain("a"));
        assertEquals(0, openings());
        assertTrue(lease.take("a", UUID.randomUUID()), "who tries again need not wait");
    }

    @Test
    void ofDevicesThatAreRegisteredNoneIsGivenToAnother() {
        whole.addDevice("taken");

        assertThrows(TakenMeanwhile.class, () -> register("taken"));

        assertEquals(0, broker.connections(), "the broker is not told");
        assertEquals(0, whole.number("SELECT count(*) FROM broker_account_change"));
    }

    private KeyLease impatient() {
        return new KeyLease(sql, Duration.ofMillis(100));
    }

    private int register(String deviceId) {
        try {
            keeper.onOpening(new AccountOpening(UUID.randomUUID(), deviceId, "key", true, true));
            return 201;
        } catch (Problem e) {
            return e.status();
        }
    }

    private void change(AccountChange change) {
        sql.inTransaction(() -> {
            keeper.onChange(change);
            return null;
        });
    }

    private static Device device(String deviceId) {
        return new Device(whole.addDevice(deviceId), deviceId, deviceId, "sensor", null, Device.Status.ACTIVE);
    }

    private static void expire(String deviceId) {
        whole.sql()
                .update(
                        "UPDATE broker_account_change SET due_at = now() - interval '1 second' WHERE device_id = ?",
                        deviceId);
    }

    private static long openings() {
        return whole.number("SELECT count(*) FROM broker_account_change WHERE opening IS NOT NULL");
    }
}
