package io.iotflow.device;

import static io.iotflow.stack.Waiting.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Client;
import io.iotflow.stack.Connection;
import io.iotflow.stack.Deployed;
import io.iotflow.stack.OnPostgresql;
import io.iotflow.stack.Reply;
import io.iotflow.stack.TestDevice;
import io.iotflow.stack.TestStack;
import java.net.URI;
import java.util.UUID;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A device of the prototype that knows nothing but its MQTT password goes on with it. */
@Deployed(OnPostgresql.class)
class FormerPasswordIT {

    private static final String HASH = FormerPasswordTest.PBKDF2;
    private static final String PASSWORD = "pw1";

    @ArquillianResource
    private URI base;

    private Client admin;
    private final String id = "sensor-" + UUID.randomUUID();

    @BeforeEach
    void operator() {
        admin = Client.admin(base);
    }

    @Test
    void anMqttOnlyDeviceKeepsItsShortPasswordUntilItsKeysAreRotated() throws MqttException {
        Reply checked = send(id, HASH, "?check=true");
        assertEquals(200, checked.status(), checked.text());
        assertEquals(404, admin.get("/api/v1/admin/devices/" + id).status());

        Reply imported = send(id, HASH, "");
        assertEquals(201, imported.status(), imported.text());
        assertFalse(imported.text().contains("$7$"), "a hash is not told");
        assertEquals(200, send(id, HASH, "").status(), "it is here already");
        try (Connection device = connect(id, PASSWORD)) {
            assertTrue(device.publishes("iotflow/devices/" + id + "/telemetry/sensors", "{\"temperature\": 21.5}"));
            soon().until(() -> admin.get("/api/v1/admin/devices/" + id).text().contains("\"telemetry_count\":1"));
        }
        assertEquals(401, admin.withKey(PASSWORD).get("/api/v1/devices/status").status(), "it is no key for HTTP");
        assertEquals(401, admin.withKey(HASH).get("/api/v1/devices/status").status());
        assertThrows(MqttException.class, () -> connect(id, "pw2"));
        assertThrows(MqttException.class, () -> connect(id, HASH));
        assertTrue(mayConnect(id, PASSWORD));
        assertFalse(mayConnect(id, "pw2"));
        assertFalse(mayConnect("nobody-" + id, PASSWORD));

        Reply rotated = admin.post("/api/v1/admin/devices/" + id + "/keys/rotate", "{\"overlap_seconds\": 0}");
        assertEquals(200, rotated.status(), rotated.text());
        assertThrows(MqttException.class, () -> connect(id, PASSWORD));
        soon().until(() -> !mayConnect(id, PASSWORD));
        connect(id, rotated.json().getString("api_key")).close();
        admin.delete("/api/v1/admin/devices/" + id);
    }

    @Test
    void aDeviceThatIsHereGetsItsPasswordBesideItsKeyAndLosesBothWhenTheyAreRevoked() throws MqttException {
        TestDevice device = admin.newDevice(id, null);
        Reply given = send(id, HASH.replace("5gw1", "5gw2"), "");
        assertEquals(201, given.status(), given.text());
        assertThrows(MqttException.class, () -> connect(id, PASSWORD), "of another hash");

        assertEquals(201, send(id, HASH, "").status());
        connect(id, PASSWORD).close();
        connect(id, device.key()).close();
        assertEquals(200, device.http().get("/api/v1/devices/status").status());
        assertEquals(
                2,
                admin.get("/api/v1/admin/devices/" + id + "/keys")
                        .json()
                        .getJsonArray("keys")
                        .size(),
                "one password takes the place of another");

        admin.delete("/api/v1/admin/devices/" + id + "/keys");
        assertThrows(MqttException.class, () -> connect(id, PASSWORD));
        admin.delete("/api/v1/admin/devices/" + id);
    }

    @Test
    void refusesWhatIsNoHash() {
        Reply reply = send(id, "pw1", "");

        assertEquals(400, reply.status());
        assertTrue(reply.text().contains("mqtt_password_hash"), reply.text());
    }

    private boolean mayConnect(String user, String password) {
        return admin.withKey(brokerKey())
                        .post(
                                "/api/v1/broker/auth",
                                "{\"username\":\"" + user + "\",\"password\":\"" + password + "\"}")
                        .status()
                == 200;
    }

    private String brokerKey() {
        return admin.post("/api/v1/admin/keys", "{\"name\":\"broker " + UUID.randomUUID() + "\",\"role\":\"broker\"}")
                .json()
                .getJsonObject("key")
                .getString("api_key");
    }

    private Reply send(String deviceId, String hash, String query) {
        return admin.post(
                "/api/v1/admin/import/devices" + query,
                "{\"device_id\":\"%1$s\",\"name\":\"%1$s (MQTT)\",\"device_type\":\"mqtt\",\"mqtt_password_hash\":\"%2$s\"}"
                        .formatted(deviceId, hash));
    }

    private static Connection connect(String user, String password) throws MqttException {
        return Connection.open(TestStack.mqttPort(), user, password, user);
    }
}
