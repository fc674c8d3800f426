package io.iotflow.tools.quickstart;

import static io.iotflow.stack.Waiting.soon;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Connection;
import io.iotflow.stack.FullSuite;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the embedded broker acknowledges what a device sends, and that it has it then. */
@FullSuite
class AcknowledgementsIT {

    private static final String TOPIC = "iotflow/devices/d/telemetry/m";
    private static final long WAIT_MILLIS = 30_000;

    @TempDir
    private Path folder;

    private final Registry registry = new Registry();
    private final ServerAccount server = ServerAccount.random();
    private EmbeddedBroker broker;

    @BeforeEach
    void start() {
        registry.add("d", 1);
        broker = EmbeddedBroker.start(folder, 0, registry, server);
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void waitsForTheApplicationsCommit() throws MqttException {
        try (Reader application = new Reader();
                MqttAsyncClient device = client("d")) {
            connect(device, "d", "secret");
            IMqttDeliveryToken sent = device.publish(TOPIC, "1".getBytes(StandardCharsets.US_ASCII), 1, false);
            soon().until(() -> application.unacknowledged.containsKey("1"));
            assertFalse(sent.isComplete());
            application.acknowledge("1");
            sent.waitForCompletion(WAIT_MILLIS);
            device.disconnectForcibly(0, 1_000, false);
        }
    }

    @Test
    void doesNotWaitForAnApplicationThatIsSlow() throws MqttException {
        try (Reader application = new Reader();
                Connection device = Connection.open(broker.port(), "d", "secret", "d")) {
            assertTrue(device.publishes(TOPIC, "1"));
            assertTrue(application.unacknowledged.containsKey("1"));
        }
    }

    @Test
    void keepsWhatItAcknowledgedWhileTheApplicationWasAway() throws MqttException {
        new Reader().close();
        try (Connection device = Connection.open(broker.port(), "d", "secret", "d")) {
            assertTrue(device.publishes(TOPIC, "1"));
        }
        try (Reader application = new Reader()) {
            soon().until(() -> application.unacknowledged.containsKey("1"));
        }
    }

    /** As it may be after the machine's sudden end, or a full disk: the queue is older than the content. */
    @Test
    void sendsAgainToAReaderInWhoseQueueAreMessagesWithoutContent() throws MqttException, IOException {
        try (Reader application = new Reader();
                Connection device = Connection.open(broker.port(), "d", "secret", "d")) {
            assertTrue(device.publishes(TOPIC, "1"));
            soon().until(() -> application.unacknowledged.containsKey("1"));
        }
        broker.close();
        delete(folder.resolve("data/persistence/publish_payload_store"));
        Files.delete(folder.resolve("closed-in-order"));

        broker = EmbeddedBroker.start(folder, 0, registry, server);
        try (Reader application = new Reader();
                Connection device = Connection.open(broker.port(), "d", "secret", "d")) {
            assertTrue(device.publishes(TOPIC, "2"));
            soon().until(() -> application.unacknowledged.containsKey("2"));
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path each : deepestFirst) {
                Files.delete(each);
            }
        }
    }

    private MqttAsyncClient client(String clientId) throws MqttException {
        return new MqttAsyncClient("tcp://127.0.0.1:" + broker.port(), clientId, new MemoryPersistence());
    }

    private static void connect(MqttAsyncClient client, String username, String password) throws MqttException {
        MqttConnectOptions options = new MqttConnectOptions();
        options.setUserName(username);
        options.setPassword(password.toCharArray());
        options.setCleanSession(false);
        client.connect(options).waitForCompletion(WAIT_MILLIS);
    }

    /** In the application's place: it acknowledges when the test says so. */
    private final class Reader implements MqttCallback, AutoCloseable {

        private final Map<String, MqttMessage> unacknowledged = new ConcurrentHashMap<>();
        private final MqttAsyncClient client;

        private Reader() throws MqttException {
            client = client(server.username());
            client.setManualAcks(true);
            client.setCallback(this);
            connect(client, server.username(), server.password());
            client.subscribe("iotflow/devices/+/telemetry/#", 1).waitForCompletion(WAIT_MILLIS);
        }

        private void acknowledge(String text) throws MqttException {
            MqttMessage message = unacknowledged.remove(text);
            client.messageArrivedComplete(message.getId(), message.getQos());
        }

        @Override
        public void messageArrived(String topic, MqttMessage message) {
            unacknowledged.put(new String(message.getPayload(), StandardCharsets.US_ASCII), message);
        }

        @Override
        public void connectionLost(Throwable cause) {
            // The test sees it.
        }

        @Override
        public void deliveryComplete(IMqttDeliveryToken token) {
            // It sends nothing.
        }

        @Override
        public void close() throws MqttException {
            client.setCallback(null);
            client.disconnectForcibly(0, 1_000, false);
            client.close(true);
        }
    }
}
