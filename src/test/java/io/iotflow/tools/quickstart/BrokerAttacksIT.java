package io.iotflow.tools.quickstart;

import static io.iotflow.stack.Waiting.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Alone;
import io.iotflow.stack.Connection;
import io.iotflow.stack.FullSuite;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One device, or a stranger, against the embedded broker: bounded, on loopback, and over after seconds. */
@Alone
@FullSuite
class BrokerAttacksIT {

    private static final Duration FLOOD = Duration.ofSeconds(6);
    private static final BrokerLimits LIMITS = new BrokerLimits(100, 2_000, 512, 4, 3, 5);

    @TempDir
    private static Path folder;

    private static final Registry REGISTRY = new Registry();
    private static final ServerAccount SERVER = ServerAccount.random();
    private static EmbeddedBroker broker;

    @BeforeAll
    static void start() {
        REGISTRY.add("honest", 1);
        REGISTRY.add("flooder", 2);
        REGISTRY.add("retainer", 3);
        broker = EmbeddedBroker.start(
                new BrokerConfiguration(folder, Ports.LOOPBACK, Ports.choose(Ports.LOOPBACK, 0), Optional.empty()),
                REGISTRY,
                SERVER,
                LIMITS);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void aFloodOfOneDeviceDelaysNobodyElse() throws Exception {
        List<Long> micros = new ArrayList<>();
        long sent;
        try (Socket honest = MqttFlood.connect(Ports.LOOPBACK, broker.port(), "honest", "secret", "honest");
                MqttFlood flood = MqttFlood.start(broker.port(), "flooder", "secret", 3)) {
            Instant end = Instant.now().plus(FLOOD);
            while (Instant.now().isBefore(end)) {
                long begin = System.nanoTime();
                MqttFlood.publish(honest, "iotflow/devices/honest/telemetry/m");
                micros.add((System.nanoTime() - begin) / 1_000);
            }
            connect("honest", "honest/x").close();
            sent = flood.acknowledged();
        }
        Collections.sort(micros);
        long p99 = micros.get((int) (micros.size() * 0.99));
        Runtime memory = Runtime.getRuntime();
        System.out.printf(
                "flood: %d acknowledged; honest device: %d messages, PUBACK p50 %d us, p99 %d us; heap %d MB%n",
                sent,
                micros.size(),
                micros.get(micros.size() / 2),
                p99,
                memory.totalMemory() - memory.freeMemory() >> 20);
        assertTrue(p99 < 1_000_000, "PUBACK p99 " + p99 + " us");
        // The burst, what comes in since, and what was read when the limit was met.
        assertTrue(sent <= 2_000 + 100 * (FLOOD.toSeconds() + 5) + 3 * 6_000, sent + " acknowledged");
    }

    @Test
    void aDeviceHasSoManySessions() throws MqttException {
        List<Connection> open = new ArrayList<>();
        for (int i = 0; i < LIMITS.sessions(); i++) {
            open.add(connect("flooder", "flooder/" + i));
        }
        assertThrows(MqttException.class, () -> connect("flooder", "flooder/more"));
        connect("honest", "honest").close();
        open.forEach(Connection::close);
    }

    @Test
    void aClientIdIsTheDevicesThatItNames() throws MqttException {
        assertThrows(MqttException.class, () -> connect("flooder", "honest"));
        assertThrows(MqttException.class, () -> connect("flooder", "honest/x"));
        connect("honest", "honest").close();
        connect("flooder", "mosq-4711").close();
    }

    @Test
    void anAddressThatTriesKeysIsStopped() throws IOException {
        String address = "127.0.0.9";
        MqttFlood.connect(address, broker.port(), "honest", "secret", "honest/9")
                .close();
        IntStream.range(0, LIMITS.wrongLogins())
                .forEach(i -> assertThrows(
                        IOException.class,
                        () -> MqttFlood.connect(address, broker.port(), "flooder", "wrong", "x" + i)));
        // Even the right key is not looked at any more, but who was here is let in.
        assertThrows(
                IOException.class, () -> MqttFlood.connect(address, broker.port(), "flooder", "secret", "flooder/9"));
        MqttFlood.connect(address, broker.port(), "honest", "secret", "honest/9")
                .close();
    }

    @Test
    void retainedMessagesAreBoundedAndGoWithTheDevice() throws Exception {
        try (Connection device = connect("retainer", "retainer")) {
            for (int i = 0; i < 10; i++) {
                MqttFlood.retain(broker.port(), "retainer", "secret", "iotflow/devices/retainer/status/s" + i);
            }
            assertTrue(device.isConnected());
        }
        assertEquals(LIMITS.retained(), retained());
        REGISTRY.remove("retainer");
        soon().until(() -> retained() == 0);
    }

    /** What a new subscriber is sent. */
    private int retained() throws MqttException {
        try (Connection reader = Connection.open(broker.port(), SERVER.username(), SERVER.password(), "reader")) {
            assertTrue(reader.subscribes("iotflow/devices/+/status/#"));
            assertTrue(reader.subscribes("iotflow/end"));
            assertTrue(reader.publishes("iotflow/end", "x"));
            soon().until(() -> reader.received().contains("iotflow/end x"));
            return reader.received().size() - 1;
        }
    }

    private Connection connect(String device, String clientId) throws MqttException {
        return open(device, "secret", clientId);
    }

    private Connection open(String device, String key, String clientId) throws MqttException {
        return Connection.open(broker.port(), device, key, clientId);
    }
}
