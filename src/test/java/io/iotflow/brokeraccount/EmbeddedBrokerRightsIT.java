package io.iotflow.brokeraccount;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Client;
import io.iotflow.stack.Connection;
import io.iotflow.stack.Deployments;
import io.iotflow.stack.TestDevice;
import io.iotflow.stack.TestStack;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The quickstart's broker follows the registry: who may no longer be there is put out at once. */
@ExtendWith(ArquillianExtension.class)
class EmbeddedBrokerRightsIT {

    private static final Duration AT_ONCE = Duration.ofSeconds(5);

    @ArquillianResource
    private URI base;

    private Client admin;
    private TestDevice device;

    @Deployment(testable = false)
    static WebArchive war() {
        return Deployments.war();
    }

    @BeforeEach
    void register() {
        admin = Client.admin(base);
        device = admin.newDevice();
    }

    @Test
    void endsTheSessionOfARevokedDeviceAndRefusesIt() throws MqttException {
        try (Connection session = connect(device.key())) {
            admin.delete("/api/v1/admin/devices/" + device.id() + "/keys");

            await().atMost(AT_ONCE).until(() -> !session.isConnected());
        }
        assertThrows(MqttException.class, () -> connect(device.key()));
    }

    @Test
    void endsTheSessionOfAnInactiveDeviceAndTakesItBackWhenItIsActive() throws MqttException {
        try (Connection session = connect(device.key())) {
            admin.put("/api/v1/admin/devices/" + device.id(), "{\"status\":\"inactive\"}");

            await().atMost(AT_ONCE).until(() -> !session.isConnected());
            assertThrows(MqttException.class, () -> connect(device.key()));
        }
        admin.put("/api/v1/admin/devices/" + device.id(), "{\"status\":\"active\"}");
        connect(device.key()).close();
    }

    @Test
    void takesTheNewKeyAndNoLongerTheOldOneAfterARotationWithoutOverlap() throws MqttException {
        String fresh = admin.post("/api/v1/admin/devices/" + device.id() + "/keys/rotate", "{\"overlap_seconds\":0}")
                .json()
                .getString("api_key");

        assertThrows(MqttException.class, () -> connect(device.key()));
        connect(fresh).close();
    }

    @Test
    void endsTheSessionOfADeletedDevice() throws MqttException {
        try (Connection session = connect(device.key())) {
            assertEquals(
                    200, admin.delete("/api/v1/admin/devices/" + device.id()).status());

            await().atMost(AT_ONCE).until(() -> !session.isConnected());
        }
        assertThrows(MqttException.class, () -> connect(device.key()));
    }

    @Test
    void letsAMemberReadItsFleetsCommandsAndNoOthers() throws MqttException {
        String group = "fleet-" + UUID.randomUUID().toString().substring(0, 8);
        admin.post("/api/v1/admin/groups", "{\"group_id\":\"" + group + "\"}");
        admin.put("/api/v1/admin/groups/" + group + "/devices/" + device.id(), "");

        TestDevice other = admin.newDevice();
        try (Connection member = connect(device.key());
                Connection stranger =
                        Connection.open(TestStack.mqttPort(), other.id(), other.key(), "client-" + UUID.randomUUID())) {
            assertTrue(member.subscribes("iotflow/fleet/commands/" + group));
            assertFalse(stranger.subscribes("iotflow/fleet/commands/" + group));
            assertFalse(stranger.subscribes("iotflow/fleet/commands/+"));
            assertFalse(stranger.subscribes("iotflow/#"));
            assertFalse(stranger.subscribes("iotflow/devices/" + device.id() + "/commands/#"));
        }
    }

    private Connection connect(String key) throws MqttException {
        return Connection.open(TestStack.mqttPort(), device.id(), key, "client-" + UUID.randomUUID());
    }
}
