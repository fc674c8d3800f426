package io.iotflow.mqtt;

import static io.iotflow.stack.Waiting.soon;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.platform.task.ApplicationReady;
import io.iotflow.platform.task.ApplicationStopping;
import io.iotflow.stack.FullSuite;
import io.iotflow.stack.ShippedConfig;
import io.iotflow.stack.TestDatabase;
import io.iotflow.stack.TestTasks;
import io.iotflow.stack.UnreliableNetwork;
import io.iotflow.tools.bench.Mosquitto;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes share a subscription at Mosquitto, which goes on to put a share into the session of one that is gone. */
@FullSuite
class SessionTakeOverIT {

    private static final String TOPIC = "iotflow/devices/greenhouse-1/telemetry/climate";
    private static final int MESSAGES = 40;

    @TempDir
    private Path folder;

    private static Mosquitto broker;
    private static TestDatabase database;

    private final List<Node> nodes = new ArrayList<>();
    private Node first;
    private Node second;

    @BeforeAll
    static void start() {
        database = TestDatabase.create();
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    /** A broker for each case: it keeps the sessions of the case before. */
    @BeforeEach
    void startTwo() throws IOException {
        Optional<Path> program = Mosquitto.program();
        if (program.isEmpty()) {
            System.out.println("SKIPPED: Mosquitto is not installed: nodes that read the sessions of others");
        }
        Assumptions.assumeTrue(program.isPresent());
        broker = Mosquitto.start(program.get(), folder);
        database.sql().update("TRUNCATE node_session");
        first = node("first", "PT2S");
        second = node("second", "PT2S");
    }

    @AfterEach
    void end() {
        nodes.forEach(Node::stop);
        if (broker != null) {
            broker.close();
        }
    }

    @Test
    void takeWhatWaitsInTheSessionOfOneThatIsGone() throws Exception {
        first.reader = message -> {}; // what it has not acknowledged dies with it
        publish(0);
        soon().until(() -> !first.received.isEmpty());

        first.kill();
        publish(1);

        soon().until(() -> second.received.containsAll(messages(0, 1)));
        assertTrue(second.tasks.metrics().count("iotflow_mqtt_taken_over_messages") > 0);
    }

    @Test
    void letGoOfTheSessionWhenItsNodeIsBack() throws Exception {
        first.kill();
        publish(0);
        soon().until(() -> second.received.containsAll(messages(0)));

        Node back = node("first", "PT2S");
        soon().until(() -> second.held() == 0 && back.connection.isConnected());
        publish(1);

        soon().until(() -> {
            Set<String> all = new HashSet<>(back.received);
            all.addAll(second.received);
            return all.containsAll(messages(1)) && back.received.stream().anyMatch(it -> it.startsWith("1-"));
        });
    }

    @Test
    void doNotWaitForOneThatSaysThatItStops() throws Exception {
        nodes.forEach(Node::stop); // their sessions are taken over, too
        first = node("patient-first", "PT1H");
        second = node("patient-second", "PT1H");

        first.stop();
        publish(0);

        soon().until(() -> second.received.containsAll(messages(0)));
    }

    @Test
    void leaveTheSessionsOfThoseThatLive() throws Exception {
        publish(0);

        soon().until(() -> first.received.size() + second.received.size() == MESSAGES);
        assertFalse(first.received.isEmpty() || second.received.isEmpty());
        assertTrue(first.held() == 0 && second.held() == 0);
    }

    private Node node(String name, String after) throws IOException {
        Node node = new Node(name, after);
        nodes.add(node);
        node.connection.start(new ApplicationReady());
        node.takeOver.start(new ApplicationReady());
        soon().until(node.connection::isConnected);
        return node;
    }

    /** What a node has of all this, with threads and a way to the broker of its own. */
    private static final class Node implements Subscriber {

        private final TestTasks tasks = new TestTasks();
        private final List<String> received = new CopyOnWriteArrayList<>();
        private final UnreliableNetwork network = new UnreliableNetwork(broker.port());
        private final BrokerConnection connection;
        private final SessionTakeOver takeOver;
        private volatile Consumer<ReceivedMessage> reader = ReceivedMessage::acknowledge;
        private boolean isGone;

        Node(String clientId, String after) throws IOException {
            MqttSettings settings = settings(network.port(), clientId, after);
            NodeSessions table = new NodeSessions(database.sql());
            connection = new BrokerConnection(
                    settings,
                    () -> List.of(this),
                    () -> {},
                    () -> table.beat(clientId),
                    tasks.tasks(),
                    tasks.metrics().registry());
            takeOver = new SessionTakeOver(
                    settings, table, connection, tasks.tasks(), tasks.metrics().registry());
        }

        @Override
        public List<String> topicFilters() {
            return List.of("iotflow/devices/+/telemetry/#");
        }

        @Override
        public void receive(ReceivedMessage message) {
            received.add(new String(message.payload(), UTF_8));
            reader.accept(message);
        }

        double held() {
            return tasks.metrics().value("iotflow_mqtt_held_sessions");
        }

        /** As SIGKILL does: nothing is said to anybody. */
        void kill() throws IOException {
            isGone = true;
            network.close();
            tasks.afterEach(null);
        }

        void stop() {
            if (!isGone) {
                isGone = true;
                takeOver.stop(new ApplicationStopping());
                tasks.afterEach(null);
            }
        }
    }

    private static MqttSettings settings(int port, String clientId, String after) {
        return new MqttSettings(new ShippedConfig(Map.of(
                "mqtt.host",
                "127.0.0.1",
                "mqtt.port",
                String.valueOf(port),
                "mqtt.client.id",
                clientId,
                "mqtt.shared.subscription",
                "true",
                "mqtt.take.over.after",
                after)));
    }

    private static Set<String> messages(int... rounds) {
        return IntStream.of(rounds)
                .boxed()
                .flatMap(round -> IntStream.range(0, MESSAGES).mapToObj(it -> round + "-" + it))
                .collect(Collectors.toSet());
    }

    private static void publish(int round) throws MqttException {
        try (MqttClient sender =
                new MqttClient("tcp://127.0.0.1:" + broker.port(), "sender", new MemoryPersistence())) {
            sender.connect(settings(broker.port(), "sender", "PT2S").passingOptions());
            for (String payload : messages(round)) {
                sender.publish(TOPIC, payload.getBytes(UTF_8), 1, false);
            }
            sender.disconnect();
        }
    }
}
