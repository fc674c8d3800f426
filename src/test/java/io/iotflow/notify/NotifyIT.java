package io.iotflow.notify;

import static io.iotflow.stack.Waiting.soon;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.iotflow.platform.json.Json;
import io.iotflow.stack.Client;
import io.iotflow.stack.Deployed;
import io.iotflow.stack.OnPostgresql;
import io.iotflow.stack.Operators;
import io.iotflow.stack.Reply;
import io.iotflow.stack.TestDevice;
import io.iotflow.stack.TestStack;
import jakarta.json.JsonObject;
import jakarta.mail.MessagingException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Channels and delivery in the running product: to real HTTP, SMTP and MQTT servers. */
@Deployed(OnPostgresql.class)
class NotifyIT {

    private static final String CHANNELS = "/api/v1/admin/notification-channels";
    private static final String INSERT = """
            INSERT INTO notification (channel, alert_id, event, severity, rule, device_id, message, details, at)
            SELECT id, 7, ?, 1, 'too hot', ?, 'temperature is 91', '{"temperature":91}', now()
            FROM notification_channel WHERE name = ?""";

    @ArquillianResource
    private URI base;

    private final String name = "n-" + UUID.randomUUID().toString().substring(0, 8);
    private final Receiver receiver = new Receiver();
    private Client admin;

    @BeforeEach
    void signIn() {
        admin = Client.admin(base);
    }

    @AfterEach
    void delete() {
        admin.delete(CHANNELS + "/" + name);
        receiver.close();
    }

    private JsonObject create(String members) {
        Reply reply = admin.post(CHANNELS, "{\"name\":\"" + name + "\",\"group_wait\":0," + members + "}");
        assertEquals(201, reply.status(), reply.text());
        return reply.json().getJsonObject("channel");
    }

    /** As the alerts' module does with an alert. */
    private void happens(String event, String deviceId) throws SQLException {
        try (Connection connection = TestStack.database().getConnection();
                PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setString(1, event);
            insert.setString(2, deviceId);
            insert.setString(3, name);
            assertEquals(1, insert.executeUpdate());
        }
    }

    private JsonObject newest() {
        return admin.get("/api/v1/admin/notifications?channel=" + name)
                .json()
                .getJsonArray("notifications")
                .getJsonObject(0);
    }

    private JsonObject test() {
        return admin.call("POST", CHANNELS + "/" + name + "/test", null).json().getJsonObject("test");
    }

    @Test
    void deliversToAWebhookThatFailsFirst() throws SQLException {
        receiver.status = 500;
        create("\"type\":\"webhook\",\"url\":\"" + receiver.url("/hook") + "\",\"secret\":\"shared\"");
        happens("opened", "boiler-3");
        soon().until(() -> newest().getInt("attempts") == 1);
        assertEquals("sending", newest().getString("state"));
        assertEquals("HTTP 500", newest().getString("last_error"));
        assertEquals(
                1,
                admin.get(CHANNELS + "/" + name)
                        .json()
                        .getJsonObject("channel")
                        .getJsonObject("delivery")
                        .getInt("failures"));

        receiver.status = 200;
        soon().until(() -> newest().getString("state").equals("sent"));

        Receiver.Call first = receiver.calls().get(0);
        Receiver.Call last = receiver.calls().get(receiver.calls().size() - 1);
        assertEquals(first.header("Idempotency-Key"), last.header("Idempotency-Key"));
        assertEquals(newest().getString("message_id"), last.header("X-IoTFlow-Notification"));
        assertEquals(
                "too hot opened (major): boiler-3", Json.readObject(last.body()).getString("title"));
    }

    @Test
    void triesAChannelAndSaysWhatHappened() {
        create("\"type\":\"webhook\",\"enabled\":false,\"url\":\"" + receiver.url("/hook") + "\"");

        JsonObject good = test();
        assertTrue(good.getBoolean("delivered"));
        assertEquals(204, good.getInt("http_status"));
        assertTrue(Json.readObject(receiver.calls().get(0).body()).getBoolean("test"));
        receiver.status = 403;
        receiver.answer = "no";
        JsonObject bad = test();
        assertFalse(bad.getBoolean("delivered"));
        assertEquals("HTTP 403: no", bad.getString("error"));
        assertEquals(
                2,
                admin.get("/api/v1/admin/audit?action=notification_channel.test&target=" + name)
                        .json()
                        .getInt("count"));
    }

    @Test
    void sendsMailThroughTheServersOwnLibrary() throws SQLException, MessagingException {
        GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        mail.start();
        try {
            mail.setUser("iotflow", "mail-password");
            mail.getUserManager().setAuthRequired(true);
            create(
                    "\"type\":\"email\",\"to\":[\"ops@example.com\"],\"from\":\"iotflow@example.com\",\"host\":\"127.0.0.1\","
                            + "\"port\":" + mail.getSmtp().getPort()
                            + ",\"security\":\"none\",\"username\":\"iotflow\",\"password\":\"mail-password\"");
            happens("opened", "kühler-3");

            assertTrue(mail.waitForIncomingEmail(30_000, 1));

            assertEquals("too hot opened (major): kühler-3", mail.getReceivedMessages()[0].getSubject());
            soon().until(() -> newest().getString("state").equals("sent"));
        } finally {
            mail.stop();
        }
    }

    @Test
    void publishesOnATopicThatNoDeviceReads() throws SQLException, MqttException {
        String topic = "iotflow/notifications/" + name;
        TestDevice device = admin.newDevice();
        create("\"type\":\"mqtt\",\"topic\":\"" + topic + "\"");
        try (io.iotflow.stack.Connection operator = TestStack.connectAsServer();
                io.iotflow.stack.Connection other = io.iotflow.stack.Connection.open(
                        TestStack.mqttPort(), device.id(), device.key(), "client-" + name)) {
            assertFalse(other.subscribes(topic));
            assertTrue(operator.subscribes(topic));
            happens("opened", "boiler-3");

            soon().until(() -> !operator.received().isEmpty());

            assertTrue(operator.received().peek().contains(name));
            soon().until(() -> newest().getString("state").equals("sent"));
        }
    }

    @Test
    void switchesTheAlertsDevice() throws SQLException, MqttException, InterruptedException {
        TestDevice device = admin.newDevice();
        create("\"type\":\"command\",\"opened\":{\"command_type\":\"control\",\"command\":{\"fan\":\"on\"}},"
                + "\"cleared\":{\"command_type\":\"control\",\"command\":{\"fan\":\"off\"}}");
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        MqttClient mqtt = device.connect();
        try {
            mqtt.subscribe(
                    "iotflow/devices/" + device.id() + "/commands/#",
                    1,
                    (topic, message) -> received.add(new String(message.getPayload(), StandardCharsets.UTF_8)));
            happens("opened", device.id());
            JsonObject on = command(received);
            happens("cleared", device.id());
            JsonObject off = command(received);

            assertEquals("on", on.getJsonObject("command").getString("fan"));
            assertEquals("off", off.getJsonObject("command").getString("fan"));
            assertEquals("notification-" + newest().getInt("id"), off.getString("command_id"));
        } finally {
            mqtt.disconnect();
            mqtt.close();
        }
    }

    private static JsonObject command(BlockingQueue<String> received) throws InterruptedException {
        String payload = received.poll(30, SECONDS);
        assertNotNull(payload, "no command came");
        return Json.readObject(payload);
    }

    @Test
    void givesUpACommandToADeviceThatThereIsNot() throws SQLException {
        create("\"type\":\"command\",\"opened\":{\"command_type\":\"control\",\"command\":1}");
        happens("opened", "nobody-" + name);

        soon().until(() -> newest().getString("state").equals("expired"));
        assertTrue(newest().getString("last_error").contains("not found"));
    }

    @Test
    void answersRecordsAndListsNoSecret() {
        String created = create("\"type\":\"webhook\",\"url\":\"" + receiver.url("/hidden-path") + "\","
                        + "\"secret\":\"hidden-secret\",\"headers\":{\"Authorization\":\"hidden-header\"}")
                .toString();
        receiver.status = 500;
        receiver.answer = "hidden-header and hidden-secret at /hidden-path";
        String tried = test().toString();
        String replaced =
                admin.put(CHANNELS + "/" + name, "{\"min_severity\":\"major\"}").text();
        Client viewer = Operators.newViewer(admin);
        String seen = created
                + tried
                + replaced
                + viewer.get(CHANNELS).text()
                + viewer.get(CHANNELS + "/" + name).text()
                + admin.get("/api/v1/admin/audit?target=" + name).text();

        assertFalse(seen.contains("hidden"), seen);
        assertTrue(created.contains("\"secret_set\":true") && replaced.contains("\"secret_set\":true"), seen);
        assertEquals(403, viewer.post(CHANNELS, "{}").status());
        assertEquals(
                403, viewer.call("POST", CHANNELS + "/" + name + "/test", null).status());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\":\"webhook\"} | name is required",
                "{\"name\":\"NAME\",\"type\":\"webhook\",\"url\":\"http://10.0.0.1/\"} | url must not lead to a private",
                "{\"name\":\"NAME\",\"type\":\"webhook\",\"url\":\"https://x.example/\",\"template\":\"{{x}}\"} | unknown names: x",
                "{\"name\":\"NAME\",\"type\":\"command\"} | opened is required, or a command for another event",
                "{\"name\":\"NAME\",\"type\":\"command\",\"opened\":{\"command\":1}} | opened.command_type is required",
                "{\"name\":\"NAME\",\"type\":\"command\",\"opened\":{\"command_id\":\"a\",\"command_type\":\"control\","
                        + "\"command\":1}} | opened.command_id must be left out",
                "{\"name\":\"NAME\",\"type\":\"command\",\"opened\":7} | opened must be an object",
                "[] | body must be a JSON object",
            })
    void refusesWhatIsWrongWithAClearText(String body, String text) {
        Reply reply = admin.post(CHANNELS, body.replace("NAME", name));

        assertEquals(400, reply.status(), reply.text());
        assertTrue(reply.json().getString("detail").contains(text), reply.text());
    }

    @Test
    void answersWhatThereIsNot() {
        assertEquals(404, admin.get(CHANNELS + "/" + name).status());
        assertEquals(404, admin.put(CHANNELS + "/" + name, "{}").status());
        assertEquals(404, admin.delete(CHANNELS + "/" + name).status());
        assertEquals(
                404, admin.call("POST", CHANNELS + "/" + name + "/test", null).status());
        assertEquals(400, admin.get("/api/v1/admin/notifications?state=lost").status());
        assertEquals(400, admin.get("/api/v1/admin/notifications?channel=A%20b").status());
    }

    @Test
    void countsWhatWasSent() throws SQLException {
        create("\"type\":\"slack\",\"url\":\"" + receiver.url("/s") + "\"");
        happens("opened", "a");
        soon().until(() -> newest().getString("state").equals("sent"));

        assertTrue(admin.get("/metrics")
                .text()
                .lines()
                .anyMatch(it -> it.startsWith("iotflow_notifications_total{")
                        && it.contains("channel_type=\"slack\"")
                        && it.contains("state=\"sent\"")
                        && !it.endsWith(" 0.0")));
    }
}
