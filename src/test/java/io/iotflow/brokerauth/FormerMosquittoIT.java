package io.iotflow.brokerauth;

import static io.iotflow.stack.Waiting.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Application;
import io.iotflow.stack.Client;
import io.iotflow.stack.Connection;
import io.iotflow.stack.FormerMosquitto;
import io.iotflow.stack.FullSuite;
import io.iotflow.stack.TestDevice;
import io.iotflow.stack.TestStack;
import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.util.Map;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The gentlest way from the Python prototype: its Mosquitto stays as it is, with its password file and its rights by client
 * id, and the product takes the prototype's place there with the prototype's account.
 */
@FullSuite
class FormerMosquittoIT {

    private static final String SHORT = "pw1";
    private static final String SERVERS = "admin-of-the-prototype";

    @TempDir
    private static Path folder;

    private static FormerMosquitto mosquitto;
    private static Application application;
    private static Client admin;
    private static TestDevice sensor;

    @BeforeAll
    static void start() {
        mosquitto = FormerMosquitto.startIn(
                folder, Map.of(FormerMosquitto.SERVER, SERVERS, "sensor_001", SHORT, "gateway_001", "a-shared-one"));
        application = Application.start(TestStack.with(Map.of(
                "mqtt.port",
                String.valueOf(mosquitto.port()),
                "mqtt.username",
                FormerMosquitto.SERVER,
                "mqtt.password",
                SERVERS)));
        admin = Client.admin(application.uri());
        sensor = admin.newDevice("sensor_001", null);
    }

    @AfterAll
    static void stop() {
        if (application != null) {
            application.close();
        }
        if (mosquitto != null) {
            mosquitto.close();
        }
    }

    @Test
    void aDeviceKeepsItsPasswordHoweverShortItsClientIdAndItsTopics() throws MqttException {
        try (Connection device = connect("sensor_001", SHORT, "sensor_001")) {
            assertTrue(device.publishes("iotflow/devices/sensor_001/telemetry/sensors", "{\"temperature\": 22.5}"));
            assertTrue(device.publishes("iotflow/devices/sensor_001/status/online", "{\"status\": \"online\"}"));
            soon().until(() -> state().getBoolean("is_online") && state().getInt("telemetry_count") == 1);
            assertTrue(device.publishes("iotflow/lwt/devices/sensor_001", "{\"status\": \"offline\"}"));
            soon().until(() -> !state().getBoolean("is_online"));
        }
    }

    @Test
    void aCommandReachesItAndItsAnswerComesBack() throws MqttException {
        try (Connection device = connect("sensor_001", SHORT, "sensor_001")) {
            assertTrue(device.subscribes("iotflow/devices/sensor_001/commands/config"));
            assertEquals(
                    200,
                    admin.post(
                                    "/api/v1/mqtt/device/sensor_001/command",
                                    "{\"command_type\": \"config\", \"command\": {\"interval\": 5}, \"command_id\": \"c1\"}")
                            .status());
            soon().until(() -> device.received().stream().anyMatch(it -> it.contains("\"interval\":5")));
            device.publishes(
                    "iotflow/devices/sensor_001/status/command_response",
                    "{\"command_id\": \"c1\", \"status\": \"success\"}");
            soon().until(() -> admin.get("/api/v1/mqtt/device/sensor_001/command/c1")
                    .text()
                    .contains("\"acknowledged\""));
        }
    }

    @Test
    void theClientIdSaysWhoseTopicsTheyAreWhoeverLogsIn() throws MqttException {
        TestDevice other = admin.newDevice("by_client_id", null);
        try (Connection device = connect("gateway_001", "a-shared-one", other.id())) {
            device.publishes("iotflow/devices/sensor_001/telemetry/forged", "1");
            device.publishes("iotflow/devices/" + other.id() + "/telemetry/own", "1");
            soon().until(() ->
                    admin.get("/api/v1/admin/devices/" + other.id()).text().contains("\"telemetry_count\":1"));
            assertFalse(sensor.http().get("/api/v1/devices/telemetry").text().contains("forged"));
        }
        assertThrows(MqttException.class, () -> connect("sensor_001", "pw2", "sensor_001"));
    }

    private static Connection connect(String user, String password, String clientId) throws MqttException {
        return Connection.open(mosquitto.port(), user, password, clientId);
    }

    private static JsonObject state() {
        return sensor.http().get("/api/v1/devices/status").json().getJsonObject("device");
    }
}
