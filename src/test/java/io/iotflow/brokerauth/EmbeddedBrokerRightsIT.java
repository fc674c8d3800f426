package io.iotflow.brokerauth;

import static io.iotflow.stack.Waiting.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Attempts;
import io.iotflow.stack.Client;
import io.iotflow.stack.Connection;
import io.iotflow.stack.Deployed;
import io.iotflow.stack.OnPostgresql;
import io.iotflow.stack.TestDevice;
import io.iotflow.stack.TestStack;
import io.iotflow.tools.quickstart.EmbeddedBroker;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The quickstart's broker follows the registry: who may no longer be there is put out at once. */
@Deployed(OnPostgresql.class)
class EmbeddedBrokerRightsIT {

    @ArquillianResource
    private URI base;

    private Client admin;
    private TestDevice device;

    @BeforeEach
    void register() {
        admin = Client.admin(base);
        device = admin.newDevice();
    }

    @Test
    void endsTheSessionOfARevokedDeviceAndRefusesIt() throws MqttException {
        try (Connection session = connect(device.key())) {
            admin.delete("/api/v1/admin/devices/" + device.id() + "/keys");

            soon().until(() -> !session.isConnected());
        }
        assertThrows(MqttException.class, () -> connect(device.key()));
    }

    @Test
    void endsTheSessionOfAnInactiveDeviceAndTakesItBackWhenItIsActive() throws MqttException {
        try (Connection session = connect(device.key())) {
            admin.put("/api/v1/admin/devices/" + device.id(), "{\"status\":\"inactive\"}");

            soon().until(() -> !session.isConnected());
            assertThrows(MqttException.class, () -> connect(device.key()));
        }
        admin.put("/api/v1/admin/devices/" + device.id(), "{\"status\":\"active\"}");
        connect(device.key()).close();
    }

    @Test
    void takesTheNewKeyAndNoLongerTheOldOneAfterARotationWithoutOverlap() throws MqttException {
        String fresh = rotate(0);

        assertThrows(MqttException.class, () -> connect(device.key()));
        connect(fresh).close();
    }

    @Test
    void endsTheSessionOfADeletedDevice() throws MqttException {
        try (Connection session = connect(device.key())) {
            assertEquals(
                    200, admin.delete("/api/v1/admin/devices/" + device.id()).status());

            soon().until(() -> !session.isConnected());
        }
        assertThrows(MqttException.class, () -> connect(device.key()));
    }

    @Test
    void endsTheSessionOfAnExpiredKeyAndRefusesItFromThenOn() throws MqttException {
        String fresh = rotate(3);
        try (Connection old = connect(device.key());
                Connection renewed = connect(fresh)) {
            soon().until(() -> !old.isConnected());
            assertTrue(renewed.isConnected());
        }
        assertThrows(MqttException.class, () -> connect(device.key()));
    }

    @Test
    void aSessionThatIsOlderThanTheRotationEndsWithItsKey() throws MqttException {
        try (Connection old = connect(device.key())) {
            rotate(3);
            soon().until(() -> !old.isConnected());
        }
        assertThrows(MqttException.class, () -> connect(device.key()));
    }

    @Test
    void letsAMemberReadItsFleetsCommandsAndNoOthers() throws MqttException {
        String group = fleet();
        TestDevice other = admin.newDevice();
        try (Connection member = connect(device.key());
                Connection stranger = open(other, "client-" + UUID.randomUUID())) {
            assertTrue(member.subscribes("iotflow/fleet/commands/" + group));
            assertFalse(stranger.subscribes("iotflow/fleet/commands/" + group));
        }
    }

    @Test
    void aKeptSessionIsSentNoMoreCommandsOfAFleetThatItsDeviceHasLeft() throws MqttException {
        String group = fleet();
        String kept = "client-" + UUID.randomUUID();
        try (Connection member = open(device, kept)) {
            assertTrue(member.subscribes("iotflow/fleet/commands/" + group));
            assertTrue(member.subscribes("iotflow/devices/" + device.id() + "/commands/#"));
            publish("fleet/commands/" + group, "while a member");
            soon().until(() -> !member.received().isEmpty());
            admin.delete("/api/v1/admin/groups/" + group + "/devices/" + device.id());
            soon().until(() -> !member.isConnected());
        }
        publish("fleet/commands/" + group, "while away");
        try (Connection left = open(device, kept)) {
            publish("fleet/commands/" + group, "while there");
            publish("devices/" + device.id() + "/commands/config", "own");

            String own = "iotflow/devices/" + device.id() + "/commands/config own";
            soon().until(() -> left.received().contains(own));
            assertEquals(List.of(own), List.copyOf(left.received()));
        }
    }

    @Test
    void aNewDeviceInheritsNothingOfAFormerOneWithItsName() throws MqttException {
        String kept = "client-" + UUID.randomUUID();
        leaveASessionBehind(TestStack.mqttPort(), kept);
        publish("devices/" + device.id() + "/commands/config", "for the former one");
        TestDevice successor = registerAgain();
        publish("devices/" + device.id() + "/commands/config", "for nobody yet");

        assertInheritsNothing(successor, TestStack.mqttPort(), kept);
    }

    @Test
    void aNewDeviceInheritsNothingOfAFormerOneThatWasDeletedWhileTheBrokerWasAway(@TempDir Path folder)
            throws MqttException {
        String kept = "client-" + UUID.randomUUID();
        try (EmbeddedBroker broker = TestStack.startBroker(folder, 0)) {
            leaveASessionBehind(broker.port(), kept);
        }
        TestDevice successor = registerAgain();
        try (EmbeddedBroker broker = TestStack.startBroker(folder, 0)) {
            assertInheritsNothing(successor, broker.port(), kept);
        }
    }

    @Test
    void aStrangersTopicsCannotBeSubscribedToWithAnyWildcard() throws MqttException {
        TestDevice stranger = admin.newDevice();
        try (Connection mine = connect(device.key())) {
            for (String filter : Attempts.subscribing(device.id(), stranger.id())) {
                assertFalse(mine.subscribes(filter), filter);
            }
            for (String filter : Attempts.allowed(device.id())) {
                assertTrue(mine.subscribes(filter), filter);
            }
        }
    }

    @Test
    void aStrangersTopicsReachNobody() throws MqttException {
        TestDevice stranger = admin.newDevice();
        String mark = UUID.randomUUID().toString();
        try (Connection observer = TestStack.connectAsServer()) {
            assertTrue(observer.subscribes("iotflow/#"));
            for (String topic : Attempts.publishing(device.id(), stranger.id())) {
                try (Connection mine = connect(device.key())) { // HiveMQ ends the connection of who tries
                    mine.publishes(topic, mark);
                }
            }
            String own = "iotflow/devices/" + device.id() + "/status/online";
            try (Connection mine = connect(device.key())) {
                assertTrue(mine.publishes(own, mark));
            }
            soon().until(() -> observer.received().contains(own + " " + mark));
            assertEquals(
                    List.of(own + " " + mark),
                    observer.received().stream().filter(it -> it.endsWith(mark)).toList());
        }
    }

    private void leaveASessionBehind(int port, String clientId) throws MqttException {
        try (Connection legacy = Connection.open(port, device.id(), device.key(), clientId, false)) {
            assertTrue(legacy.subscribes("iotflow/devices/" + device.id() + "/commands/#"));
        }
    }

    private TestDevice registerAgain() {
        assertEquals(200, admin.delete("/api/v1/admin/devices/" + device.id()).status());
        return admin.newDevice(device.id(), null);
    }

    /** Nothing waits, and nothing is subscribed to. */
    private static void assertInheritsNothing(TestDevice successor, int port, String clientId) throws MqttException {
        try (Connection mine = Connection.open(port, successor.id(), successor.key(), clientId, false)) {
            TestStack.publishAsServer(port, "iotflow/devices/" + successor.id() + "/commands/early", new byte[0]);
            assertTrue(mine.subscribes("iotflow/devices/" + successor.id() + "/commands/#"));
            TestStack.publishAsServer(port, "iotflow/devices/" + successor.id() + "/commands/late", new byte[0]);

            String late = "iotflow/devices/" + successor.id() + "/commands/late ";
            soon().until(() -> mine.received().contains(late));
            assertEquals(List.of(late), List.copyOf(mine.received()));
        }
    }

    /** A new fleet with the device in it. */
    private String fleet() {
        String group = "fleet-" + UUID.randomUUID().toString().substring(0, 8);
        admin.post("/api/v1/admin/groups", "{\"group_id\":\"" + group + "\"}");
        admin.put("/api/v1/admin/groups/" + group + "/devices/" + device.id(), "");
        return group;
    }

    /** The new key; the old one is good for some seconds. */
    private String rotate(int overlapSeconds) {
        return admin.post(
                        "/api/v1/admin/devices/" + device.id() + "/keys/rotate",
                        "{\"overlap_seconds\":" + overlapSeconds + "}")
                .json()
                .getString("api_key");
    }

    private static void publish(String subtopic, String payload) {
        TestStack.publishAsServer("iotflow/" + subtopic, payload.getBytes(StandardCharsets.UTF_8));
    }

    /** Connects to a session that is kept. */
    private static Connection open(TestDevice device, String clientId) throws MqttException {
        return Connection.open(TestStack.mqttPort(), device.id(), device.key(), clientId, false);
    }

    private Connection connect(String key) throws MqttException {
        return Connection.open(TestStack.mqttPort(), device.id(), key, "client-" + UUID.randomUUID());
    }
}
