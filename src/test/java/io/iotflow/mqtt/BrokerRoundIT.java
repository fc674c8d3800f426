package io.iotflow.mqtt;

import static io.iotflow.stack.Waiting.soon;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.eclipse.microprofile.metrics.Tag;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Whether the broker passes messages on, as readiness is told. */
@FullSuite
class BrokerRoundIT {

    private static final ServerAccount ACCOUNT = ServerAccount.random();

    @TempDir
    private static Path folder;

    private static EmbeddedBroker broker;

    @RegisterExtension
    final TestTasks tasks = new TestTasks();

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private UnreliableNetwork network;
    private BrokerRound round;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start(folder, 0, new OneDevice(), ACCOUNT);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void connect() throws IOException {
        network = new UnreliableNetwork(broker.port());
    }

    @AfterEach
    void disconnect() throws IOException {
        round.stop(new ApplicationStopping());
        network.close();
    }

    @Test
    void aBrokerThatPassesNothingOnIsNotWellAndIsWellAgainWhenItDoes() throws IOException {
        start(ACCOUNT.username(), ACCOUNT.password());
        soon().until(() -> successes() > 0);
        assertTrue(round.isWell());

        network.swallow();
        now.set(now.get().plus(BrokerRound.TOLERATED));
        assertFalse(round.isWell());
        soon().until(() -> failures() > 0);
        assertFalse(round.isWell());

        network.recover();
        soon().until(round::isWell);
    }

    @Test
    void aNewConnectionHasTimeForItsFirstMessage() {
        start(ACCOUNT.username(), ACCOUNT.password());
        soon().until(() -> successes() > 0);
        network.swallow();
        now.set(now.get().plus(BrokerRound.TOLERATED));
        assertFalse(round.isWell());
        round.onConnected(new Connected());
        assertTrue(round.isWell());
    }

    @Test
    void anAccountWithoutTheRightIsNoReasonNotToBeReady() {
        start("d", "secret");
        soon().until(() -> failures() > 0);
        now.set(now.get().plus(BrokerRound.TOLERATED));
        assertTrue(round.isWell());
    }

    private void start(String username, String password) {
        round = new BrokerRound(
                new MqttSettings(new ShippedConfig(Map.of(
                        "mqtt.host", "127.0.0.1",
                        "mqtt.port", String.valueOf(network.port()),
                        "mqtt.client.id", username,
                        "mqtt.username", username,
                        "mqtt.password", password))),
                tasks.tasks(),
                now::get);
        round.start(new ApplicationReady());
    }

    private double successes() {
        return tasks.metrics().value("iotflow_task_last_success_timestamp_seconds", new Tag("task", "mqtt-round"));
    }

    private long failures() {
        return tasks.metrics().count("iotflow_task_failures", new Tag("task", "mqtt-round"));
    }

    private static final class OneDevice implements DeviceKeys {

        @Override
        public Optional<DeviceAccount> accountOf(String deviceId) {
            DeviceAccount.Key key = new DeviceAccount.Key(1, "secret"::equals, Instant.MAX);
            return Optional.of(new DeviceAccount(deviceId, 1, Instant.EPOCH, List.of(key), List.of(), List.of()));
        }

        @Override
        public void watch(Consumer<String> changed) {
            // Nothing changes.
        }

        @Override
        public void listens(String account, Instant at) {
            // Nobody asks.
        }
    }
}
