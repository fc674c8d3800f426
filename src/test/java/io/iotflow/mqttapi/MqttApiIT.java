package io.iotflow.mqttapi;

import static io.iotflow.stack.Waiting.soon;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Client;
import io.iotflow.stack.Deployed;
import io.iotflow.stack.OnPostgresql;
import io.iotflow.stack.Operators;
import io.iotflow.stack.Reply;
import io.iotflow.stack.TestDevice;
import io.iotflow.stack.TestStack;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** MQTT over HTTP but for commands: who may, what is refused, and what arrives. */
@Deployed(OnPostgresql.class)
class MqttApiIT {

    private static final String MQTT = "/api/v1/mqtt";
    private static final String HOSTILE = "\"'\\ ${jndi:x} <b>\n\t\u0001😀 + # ../ ; DROP TABLE x --";

    @ArquillianResource
    private URI base;

    private Client admin;
    private Client viewer;
    private TestDevice device;

    @BeforeEach
    void callers() {
        admin = Client.admin(base);
        viewer = Operators.newViewer(admin);
        device = admin.newDevice();
    }

    // Who may

    @ParameterizedTest
    @CsvSource({
        "POST, /publish, admin",
        "POST, /subscribe, admin",
        "DELETE, /subscribe?topic=iotflow/x, admin",
        "GET, /status, viewer",
        "GET, /topics/structure, viewer",
        "POST, /topics/validate, viewer",
        "GET, /monitoring/metrics, viewer"
    })
    void letsOnlyWhoMay(String method, String path, String role) {
        assertProblem(401, send(admin.withKey(null), method, path));
        assertProblem(401, send(admin.withKey("wrong"), method, path));
        assertProblem(403, send(device.http(), method, path));
        Reply ofViewer = send(viewer, method, path);
        if (role.equals("admin")) {
            assertProblem(403, ofViewer);
        } else {
            assertTrue(ofViewer.status() < 401, ofViewer.text());
        }
    }

    @Test
    void showsADevicesTopicsToItselfAndToOperatorsOnly() {
        String path = MQTT + "/topics/device/" + device.id();

        assertProblem(401, admin.withKey(null).get(path));
        assertProblem(401, admin.withKey("wrong").get(path));
        assertProblem(403, admin.newDevice().http().get(path));
        assertEquals(200, device.http().get(path).status());
        assertEquals(200, viewer.get(path).status());
        assertProblem(404, viewer.get(MQTT + "/topics/device/nobody"));
        assertProblem(404, viewer.get(MQTT + "/topics/device/" + Client.encode("+/../#😀")));
    }

    // Publishing

    @Test
    void publishesATextAsItIsAndAnyOtherValueAsJson() throws Exception {
        try (Subscription commands = new Subscription("control")) {
            Reply text = publish(commands.topic, Json.createValue(HOSTILE), "");
            Reply object = publish(
                    commands.topic, Json.createObjectBuilder().add("a", HOSTILE).build(), ",\"qos\":2");
            Reply number = publish(commands.topic, Json.createValue(21.5), ",\"qos\":0");
            Reply nothing = publish(commands.topic, JsonValue.NULL, "");

            assertEquals(200, text.status(), text.text());
            assertEquals("success", text.json().getString("status"));
            assertEquals(commands.topic, text.json().getString("topic"));
            assertEquals(1, text.json().getInt("qos"));
            assertFalse(text.json().getBoolean("retain"));
            assertFalse(text.json().getString("message").isEmpty());
            assertEquals(2, object.json().getInt("qos"));
            assertEquals(200, number.status());
            assertEquals(200, nothing.status());
            assertEquals(HOSTILE, commands.next());
            assertEquals("{\"a\":" + Json.createValue(HOSTILE) + "}", commands.next());
            assertEquals("21.5", commands.next());
            assertEquals("null", commands.next());
        }
    }

    @Test
    void retainsWhatIsToBeRetainedUntilItIsTakenAway() throws Exception {
        String topic = "iotflow/devices/" + device.id() + "/commands/config";
        publish(topic, Json.createValue("kept"), ",\"retain\":true");
        try (Subscription late = new Subscription("config")) {
            assertEquals("kept", late.next());
        }
        publish(topic, Json.createValue(""), ",\"retain\":true");
        try (Subscription later = new Subscription("config")) {
            publish(topic, Json.createValue("now"), "");
            assertEquals("now", later.next());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"topic\":\"iotflow/x\"}",
                "{\"payload\":1}",
                "{\"topic\":5,\"payload\":1}",
                "{\"topic\":\"iotflow/+/x\",\"payload\":1}",
                "{\"topic\":\"iotflow/#\",\"payload\":1}",
                "{\"topic\":\"$SYS/x\",\"payload\":1}",
                "{\"topic\":\"other/x\",\"payload\":1}",
                "{\"topic\":\" iotflow/x\",\"payload\":1}",
                "{\"topic\":\"iotflow/\\u0000\",\"payload\":1}",
                "{\"topic\":\"iotflow/a\\nb\",\"payload\":1}",
                "{\"topic\":\"iotflow/\\ud83d\",\"payload\":1}",
                "{\"topic\":\"iotflow/x\",\"payload\":\"\\ud83d\"}",
                "{\"topic\":\"iotflow/x\",\"payload\":{\"a\":\"\\ud83d\"}}",
                "{\"topic\":\"iotflow/x\",\"payload\":1,\"qos\":3}",
                "{\"topic\":\"iotflow/x\",\"payload\":1,\"qos\":-1}",
                "{\"topic\":\"iotflow/x\",\"payload\":1,\"qos\":\"1\"}",
                "{\"topic\":\"iotflow/x\",\"payload\":1,\"qos\":1.5}",
                "{\"topic\":\"iotflow/x\",\"payload\":1,\"retain\":\"yes\"}"
            })
    void refusesToPublishWhatIsNotRight(String body) {
        assertProblem(400, admin.post(MQTT + "/publish", body));
        assertTrue(
                admin.get(MQTT + "/status").json().getJsonObject("broker_info").getBoolean("connected"));
    }

    @Test
    void refusesAnotherTypeAndTooLargeABody() {
        assertProblem(415, admin.post(MQTT + "/publish", "x".getBytes(StandardCharsets.UTF_8), "text/plain"));
        assertProblem(
                413,
                admin.post(
                        MQTT + "/publish", "{\"topic\":\"iotflow/x\",\"payload\":\"" + "x".repeat(1_100_000) + "\"}"));
        assertProblem(405, admin.get(MQTT + "/publish"));
    }

    @Test
    void recordsWhoPublishedWhat() {
        String topic = "iotflow/audit/" + device.id();
        publish(topic, Json.createValue("x"), "");

        JsonObject change = admin.get("/api/v1/admin/audit?action=mqtt.publish&target=" + Client.encode(topic))
                .json()
                .getJsonArray("changes")
                .getJsonObject(0);
        assertEquals(1, change.getJsonObject("detail").getInt("bytes"));
    }

    // Observing

    @Test
    void countsWhatIsObservedAndDeliversTelemetryOnceAllTheSame() {
        String filter = "iotflow/devices/" + device.id() + "/#";
        Reply subscribed = admin.post(MQTT + "/subscribe", "{\"topic\":\"" + filter + "\",\"qos\":2}");
        assertEquals(200, subscribed.status(), subscribed.text());
        assertEquals("success", subscribed.json().getString("status"));
        assertEquals(filter, subscribed.json().getString("topic"));
        assertEquals(2, subscribed.json().getInt("qos"));
        assertFalse(subscribed.json().getString("message").isEmpty());

        device.publish("telemetry/m", "{\"a\":1}");
        device.publish("telemetry/m", "{\"a\":2}");

        soon().until(() -> observed(filter).getInt("messages") == 2);
        assertEquals(
                "iotflow/devices/" + device.id() + "/telemetry/m",
                observed(filter).getString("last_topic"));
        assertNotNull(observed(filter).getString("last_at"));
        soon().until(() -> device.http().get(device.data("")).json().getInt("count") == 2);
        assertEquals(
                200,
                admin.delete(MQTT + "/subscribe?topic=" + Client.encode(filter)).status());
        assertEquals(null, observed(filter));
        assertProblem(404, admin.delete(MQTT + "/subscribe?topic=" + Client.encode(filter)));
    }

    @Test
    void observesSoManyFiltersAndNoMore() {
        String name = "iotflow/many/" + device.id() + "/";
        int free = 50 - mqttStatus().getJsonArray("observed").size();
        for (int i = 0; i < free; i++) {
            assertEquals(
                    200,
                    admin.post(MQTT + "/subscribe", "{\"topic\":\"" + name + i + "\"}")
                            .status());
        }
        assertProblem(409, admin.post(MQTT + "/subscribe", "{\"topic\":\"" + name + "more\"}"));
        assertEquals(
                200,
                admin.post(MQTT + "/subscribe", "{\"topic\":\"" + name + "0\"}").status());
        for (int i = 0; i < free; i++) {
            assertEquals(
                    200, admin.delete(MQTT + "/subscribe?topic=" + name + i).status());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"topic\":null}",
                "{\"topic\":\"#\"}",
                "{\"topic\":\"+/x\"}",
                "{\"topic\":\"$SYS/#\"}",
                "{\"topic\":\"$share/g/iotflow/#\"}",
                "{\"topic\":\"iotflow/a#\"}",
                "{\"topic\":\"iotflow/#/a\"}",
                "{\"topic\":\"iotflow/a+\"}",
                "{\"topic\":\"iotflow/\\u0000\"}",
                "{\"topic\":\"iotflow/x\",\"qos\":3}"
            })
    void refusesToObserveWhatIsNotRight(String body) {
        assertProblem(400, admin.post(MQTT + "/subscribe", body));
    }

    // Looking

    @Test
    void saysHowTheSessionWithTheBrokerStands() {
        JsonObject status = viewer.get(MQTT + "/status").json();

        assertEquals("success", status.getString("status"));
        JsonObject broker = status.getJsonObject("broker_info");
        assertEquals("127.0.0.1", broker.getString("host").replace("localhost", "127.0.0.1"));
        assertEquals(TestStack.mqttPort(), broker.getInt("port"));
        assertTrue(broker.getBoolean("connected"));
        assertFalse(broker.getBoolean("tls_enabled"));
        assertTrue(status.getJsonObject("mqtt_status")
                .keySet()
                .containsAll(Set.of(
                        "connected",
                        "host",
                        "port",
                        "client_id",
                        "use_tls",
                        "handlers_count",
                        "subscriptions_count",
                        "observed")));
    }

    @Test
    void countsWhatWasPublished() {
        long before = published();
        publish("iotflow/count/" + device.id(), Json.createValue("x"), "");

        assertTrue(published() > before);
        JsonObject metrics = viewer.get(MQTT + "/monitoring/metrics").json();
        assertEquals("success", metrics.getString("status"));
        assertNotNull(metrics.getString("timestamp"));
        assertTrue(metrics.getJsonObject("metrics")
                .keySet()
                .containsAll(Set.of("connection_status", "topics", "handlers", "messages")));
    }

    @Test
    void groupsADevicesTopicsByKindWithThoseOfItsGroups() {
        String group = "group-" + device.id();
        admin.post("/api/v1/admin/groups", "{\"group_id\":\"" + group + "\"}");
        admin.put("/api/v1/admin/groups/" + group + "/devices/" + device.id(), "");

        JsonObject answer =
                device.http().get(MQTT + "/topics/device/" + device.id()).json();

        assertEquals("success", answer.getString("status"));
        assertEquals(device.id(), answer.getString("device_id"));
        JsonObject topics = answer.getJsonObject("topics");
        assertEquals(Set.of("telemetry", "status", "commands", "config", "lwt", "discovery"), topics.keySet());
        assertEquals(17, answer.getInt("total_topics"));
        assertEquals(
                answer.getInt("total_topics"),
                topics.values().stream().mapToInt(it -> it.asJsonArray().size()).sum());
        JsonObject control = named(topics, "commands", "device_commands_control");
        assertEquals("iotflow/devices/" + device.id() + "/commands/control", control.getString("path"));
        assertEquals(2, control.getInt("qos"));
        assertFalse(control.getBoolean("retain"));
        assertFalse(control.getString("description").isEmpty());
        assertEquals(
                "iotflow/fleet/commands/" + group,
                named(topics, "commands", "fleet_commands").getString("path"));
    }

    @Test
    void showsTheStructureOfAllTopics() {
        JsonObject answer = viewer.get(MQTT + "/topics/structure").json();

        assertEquals("iotflow", answer.getString("base_topic"));
        assertEquals("iotflow/#", answer.getJsonObject("wildcard_patterns").getString("everything"));
        JsonObject structures = answer.getJsonObject("topic_structures");
        assertEquals(structures.size(), answer.getInt("total_structures"));
        JsonObject online = structures.getJsonObject("device_status_online");
        assertEquals("devices/{device_id}/status/online", online.getString("base_path"));
        assertEquals("status", online.getString("topic_type"));
        assertEquals("iotflow/devices/{device_id}/status/online", online.getString("full_topic_example"));
    }

    @Test
    void takesAValidTopicApart() {
        JsonObject answer = validate("iotflow/devices/d1/commands/control");

        assertEquals("success", answer.getString("status"));
        assertTrue(answer.getBoolean("is_valid"));
        assertTrue(answer.getJsonArray("validation_errors").isEmpty());
        JsonObject parsed = answer.getJsonObject("parsed");
        assertEquals("iotflow", parsed.getString("base"));
        assertEquals("devices/d1/commands/control", parsed.getString("path"));
        assertEquals(4, parsed.getJsonArray("parts").size());
        assertEquals("devices", parsed.getString("category"));
        assertEquals("d1", parsed.getString("device_id"));
        assertEquals("commands", parsed.getString("topic_type"));
        assertEquals("control", parsed.getString("subtopic"));
    }

    @Test
    void saysWhatIsWrongWithATextThatIsNoTopic() {
        JsonObject answer = validate(HOSTILE);

        assertEquals(HOSTILE, answer.getString("topic"));
        assertFalse(answer.getBoolean("is_valid"));
        assertTrue(answer.isNull("parsed"));
        assertTrue(answer.getJsonArray("validation_errors").getValuesAs(JsonString.class).stream()
                .anyMatch(it -> it.getString().contains("'iotflow/'")));
        assertProblem(400, viewer.post(MQTT + "/topics/validate", "{\"topic\":7}"));
        assertProblem(400, viewer.post(MQTT + "/topics/validate", "{}"));
    }

    private JsonObject validate(String topic) {
        Reply reply = viewer.post(
                MQTT + "/topics/validate",
                Json.createObjectBuilder().add("topic", topic).build().toString());
        assertEquals(200, reply.status(), reply.text());
        return reply.json();
    }

    private static JsonObject named(JsonObject topics, String kind, String name) {
        return topics.getJsonArray(kind).getValuesAs(JsonObject.class).stream()
                .filter(it -> it.getString("name").equals(name))
                .findFirst()
                .orElseThrow();
    }

    private long published() {
        return viewer.get(MQTT + "/monitoring/metrics")
                .json()
                .getJsonObject("metrics")
                .getJsonObject("messages")
                .getInt("published");
    }

    private JsonObject mqttStatus() {
        return viewer.get(MQTT + "/status").json().getJsonObject("mqtt_status");
    }

    private JsonObject observed(String filter) {
        return mqttStatus().getJsonArray("observed").getValuesAs(JsonObject.class).stream()
                .filter(it -> it.getString("filter").equals(filter))
                .findFirst()
                .orElse(null);
    }

    private Reply publish(String topic, JsonValue payload, String more) {
        return admin.post(MQTT + "/publish", "{\"topic\":\"" + topic + "\",\"payload\":" + payload + more + "}");
    }

    private static Reply send(Client client, String method, String path) {
        return switch (method) {
            case "GET" -> client.get(MQTT + path);
            case "DELETE" -> client.delete(MQTT + path);
            default -> client.post(MQTT + path, "{}");
        };
    }

    private static void assertProblem(int status, Reply reply) {
        assertEquals(status, reply.status(), reply.text());
        assertEquals("application/problem+json", reply.contentType());
        assertEquals(reply.json().getString("detail"), reply.json().getString("message"));
    }

    /** The device, listening to its commands of one type. */
    private final class Subscription implements AutoCloseable {

        private final BlockingQueue<MqttMessage> received = new ArrayBlockingQueue<>(100);
        private final MqttClient mqtt = device.connect();
        private final String topic;

        Subscription(String type) throws MqttException {
            topic = "iotflow/devices/" + device.id() + "/commands/" + type;
            mqtt.subscribe(topic, 2, (name, message) -> received.add(message));
        }

        String next() throws InterruptedException {
            MqttMessage message = received.poll(10, SECONDS);
            assertNotNull(message, "nothing came");
            return new String(message.getPayload(), StandardCharsets.UTF_8);
        }

        @Override
        public void close() throws MqttException {
            mqtt.disconnect();
            mqtt.close();
        }
    }
}
