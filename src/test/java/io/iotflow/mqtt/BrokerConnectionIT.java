package io.iotflow.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.platform.task.ApplicationReady;
import io.iotflow.platform.task.ApplicationStopping;
import io.iotflow.stack.FullSuite;
import io.iotflow.stack.ShippedConfig;
import io.iotflow.stack.TestTasks;
import io.iotflow.stack.UnreliableNetwork;
import io.iotflow.tools.quickstart.DeviceAccount;
import io.iotflow.tools.quickstart.DeviceKeys;
import io.iotflow.tools.quickstart.EmbeddedBroker;
import io.iotflow.tools.quickstart.ServerAccount;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.eclipse.microprofile.metrics.Tag;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** One session, held through every loss: without the application, against a real broker; each case takes a second or two. */
@FullSuite
class BrokerConnectionIT {

    private static final String FILTER = "iotflow/devices/+/telemetry/#";
    private static final String TOPIC = "iotflow/devices/greenhouse-1/telemetry/climate";
    private static final ServerAccount ACCOUNT = ServerAccount.random();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private static Path folder;

    private static EmbeddedBroker broker;
    private static int caseNumber;

    @RegisterExtension
    final TestTasks tasks = new TestTasks();

    private final List<ReceivedMessage> received = new CopyOnWriteArrayList<>();
    private final String clientId = ServerAccount.USERNAME + "-case-" + ++caseNumber;
    private final AtomicInteger connected = new AtomicInteger();
    private Consumer<ReceivedMessage> reader = ReceivedMessage::acknowledge;
    private UnreliableNetwork network;
    private BrokerConnection connection;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start(folder, 0, new NoDevices(), ACCOUNT);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void connect() throws IOException {
        network = new UnreliableNetwork(broker.port());
        connection = connection(network.port());
        start();
    }

    @AfterEach
    void disconnect() throws IOException {
        connection.stop(new ApplicationStopping());
        network.close();
    }

    @Test
    void subscribesAndReceivesInOrder() throws MqttException {
        publish("1", "2", "3");

        await().atMost(PATIENCE).until(() -> received.size() == 3);
        assertEquals(List.of("1", "2", "3"), payloads());
        assertEquals(1, connected.get());
    }

    @Test
    void isGivenAgainWhatItDidNotAcknowledgeBeforeALoss() throws Exception {
        reader = message -> {};
        publishWhileAway("1", "2");
        await().atMost(PATIENCE).until(() -> received.size() == 2);
        reader = ReceivedMessage::acknowledge;

        cut();
        await().atMost(PATIENCE).until(() -> received.size() == 4);
        assertEquals(List.of("1", "2", "1", "2"), payloads());
        assertEquals(3, connected.get());
    }

    @Test
    void isNotGivenAgainWhatItAcknowledged() throws Exception {
        publish("1");
        await().atMost(PATIENCE).until(() -> received.size() == 1);

        cut();
        publish("2");
        await().atMost(PATIENCE).until(() -> received.size() == 2);
        assertEquals(List.of("1", "2"), payloads());
    }

    @Test
    @Timeout(40) // without being told it looks every 10 s
    void isToldOfEachLossAndCountsIt() throws Exception {
        int losses = 5;
        for (int i = 0; i < losses; i++) {
            cut();
        }

        assertEquals(losses, tasks.metrics().count("iotflow_task_failures", new Tag("task", "mqtt-connection")));
    }

    @Test
    void receivesWhatCameWhileItWasAway() throws Exception {
        publishWhileAway("1");

        await().atMost(PATIENCE).until(() -> received.size() == 1);
    }

    @Test
    void acknowledgesALaterMessageBeforeAnEarlierOne() throws Exception {
        reader = message -> {
            if (text(message).equals("2")) {
                message.acknowledge();
            }
        };
        publishWhileAway("1", "2");
        await().atMost(PATIENCE).until(() -> received.size() == 2);
        await().atMost(PATIENCE).until(() -> connection.status().inFlight() == 1);
        reader = ReceivedMessage::acknowledge;

        cut();
        await().atMost(PATIENCE).until(() -> received.size() == 3);
        assertEquals(List.of("1", "2", "1"), payloads());
    }

    @Test
    void offersAMessageAgainThatTheSubscriberCannotTakeNow() throws MqttException {
        AtomicInteger offers = new AtomicInteger();
        reader = message -> {
            if (offers.incrementAndGet() < 3) {
                received.remove(message);
                throw new IllegalStateException("PostgreSQL is away");
            }
            message.acknowledge();
        };
        publish("1", "2");

        await().atMost(PATIENCE).until(() -> received.size() == 2);
        assertEquals(List.of("1", "2"), payloads());
        assertEquals(2, tasks.metrics().count("iotflow_task_failures", new Tag("task", "mqtt-reading")));
    }

    @Test
    void acknowledgesWhatNoSubscriberTakesAnyMore() throws Exception {
        connection.stop(new ApplicationStopping());
        publish("1");
        connection = connection(network.port(), "iotflow/devices/+/status/#");
        start();
        publishTo("iotflow/devices/greenhouse-1/status/heartbeat", "2");

        await().atMost(PATIENCE).until(() -> received.size() == 1);
        assertEquals(List.of("2"), payloads());
        await().until(() -> connection.status().inFlight() == 0);
    }

    @Test
    void publishesAndTellsWhenTheBrokerHasIt() {
        connection
                .publish("iotflow/devices/greenhouse-1/commands", new byte[] {1}, 1, false)
                .join();

        await().until(() -> tasks.metrics().count("iotflow_mqtt_published") == 1);
    }

    @Test
    void failsToPublishAtOnceWithoutASession() {
        connection.stop(new ApplicationStopping());
        BrokerConnection unconnected = connection(1);

        CompletionException failure = assertThrows(
                CompletionException.class,
                () -> unconnected.publish("a", new byte[0], 1, false).join());
        assertInstanceOf(BrokerAway.class, failure.getCause());
        assertFalse(unconnected.isConnected());
    }

    @Test
    void triesAgainUntilTheBrokerIsThere() throws IOException {
        connection.stop(new ApplicationStopping());
        network.close();
        connection = connection(network.port());
        connection.start(new ApplicationReady());
        await().atMost(PATIENCE)
                .until(() -> tasks.metrics().count("iotflow_task_failures", new Tag("task", "mqtt-connection")) > 0);

        network = new UnreliableNetwork(broker.port(), network.port());
        await().atMost(PATIENCE).until(connection::isConnected);
    }

    @Test
    void triesAgainAfterALossUntilTheBrokerIsBack() throws IOException {
        network.close();
        await().atMost(PATIENCE)
                .until(() -> tasks.metrics().count("iotflow_task_failures", new Tag("task", "mqtt-connection")) > 2);
        assertFalse(connection.isConnected());

        network = new UnreliableNetwork(broker.port(), network.port());
        await().atMost(PATIENCE).until(connection::isConnected);
    }

    @Test
    void triesAgainWhileSomethingHangsUpInTheBrokersPlace() throws IOException {
        network.hangUp();
        await().atMost(PATIENCE)
                .until(() -> tasks.metrics().count("iotflow_task_failures", new Tag("task", "mqtt-connection")) > 2);

        cut();
        assertTrue(connection.isConnected());
    }

    @Test
    void aListenerThatFailsDoesNotEndTheSession() throws Exception {
        connection.stop(new ApplicationStopping());
        connection = new BrokerConnection(
                settings(network.port()),
                () -> List.of(subscriber(FILTER)),
                () -> {
                    throw new IllegalStateException("listener");
                },
                () -> {},
                tasks.tasks(),
                tasks.metrics().registry());
        connection.start(new ApplicationReady());

        await().atMost(PATIENCE).until(connection::isConnected);
        publish("1");
        await().atMost(PATIENCE).until(() -> received.size() == 1);
        assertTrue(connection.isConnected());
    }

    private void cut() throws IOException {
        int before = connected.get();
        network.recover();
        await().atMost(PATIENCE).until(() -> connected.get() > before);
    }

    private BrokerConnection connection(int port) {
        return connection(port, FILTER);
    }

    private BrokerConnection connection(int port, String filter) {
        return new BrokerConnection(
                settings(port),
                () -> List.of(subscriber(filter)),
                connected::incrementAndGet,
                () -> {},
                tasks.tasks(),
                tasks.metrics().registry());
    }

    private Subscriber subscriber(String filter) {
        return new Subscriber() {
            @Override
            public List<String> topicFilters() {
                return List.of(filter);
            }

            @Override
            public void receive(ReceivedMessage message) {
                received.add(message);
                reader.accept(message);
            }
        };
    }

    /** Each case has a session of its own at the broker. */
    private MqttSettings settings(int port) {
        return new MqttSettings(new ShippedConfig(Map.of(
                "mqtt.host", "127.0.0.1",
                "mqtt.port", String.valueOf(port),
                "mqtt.client.id", clientId,
                "mqtt.username", ACCOUNT.username(),
                "mqtt.password", ACCOUNT.password())));
    }

    private void publish(String... payloads) throws MqttException {
        publishTo(TOPIC, payloads);
    }

    private void publishTo(String topic, String... payloads) throws MqttException {
        try (MqttClient sender =
                new MqttClient("tcp://127.0.0.1:" + broker.port(), clientId + "-sender", new MemoryPersistence())) {
            sender.connect(settings(broker.port()).passingOptions());
            for (String payload : payloads) {
                sender.publish(topic, payload.getBytes(UTF_8), 1, false);
            }
            sender.disconnect();
        }
    }

    /** So that the broker sends them together: HiveMQ holds the next message back while one is not acknowledged. */
    private void publishWhileAway(String... payloads) throws MqttException {
        connection.stop(new ApplicationStopping());
        publish(payloads);
        connection = connection(network.port());
        start();
    }

    /** Returns when it has told that it is connected; messages may come before. */
    private void start() {
        int before = connected.get();
        connection.start(new ApplicationReady());
        await().atMost(PATIENCE).until(() -> connected.get() > before);
    }

    private List<String> payloads() {
        return received.stream().map(BrokerConnectionIT::text).toList();
    }

    private static String text(ReceivedMessage message) {
        return new String(message.payload(), UTF_8);
    }

    private static final class NoDevices implements DeviceKeys {

        @Override
        public Optional<DeviceAccount> accountOf(String deviceId) {
            return Optional.empty();
        }

        @Override
        public void watch(Consumer<String> changed) {
            // Nothing changes.
        }

        @Override
        public void listens(String account, Instant at) {
            // There are none.
        }
    }
}
