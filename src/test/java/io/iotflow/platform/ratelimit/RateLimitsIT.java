package io.iotflow.platform.ratelimit;

import static io.iotflow.stack.Waiting.soon;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Application;
import io.iotflow.stack.Client;
import io.iotflow.stack.FreePorts;
import io.iotflow.stack.FullSuite;
import io.iotflow.stack.Operators;
import io.iotflow.stack.Quarantined;
import io.iotflow.stack.Reply;
import io.iotflow.stack.TestDevice;
import io.iotflow.stack.TestStack;
import io.iotflow.tools.quickstart.EmbeddedBroker;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** RateLimits that refill so slowly that a test sees only what was taken. */
@FullSuite // starts servers of its own
class RateLimitsIT {

    private static final String TELEMETRY = "/api/v1/devices/telemetry";
    private static final String BATCH = "/api/v1/influxdb/telemetry/batch";
    private static final String REGISTER = "/api/v1/devices/register";
    private static final String DEVICES = "/api/v1/admin/devices";
    private static final String READING = "{\"data\":{\"v\":1}}";

    private static final Map<String, String> SMALL = Map.of(
            "iotflow.registration", "open",
            "iotflow.trusted.proxies", "127.0.0.1",
            "iotflow.rate.telemetry", "20/PT1H",
            "iotflow.rate.questions", "100/PT1H",
            "iotflow.rate.registration", "3/PT1H",
            "iotflow.rate.wrong.keys", "4/PT1H");

    private static Application application;

    private Client admin;
    private TestDevice device;

    @BeforeAll
    static void start() {
        application = Application.start(TestStack.with(SMALL));
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @BeforeEach
    void register() {
        admin = Client.admin(application.uri());
        device = admin.newDevice();
    }

    @Test
    void notesOnceHoweverOftenADeviceIsOverItsLimit() {
        for (int i = 0; i < 30; i++) {
            device.http().post(TELEMETRY, READING);
        }

        JsonObject answer = device.http()
                .get("/api/v1/devices/" + device.id() + "/refusals")
                .json();

        assertEquals(1, answer.getInt("count"), answer.toString());
        JsonObject noted = answer.getJsonArray("refusals").getJsonObject(0);
        assertEquals("rate_limited", noted.getString("reason"));
        assertEquals(10, noted.getInt("times"));
    }

    @Test
    void tellsADeviceHowMuchItMaySend() {
        long before = Instant.now().getEpochSecond();
        device.http().post(TELEMETRY, READING);
        Reply second = device.http().post(TELEMETRY, READING);

        assertEquals(201, second.status());
        assertEquals("20", second.header("X-RateLimit-Limit"));
        assertEquals("18", second.header("X-RateLimit-Remaining"));
        long fullAt = Long.parseLong(second.header("X-RateLimit-Reset"));
        assertTrue(fullAt > before && fullAt <= Instant.now().getEpochSecond() + 361, "full at " + fullAt);
        assertEquals("", second.header("Retry-After"));
    }

    @Test
    void answers429WithRetryAfterAndStoresNothingMore() {
        TestDevice other = admin.newDevice();
        for (int i = 0; i < 20; i++) {
            assertEquals(201, device.http().post(TELEMETRY, READING).status());
        }

        Reply over = device.http().post(TELEMETRY, READING);
        assertLimited(over, 180);
        assertEquals("20", over.header("X-RateLimit-Limit"));
        assertEquals("0", over.header("X-RateLimit-Remaining"));
        assertTrue(
                over.json().getString("detail").startsWith("This device is over its limit of 20 messages in 3600 s;"),
                over.text());
        assertLimited(device.http().post("/api/v1/influxdb/telemetry", "{broken"), 180);
        assertEquals(20, stored(device));
        assertEquals(201, other.http().post(TELEMETRY, READING).status(), "another device");
    }

    @Test
    void aBatchCostsItsPoints() {
        Reply fifteen = device.http().post(BATCH, batch(15));
        assertEquals(201, fifteen.status(), fifteen.text());
        assertEquals("5", fifteen.header("X-RateLimit-Remaining"));

        Reply six = device.http().post(BATCH, batch(6));
        assertLimited(six, 361);
        assertEquals("4", six.header("X-RateLimit-Remaining"), "one for the request");
        assertEquals(201, device.http().post(BATCH, batch(4)).status());
        assertEquals(19, stored(device));
    }

    @Test
    void aDevicesQueriesAreLimitedApartFromItsOtherCalls() {
        Reply asked = device.http().get(device.data(""));

        assertEquals(200, asked.status());
        assertEquals("100", asked.header("X-RateLimit-Limit"));
        assertEquals("99", asked.header("X-RateLimit-Remaining"));
        assertEquals(
                "98",
                device.http()
                        .get("/api/v1/mqtt/device/" + device.id() + "/commands")
                        .header("X-RateLimit-Remaining"));
        assertEquals("20", device.http().post(TELEMETRY, READING).header("X-RateLimit-Limit"));
    }

    @Test
    void anAdminIsNotLimited() {
        Reply reply = admin.post(BATCH, batch(50));

        assertEquals(201, reply.status());
        assertEquals("", reply.header("X-RateLimit-Limit"));
        assertEquals(201, device.http().post(TELEMETRY, READING).status(), "nor is it on the device's account");
    }

    @Test
    void limitsRegistrationsPerAddressButNotAnAdmins() {
        Client stranger = admin.withKey(null).from("192.0.2.1");
        for (int i = 0; i < 3; i++) {
            assertEquals(201, stranger.post(REGISTER, newDevice()).status());
        }

        Reply fourth = stranger.post(REGISTER, newDevice());
        assertLimited(fourth, 1200);
        assertEquals("3", fourth.header("X-RateLimit-Limit"));
        assertLimited(device.http().from("192.0.2.1").post(REGISTER, newDevice()), 1200);
        assertEquals(201, admin.from("192.0.2.1").post(REGISTER, newDevice()).status());
        assertEquals(201, stranger.from("192.0.2.2").post(REGISTER, newDevice()).status());
    }

    @Test
    void keysCannotBeTried() {
        Client stranger = admin.withKey("guess").from("192.0.2.3");
        Client viewer = Operators.newViewer(admin).from("192.0.2.3");
        TestDevice neighbour = admin.newDevice();
        neighbour.http().from("192.0.2.3").post(TELEMETRY, READING);
        for (int i = 0; i < 4; i++) {
            assertEquals(
                    401, stranger.withKey("guess-" + i).post(TELEMETRY, READING).status());
        }

        Reply over = stranger.post(TELEMETRY, READING);
        assertLimited(over, 900);
        assertEquals("4", over.header("X-RateLimit-Limit"));
        assertLimited(stranger.withKey(device.key()).post(TELEMETRY, READING), 900);
        assertLimited(stranger.get("/api/v1/influxdb/health"), 900);
        assertEquals(200, stranger.withKey(null).get("/api/v1/influxdb/health").status(), "no key, no guess");
        assertEquals(401, stranger.from("192.0.2.4").post(TELEMETRY, READING).status(), "another address");
        assertEquals(
                201,
                neighbour.http().from("192.0.2.3").post(TELEMETRY, READING).status(),
                "a device behind the same router, whose key was right before");
        assertEquals(200, viewer.get(DEVICES).status(), "an operator, who called for the first time");
        assertEquals(200, admin.from("192.0.2.3").get(DEVICES).status(), "the first admin");
    }

    @Test
    void tokensOfSignInLinksCannotBeTried() {
        Client stranger = admin.withKey(null).from("192.0.2.5");
        String token = admin.call("POST", "/api/v1/session/links", null).json().getString("link_token");
        for (int i = 0; i < 4; i++) {
            assertEquals(401, signIn(stranger, "guess-" + i).status());
        }

        assertLimited(signIn(stranger, "guess"), 900);
        assertLimited(signIn(stranger, token), 900);
        assertEquals(200, signIn(stranger.from("192.0.2.6"), token).status(), "another address");
    }

    private static Reply signIn(Client caller, String token) {
        return caller.post("/api/v1/session", "{\"link_token\":\"%s\"}".formatted(token));
    }

    @Test
    void quarantinesAndAcknowledgesMqttMessagesOverTheLimit() throws MqttException {
        try (MqttClient mqtt = device.connect()) {
            for (int i = 0; i < 25; i++) {
                mqtt.publish("iotflow/devices/" + device.id() + "/telemetry/m", bytes("{\"n\":" + i + "}"), 1, false);
            }
            mqtt.disconnect();
        }

        soon().until(() -> quarantined(device) == 5);
        assertEquals(20, stored(device));
        assertEquals("rate_limited", Quarantined.of(device.id()).reason());
        soon().until(() -> metric("iotflow_mqtt_in_flight") == 0);
        assertTrue(metric("iotflow_rate_limited_total{kind=\"telemetry\"") >= 5);
    }

    @Test
    void countsAnMqttMessageThatIsRefusedLikeOneThatIsStored() throws MqttException {
        try (MqttClient mqtt = device.connect()) {
            for (int i = 0; i < 25; i++) {
                mqtt.publish("iotflow/devices/" + device.id() + "/telemetry/m", bytes("{bad"), 1, false);
            }
            mqtt.disconnect();
        }

        soon().until(() -> quarantined(device) == 25);
        assertEquals("rate_limited", Quarantined.of(device.id()).reason());
    }

    @Test
    void twoNodesShareALimit(@TempDir Path folder) throws IOException {
        int port = FreePorts.next(); // a broker of its own: the second node's session must not stay at the common one
        Map<String, String> settings = new HashMap<>(SMALL);
        settings.put("mqtt.port", String.valueOf(port));
        settings.put("mqtt.client.id", "iotflow-server-2");
        try (EmbeddedBroker broker = TestStack.startBroker(folder, port);
                Application second = Application.start(TestStack.with(settings))) {
            Client there = new Client(second.uri(), device.key());
            await().atMost(30, SECONDS).until(() -> metric("iotflow_rate_peers") >= 1);
            for (int i = 0; i < 20; i++) {
                assertEquals(201, device.http().post(TELEMETRY, READING).status());
            }

            // Each attempt takes one; if the node knew nothing of the other, there would be twenty.
            soon().pollInterval(1, SECONDS)
                    .until(() -> there.post(TELEMETRY, READING).status() == 429);
            assertEquals(
                    201,
                    there.withKey(admin.newDevice().key())
                            .post(TELEMETRY, READING)
                            .status());
            assertEquals(broker.port(), port);
        }
    }

    private static void assertLimited(Reply reply, int maxSeconds) {
        assertEquals(429, reply.status(), reply.text());
        assertEquals("application/problem+json", reply.contentType());
        assertEquals("Too Many Requests", reply.json().getString("error"));
        int wait = Integer.parseInt(reply.header("Retry-After"));
        assertTrue(wait >= 1 && wait <= maxSeconds, "Retry-After: " + wait);
        assertTrue(reply.raw().headers().allValues("X-RateLimit-Reset").size() == 1);
    }

    private static String newDevice() {
        return "{\"name\":\"n %s\",\"device_type\":\"t\"}".formatted(UUID.randomUUID());
    }

    private String batch(int points) {
        Instant newest = Instant.now();
        return IntStream.range(0, points)
                .mapToObj(i -> "{\"device_id\":\"%s\",\"measurement\":\"m\",\"fields\":{\"v\":1},\"timestamp\":\"%s\"}"
                        .formatted(device.id(), newest.minusMillis(i)))
                .collect(Collectors.joining(",", "{\"points\":[", "]}"));
    }

    private int stored(TestDevice device) {
        return admin.get(device.data("?start=2020-01-01T00:00:00Z")).json().getInt("count");
    }

    private double metric(String start) {
        return admin.withKey(null)
                .get("/metrics")
                .text()
                .lines()
                .filter(line -> line.startsWith(start))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static int quarantined(TestDevice device) {
        try (Connection connection = TestStack.database().getConnection();
                PreparedStatement query =
                        connection.prepareStatement("SELECT count(*) FROM quarantine WHERE device_id = ?")) {
            query.setString(1, device.id());
            ResultSet row = query.executeQuery();
            row.next();
            return row.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
