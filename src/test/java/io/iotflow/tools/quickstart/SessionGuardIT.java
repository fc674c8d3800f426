package io.iotflow.tools.quickstart;

import static io.iotflow.stack.Waiting.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Connection;
import io.iotflow.stack.FullSuite;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded broker with a registry that changes at the worst moments. */
@FullSuite
class SessionGuardIT {

    private static final String COMMANDS = "iotflow/devices/pump/commands/";
    private static final String FLEET = "iotflow/fleet/commands/north";

    @TempDir
    private Path folder;

    private final ServerAccount server = ServerAccount.random();
    private final Registry registry = new Registry();
    private EmbeddedBroker broker;

    @BeforeEach
    void start() {
        registry.device = Optional.of(device(1, Instant.MAX, "north"));
        broker = EmbeddedBroker.start(folder, 0, registry, server);
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void aKeptSessionIsSentNothingOfAFleetThatItsDeviceLeftWhileTheBrokerWasAway() throws MqttException {
        leaveASessionBehind();
        publish(FLEET);
        broker.close();
        registry.device = Optional.of(device(1, Instant.MAX));
        start(registry.device);

        try (Connection left = connect()) {
            publish(FLEET);
            publish(COMMANDS + "own");
            soon().until(() -> left.received().contains(COMMANDS + "own x"));
            assertEquals(List.of(COMMANDS + "own x"), List.copyOf(left.received()));
        }
    }

    @Test
    void aSessionOfADeviceThatWasRevokedIsForgotten() throws MqttException {
        leaveASessionBehind();
        publish(COMMANDS + "old");
        registry.change(Optional.empty());
        registry.change(Optional.of(device(1, Instant.MAX, "north")));

        assertEmpty();
    }

    @Test
    void aSessionOfADeviceThatWasReplacedWhileTheBrokerWasAwayIsForgotten() throws MqttException {
        leaveASessionBehind();
        publish(COMMANDS + "old");
        broker.close();
        start(Optional.of(device(2, Instant.MAX, "north")));

        assertEmpty();
    }

    @Test
    void aDeviceThatIsRevokedWhileItConnectsIsRefused() {
        for (int query = 1; query <= 2; query++) {
            registry.device = Optional.of(device(1, Instant.MAX, "north"));
            registry.revokeAfterQuery = query;
            assertThrows(MqttException.class, this::connect, "after query " + query);
        }
    }

    @Test
    void aSessionEndsWithItsKey() throws MqttException {
        try (Connection mine = connect()) {
            registry.change(Optional.of(device(1, Instant.now().plusSeconds(2), "north")));
            assertTrue(mine.isConnected());
            soon().until(() -> !mine.isConnected());
        }
    }

    private void start(Optional<DeviceAccount> device) {
        registry.device = device;
        broker = EmbeddedBroker.start(folder, 0, registry, server);
    }

    @Test
    void tellsWhoSubscribesAndWhoComesBackToASubscribedSession() throws MqttException {
        try (Connection mine = connect()) {
            assertTrue(mine.publishes("iotflow/devices/pump/telemetry/m", "1"));
            assertEquals(List.of(), registry.listening);
            assertTrue(mine.subscribes(COMMANDS + "#"));
            soon().until(() -> registry.listening.equals(List.of("pump/1")));
        }
        try (Connection back = connect()) {
            assertTrue(back.isConnected());
            soon().until(() -> registry.listening.equals(List.of("pump/1", "pump/1")));
        }
    }

    @Test
    void tellsNobodyOfASubscriptionThatIsRefused() throws MqttException {
        try (Connection mine = connect()) {
            assertFalse(mine.subscribes("iotflow/devices/other/commands/#"));
            assertTrue(mine.subscribes(COMMANDS + "#"));
            soon().until(() -> !registry.listening.isEmpty());
            assertEquals(List.of("pump/1"), registry.listening);
        }
    }

    private void leaveASessionBehind() throws MqttException {
        try (Connection mine = connect()) {
            assertTrue(mine.subscribes(COMMANDS + "#"));
            assertTrue(mine.subscribes(FLEET));
        }
    }

    /** Nothing waits, and nothing is subscribed to. */
    private void assertEmpty() throws MqttException {
        try (Connection mine = connect()) {
            publish(COMMANDS + "early");
            assertTrue(mine.subscribes(COMMANDS + "#"));
            publish(COMMANDS + "late");
            soon().until(() -> mine.received().contains(COMMANDS + "late x"));
            assertEquals(List.of(COMMANDS + "late x"), List.copyOf(mine.received()));
        }
    }

    private Connection connect() throws MqttException {
        return Connection.open(broker.port(), "pump", "secret", "kept", false);
    }

    private void publish(String topic) throws MqttException {
        String clientId = "test-" + UUID.randomUUID();
        try (Connection mine = Connection.open(broker.port(), server.username(), server.password(), clientId)) {
            assertTrue(mine.publishes(topic, "x"));
        }
    }

    private static DeviceAccount device(long id, Instant until, String... groups) {
        DeviceAccount.Key key = new DeviceAccount.Key(7, "secret"::equals, until);
        return new DeviceAccount("pump", id, Instant.EPOCH, List.of(key), List.of(groups), List.of());
    }

    /** One device, in memory. */
    private static final class Registry implements DeviceKeys {

        private volatile Optional<DeviceAccount> device = Optional.empty();
        private volatile int revokeAfterQuery;
        private volatile Consumer<String> changed = deviceId -> {};
        private final List<String> listening = new CopyOnWriteArrayList<>();

        @Override
        public Optional<DeviceAccount> accountOf(String deviceId) {
            Optional<DeviceAccount> answer = device;
            if (revokeAfterQuery > 0 && --revokeAfterQuery == 0) {
                change(Optional.empty());
            }
            return answer;
        }

        @Override
        public void watch(Consumer<String> told) {
            changed = told;
        }

        @Override
        public void listens(String account, Instant at) {
            listening.add(account);
        }

        void change(Optional<DeviceAccount> now) {
            device = now;
            changed.accept("pump");
        }
    }
}
