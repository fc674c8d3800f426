package io.iotflow.presence;

import static io.iotflow.stack.Waiting.soon;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Client;
import io.iotflow.stack.Deployed;
import io.iotflow.stack.OnPostgresql;
import io.iotflow.stack.Quarantined;
import io.iotflow.stack.Reply;
import io.iotflow.stack.TestDevice;
import io.iotflow.stack.TestStack;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.net.SocketFactory;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is online, as a device and an operator see it. */
@Deployed(OnPostgresql.class)
class PresenceIT {

    private static final String STATUS = "/api/v1/devices/status";
    private static final String HEARTBEAT = "/api/v1/devices/heartbeat";

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
    void knowsADeviceThatNeverSentAnything() {
        JsonObject status = status();

        assertEquals(device.id(), status.getString("device_id"));
        assertEquals("environmental", status.getString("device_type"));
        assertEquals(0, status.getInt("telemetry_count"));
        assertTrue(status.isNull("last_seen"));
        assertFalse(isOnline());
        assertFalse(status.containsKey("api_key"));
    }

    @Test
    void isOnlineAsSoonAsItsTelemetryIsAcknowledged() {
        Instant before = Instant.now().minusSeconds(1);
        assertEquals(
                201,
                device.http()
                        .post("/api/v1/devices/telemetry", "{\"data\":{\"v\":1}}")
                        .status());

        assertTrue(isOnline());
        assertTrue(lastSeen().isAfter(before));
        assertEquals(1, status().getInt("telemetry_count"));
    }

    @Test
    void takesWhatDevicesOfThePrototypePublishElsewhere() throws MqttException {
        List<String> topics = List.of(
                "iotflow/status/devices/%s/heartbeat", "iotflow/devices/%s/config", "iotflow/discovery/register/%s");
        try (MqttClient mqtt = device.connect()) {
            for (String topic : topics) {
                mqtt.publish(topic.formatted(device.id()), "{}".getBytes(), 1, false);
            }
            soon().until(() -> statuses() == 3 && isOnline());
            mqtt.publish("iotflow/lwt/devices/" + device.id(), "{}".getBytes(), 1, true);
            mqtt.disconnect();
        }

        soon().until(() -> statuses() == 4 && !isOnline());
        assertEquals(0, status().getInt("telemetry_count"));
        admin.post(
                "/api/v1/mqtt/publish",
                "{\"topic\":\"iotflow/lwt/devices/%s\",\"payload\":\"\",\"retain\":true}".formatted(device.id()));
    }

    private int statuses() {
        return device.http().get("/api/v1/devices/telemetry?type=status").json().getInt("count");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"uptime\":5}"})
    void isOnlineAfterAHeartbeatOverHttp(String body) {
        Reply reply = device.http().post(HEARTBEAT, body);

        assertEquals(200, reply.status(), reply.text());
        assertEquals(device.id(), reply.json().getString("device_id"));
        assertEquals("online", reply.json().getString("status"));
        assertTrue(isOnline());
        assertEquals("heartbeat", statusFields().get("status"));
        assertEquals(
                reply.json().getString("timestamp"), points().getJsonObject(0).getString("time"));
    }

    @Test
    void refusesAHeartbeatThatIsNoJsonObject() {
        assertEquals(400, device.http().post(HEARTBEAT, "[1]").status());
        assertEquals(400, device.http().post(HEARTBEAT, "{").status());
        assertFalse(isOnline());
    }

    @Test
    void answersOnlyTheDeviceItself() {
        for (Client other : new Client[] {admin.withKey(null), admin.withKey("wrong")}) {
            assertEquals(401, other.get(STATUS).status());
            assertEquals(401, other.post(HEARTBEAT, "{}").status());
        }
        assertEquals(403, admin.get(STATUS).status());
        assertEquals(403, admin.post(HEARTBEAT, "{}").status());
    }

    @Test
    void isOfflineWhenItSaysSoAndOnlineWhenItIsBack() {
        device.publish("status/online", "");
        soon().until(this::isOnline);
        Instant seen = lastSeen();

        device.publish("status/offline", "{\"reason\":\"battery\"}");
        soon().until(() -> !isOnline());
        assertTrue(lastSeen().isAfter(seen));
        assertEquals("battery", statusFields().get("reason"));

        device.publish("telemetry/temperature", "21");
        soon().until(this::isOnline);
    }

    @Test
    void isOfflineWhenItsConnectionDiesAndTheBrokerSendsItsLastWill() throws MqttException, IOException {
        Sockets sockets = new Sockets();
        MqttClient mqtt = connectWithWill(sockets);
        mqtt.publish(topic("status/online"), new byte[0], 1, false);
        soon().until(this::isOnline);

        sockets.newest.close(); // no DISCONNECT was sent

        soon().until(() -> !isOnline());
        assertEquals("gone", statusFields().get("message"));
        mqtt.close(true);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' |",
                "up and running | message=up and running",
                "\"quoted\" | message=quoted",
                "{broken | message={broken",
                "[1,2] | message=[1,2]",
                "true | message=true",
                "42.5 | value=42.5",
                "{\"uptime\":5,\"ok\":true} | uptime=5",
                "{\"time\":1,\"uptime\":6,\"timestamp\":\"yesterday\"} | uptime=6",
                "{\"nested\":{\"a\":1},\"none\":null,\"uptime\":7} | uptime=7"
            })
    void takesAStatusOfEveryShape(String payload, String field) {
        device.publish("status/custom", payload);

        soon().until(() -> device.http()
                        .get("/api/v1/devices/telemetry?type=status")
                        .json()
                        .getInt("count")
                == 1);
        assertEquals(0, status().getInt("telemetry_count"));
        Map<String, String> fields = statusFields();
        assertEquals("custom", fields.get("status"));
        if (field != null) {
            String[] expected = field.split("=", 2);
            assertEquals(expected[1], fields.get(expected[0]));
        }
        assertTrue(isOnline());
        assertNull(Quarantined.of(device.id()));
    }

    @Test
    void quarantinesAStatusThatCannotBeStoredAndATopicThatIsNone() {
        device.publish("status/online", new byte[] {(byte) 0xC3, 0x28});
        assertEquals("bad_json", quarantined(device).reason());

        TestDevice other = admin.newDevice();
        other.publish("status/a/b", "");
        assertEquals("bad_topic", quarantined(other).reason());
    }

    @Test
    void goesByTheTimeOfArrivalAndNotByTheDevicesClock() {
        Instant before = Instant.now().minusSeconds(1);
        device.publish("status/online", "{\"timestamp\":\"2020-01-01T00:00:00Z\"}");

        soon().until(this::isOnline);
        assertTrue(lastSeen().isAfter(before));
        assertEquals("2020-01-01T00:00:00Z", points().getJsonObject(0).getString("time"));
    }

    @Test
    void writesWhatItKnowsWithinSeconds() {
        for (int i = 0; i < 3; i++) {
            device.http().post(HEARTBEAT, "{}");
        }

        Instant known = lastSeen();
        soon().until(() -> known.equals(written()));
    }

    @Test
    void showsItToOperatorsToo() {
        device.http().post(HEARTBEAT, "{}");

        JsonObject listed = admin.get("/api/v1/admin/devices?search=" + device.id())
                .json()
                .getJsonArray("devices")
                .getJsonObject(0);
        assertTrue(listed.getBoolean("is_online"));
        assertEquals(lastSeen(), Instant.parse(listed.getString("last_seen")));
    }

    @Test
    void countsWhoIsOnline() {
        device.http().post(HEARTBEAT, "{}");

        await().atMost(Duration.ofSeconds(30)).until(() -> metric("iotflow_devices_online") >= 1);
        soon().until(() -> metric("iotflow_presence_pending") == 0);
    }

    private JsonObject status() {
        Reply reply = device.http().get(STATUS);
        assertEquals(200, reply.status(), reply.text());
        assertEquals("success", reply.json().getString("status"));
        return reply.json().getJsonObject("device");
    }

    private boolean isOnline() {
        return status().getBoolean("is_online");
    }

    private Instant lastSeen() {
        return Instant.parse(status().getString("last_seen"));
    }

    private jakarta.json.JsonArray points() {
        return device.http()
                .get(device.data("?start=2000-01-01T00:00:00Z&measurement=status"))
                .json()
                .getJsonArray("data_points");
    }

    /** Of the newest status message, by name. */
    private Map<String, String> statusFields() {
        return points().getValuesAs(JsonObject.class).stream()
                .collect(Collectors.toMap(
                        it -> it.getString("field"),
                        it -> it.get("value")
                                .toString()
                                .replaceAll("^\"|\"$", "")
                                .replaceAll("\\.0$", ""),
                        (older, newer) -> newer));
    }

    private static Quarantined quarantined(TestDevice device) {
        return soon().until(() -> Quarantined.of(device.id()), it -> it != null);
    }

    private Instant written() throws SQLException {
        try (Connection connection = TestStack.database().getConnection();
                PreparedStatement query = connection.prepareStatement(
                        "SELECT last_seen FROM presence JOIN device ON device.id = presence.device WHERE device_id = ?")) {
            query.setString(1, device.id());
            ResultSet row = query.executeQuery();
            return row.next() ? row.getObject(1, OffsetDateTime.class).toInstant() : null;
        }
    }

    private double metric(String name) {
        return admin.withKey(null)
                .get("/metrics")
                .text()
                .lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElse(-1);
    }

    private String topic(String subtopic) {
        return "iotflow/devices/" + device.id() + "/" + subtopic;
    }

    private MqttClient connectWithWill(SocketFactory sockets) throws MqttException {
        MqttClient mqtt = new MqttClient(
                "tcp://127.0.0.1:" + TestStack.mqttPort(), "client-" + device.id(), new MemoryPersistence());
        MqttConnectOptions options = new MqttConnectOptions();
        options.setUserName(device.id());
        options.setPassword(device.key().toCharArray());
        options.setSocketFactory(sockets);
        options.setWill(topic("status/offline"), "gone".getBytes(StandardCharsets.UTF_8), 1, false);
        mqtt.setTimeToWait(10_000);
        mqtt.connect(options);
        return mqtt;
    }

    /** Makes sockets, and knows the newest, so that a test can close it behind its client's back. */
    private static final class Sockets extends SocketFactory {

        private Socket newest;

        @Override
        public Socket createSocket() {
            newest = new Socket();
            return newest;
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
            throw new UnsupportedOperationException();
        }
    }
}
