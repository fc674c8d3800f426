package io.iotflow.journey;

import static io.iotflow.stack.Waiting.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Client;
import io.iotflow.stack.Deployed;
import io.iotflow.stack.OnPostgresql;
import io.iotflow.stack.Reply;
import io.iotflow.stack.TestDevice;
import io.iotflow.stack.TestStack;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The Python prototype's published MQTT clients, its test and its simulator, by the bytes that they send. */
@Deployed(OnPostgresql.class)
class PrototypeMqttClientsIT {

    @ArquillianResource
    private URI base;

    private Client admin;

    @BeforeEach
    void operator() {
        admin = Client.admin(base);
    }

    @Test
    void theMqttTestPublishesThoughItsSubscriptionsAreNotADevices() throws MqttException {
        TestDevice device = newDevice("sensor_001");
        try (MqttClient mqtt = connect(device, "iotflow_test_client")) {
            for (String filter : new String[] {
                "iotflow/devices/+/telemetry/+",
                "iotflow/devices/+/status/+",
                "iotflow/system/+",
                "iotflow/discovery/+/+"
            }) {
                subscribeOrBeRefused(mqtt, filter);
            }
            publish(
                    mqtt,
                    "iotflow/devices/" + device.id() + "/telemetry/sensors",
                    "{\"device_id\": \"%s\", \"temperature\": 23.5, \"humidity\": 65.2, \"timestamp\":"
                                    .formatted(device.id())
                            + " \"2026-11-28T20:46:02.004593\", \"test\": true}",
                    1,
                    false);
            publish(
                    mqtt,
                    "iotflow/devices/" + device.id() + "/status/online",
                    "{\"device_id\": \"%s\", \"status\": \"online\", \"timestamp\": \"2026-11-28T20:46:02.117214\"}"
                            .formatted(device.id()),
                    1,
                    true);
            soon().until(() -> count(device) == 1 && isOnline(device));
            mqtt.disconnect();
        }
        JsonArray points = ok(device.http().get(device.data("?start=2026-11-28&stop=2026-11-29&measurement=sensors")))
                .getJsonArray("data_points");
        assertEquals(3, points.size(), points.toString());
        delete(device);
    }

    @Test
    void theMqttSimulatorIsOnlineSendsItsReadingsAndGetsItsCommands() throws Exception {
        TestDevice device = newDevice("temp_sensor_001");
        BlockingQueue<String> commands = new ArrayBlockingQueue<>(100);
        try (MqttClient mqtt = connect(device, device.id() + "_1a2b3c4d")) {
            for (String type : new String[] {"config", "control"}) {
                mqtt.subscribe(
                        "iotflow/devices/" + device.id() + "/commands/" + type,
                        0,
                        (topic, message) -> commands.add(new String(message.getPayload(), StandardCharsets.UTF_8)));
            }
            publish(mqtt, "iotflow/devices/" + device.id() + "/status/online", state(device, "online"), 0, true);
            publish(
                    mqtt,
                    "iotflow/devices/" + device.id() + "/telemetry/sensors",
                    "{\"device_id\": \"%s\", \"device_type\": \"temperature\", \"timestamp\":".formatted(device.id())
                            + " \"2026-11-28T20:46:28.177332+00:00\", \"location\": {\"lat\": 39.74467419767672, \"lon\":"
                            + " -116.01595938856362, \"accuracy\": 7.847820740070065}, \"temperature\": 25.28, \"unit\":"
                            + " \"celsius\", \"battery_level\": 84.71923864433458, \"signal_strength\": -51.27}",
                    0,
                    false);
            soon().until(() -> count(device) == 1 && isOnline(device));
            Reply command = admin.post(
                    "/api/v1/mqtt/device/" + device.id() + "/command",
                    "{\"command_type\": \"config\", \"command\": {\"interval\": 6}, \"timestamp\": \"2026-11-28T20:46:14\"}");
            assertEquals(200, command.status(), command.text());
            JsonObject got = io.iotflow.platform.json.Json.readObject(commands.poll(20, TimeUnit.SECONDS));
            assertEquals(6, got.getJsonObject("command").getInt("interval"));
            assertEquals("iotflow_api", got.getString("source"));

            publish(mqtt, "iotflow/devices/" + device.id() + "/status/offline", state(device, "offline"), 0, true);
            soon().until(() -> !isOnline(device));
            mqtt.disconnect();
        }
        delete(device);
    }

    private static String state(TestDevice device, String state) {
        return "{\"device_id\": \"%s\", \"device_type\": \"temperature\", \"status\": \"%s\", \"timestamp\":"
                        .formatted(device.id(), state)
                + " \"2026-11-28T20:46:12.123456+00:00\", \"location\": {\"lat\": 39.7, \"lon\": -116.0, \"accuracy\": 7.8}}";
    }

    private TestDevice newDevice(String like) {
        return admin.newDevice(like + "_" + UUID.randomUUID().toString().substring(0, 8), null);
    }

    private static MqttClient connect(TestDevice device, String clientId) throws MqttException {
        MqttClient mqtt = new MqttClient("tcp://127.0.0.1:" + TestStack.mqttPort(), clientId, new MemoryPersistence());
        MqttConnectOptions options = new MqttConnectOptions();
        options.setUserName(device.id());
        options.setPassword(device.key().toCharArray());
        options.setKeepAliveInterval(60);
        mqtt.setTimeToWait(10_000);
        mqtt.connect(options);
        return mqtt;
    }

    private static void subscribeOrBeRefused(MqttClient mqtt, String filter) {
        try {
            mqtt.subscribe(filter, 1);
        } catch (MqttException refused) {
            assertTrue(mqtt.isConnected(), filter + ": " + refused);
        }
    }

    private static void publish(MqttClient mqtt, String topic, String payload, int qos, boolean retained)
            throws MqttException {
        mqtt.publish(topic, payload.getBytes(StandardCharsets.UTF_8), qos, retained);
    }

    private int count(TestDevice device) {
        return ok(device.http().get("/api/v1/devices/telemetry")).getInt("count");
    }

    private boolean isOnline(TestDevice device) {
        return ok(device.http().get("/api/v1/devices/status"))
                .getJsonObject("device")
                .getBoolean("is_online");
    }

    private static JsonObject ok(Reply reply) {
        assertEquals(200, reply.status(), reply.text());
        return reply.json();
    }

    private void delete(TestDevice device) {
        assertEquals(200, admin.delete("/api/v1/admin/devices/" + device.id()).status());
    }
}
