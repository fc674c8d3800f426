package io.iotflow.mapping;

import static io.iotflow.stack.Waiting.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.platform.json.Json;
import io.iotflow.stack.Client;
import io.iotflow.stack.Connection;
import io.iotflow.stack.Deployed;
import io.iotflow.stack.OnPostgresql;
import io.iotflow.stack.Reply;
import io.iotflow.stack.TestDevice;
import io.iotflow.stack.TestStack;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.net.URI;
import java.util.UUID;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mappings as operators and devices meet them, over the embedded broker. */
@Deployed(OnPostgresql.class)
class MappingIT {

    private static final String MAPPINGS = "/api/v1/admin/mappings";

    @ArquillianResource
    private URI base;

    private final String unique = UUID.randomUUID().toString().substring(0, 8);
    private final String name = "m-" + unique;
    private Client admin;
    private TestDevice device;

    @BeforeEach
    void register() {
        admin = Client.admin(base);
        device = admin.newDevice();
    }

    @AfterEach
    void delete() {
        admin.delete(MAPPINGS + "/" + name);
    }

    private void create(String json) {
        Reply reply = admin.post(MAPPINGS, json.replace("NAME", name).replace("UNIQUE", unique));
        assertEquals(201, reply.status(), reply.text());
    }

    /** Its own topics: {@code mUNIQUE/{device_id}/state}. */
    private void createOwn() {
        create(
                "{\"name\":\"NAME\",\"topics\":[\"mUNIQUE/{device_id}/state\"],\"measurement\":\"'mapped'\",\"time\":\"at\","
                        + "\"fields\":\"values\"}");
    }

    private String own() {
        return "m" + unique + "/" + device.id() + "/state";
    }

    private static Connection connect(TestDevice device) throws MqttException {
        return Connection.open(TestStack.mqttPort(), device.id(), device.key(), "client-" + UUID.randomUUID());
    }

    /** Until the rights are there, and the application subscribes: what is published before comes to nobody. */
    private void publishUntil(TestDevice publisher, String topic, String payload, String outcome) {
        soon().until(() -> {
            try (Connection connection = connect(publisher)) {
                return connection.publishes(topic, payload) && figure(outcome) > 0;
            }
        });
    }

    private long figure(String outcome) {
        return admin.get(MAPPINGS + "/" + name)
                .json()
                .getJsonObject("mapping")
                .getJsonObject("figures")
                .getJsonNumber(outcome)
                .longValue();
    }

    private JsonArray quarantined(String deviceId) {
        return admin.get("/api/v1/admin/quarantine?device_id=" + deviceId)
                .json()
                .getJsonArray("messages");
    }

    @Test
    void storesWhatADevicePublishesOnItsMappedTopicOnce() {
        createOwn();

        publishUntil(
                device, own(), "{\"at\":\"2026-11-28T10:00:00Z\",\"values\":{\"t\":21.5,\"in\":{\"h\":40}}}", "stored");

        JsonObject answer = device.http()
                .get(device.data("?measurement=mapped&start=2026-11-28T09:00:00Z"))
                .json();
        assertTrue(answer.toString().contains("in_h"), answer.toString());
        JsonArray telemetry =
                device.http().get("/api/v1/devices/telemetry").json().getJsonArray("telemetry");
        assertEquals(1, telemetry.size(), "a repeated reading with its own time is one row");
        assertEquals("mapped", telemetry.getJsonObject(0).getString("data_type"));
    }

    @Test
    void letsADevicePublishOnItsOwnMappedTopicOnly() throws Exception {
        createOwn();
        publishUntil(device, own(), "{\"values\":{\"t\":1}}", "stored");
        TestDevice other = admin.newDevice();

        try (Connection connection = connect(other)) {
            connection.publishes(own(), "{\"values\":{\"t\":666}}");
            connection.publishes("iotflow/devices/" + other.id() + "/telemetry/t", "1");
        }

        String history = device.http().get("/api/v1/devices/telemetry").text();
        assertFalse(history.contains("\"t\":666"), history); // an id may well have 666 in it
    }

    @Test
    void takesTheRightAwayWithTheMapping() throws Exception {
        createOwn();
        publishUntil(device, own(), "{\"values\":{\"t\":1}}", "stored");
        try (Connection connection = connect(device)) {
            assertEquals(200, admin.delete(MAPPINGS + "/" + name).status());

            soon().until(() -> !connection.isConnected());
        }
        soon().until(() -> !admin.get("/api/v1/mqtt/status").text().contains("m" + unique));
    }

    @Test
    void aGatewayMayNameTheMembersOfItsGroupAndNobodyElse() {
        TestDevice gateway = admin.newDevice();
        TestDevice stranger = admin.newDevice();
        String group = "g-" + unique;
        admin.post("/api/v1/admin/groups", "{\"group_id\":\"%s\",\"name\":\"%<s\"}".formatted(group));
        admin.put("/api/v1/admin/groups/" + group + "/devices/" + device.id(), "{}");
        create(
                ("{\"name\":\"NAME\",\"topics\":[\"zUNIQUE/+\"],\"device_id\":\"$level[1]\",\"fields\":\"$\",\"publishers\":[\"%s\"],"
                                + "\"group\":\"%s\"}")
                        .formatted(gateway.id(), group));

        publishUntil(gateway, "z" + unique + "/" + device.id(), "{\"t\":1}", "stored");
        publishUntil(gateway, "z" + unique + "/" + stranger.id(), "{\"t\":2}", "failed");

        assertEquals("other_device", quarantined(stranger.id()).getJsonObject(0).getString("reason"));
        assertEquals(0, quarantined(device.id()).size());
    }

    @Test
    void keepsWhatItCannotStoreAndReplaysItWhenTheMappingIsCorrected() {
        create("{\"name\":\"NAME\",\"topics\":[\"mUNIQUE/{device_id}/state\"],\"fields\":\"{'t': $number(t)}\"}");

        publishUntil(device, own(), "{\"t\":\"warm\",\"v\":7}", "failed");

        JsonObject kept = quarantined(device.id()).getJsonObject(0);
        assertEquals("mapping_failed", kept.getString("reason"));
        assertTrue(kept.getString("detail").startsWith("fields fails"), kept.toString());
        assertTrue(kept.getString("detail").contains(name), kept.toString());
        assertEquals(
                "{\"t\":\"warm\",\"v\":7}",
                admin.get("/api/v1/admin/quarantine/" + kept.get("id") + "/payload")
                        .text());
        JsonObject mapping = admin.get(MAPPINGS + "/" + name).json().getJsonObject("mapping");
        assertTrue(mapping.getJsonObject("figures").getString("last_error").startsWith("fields fails"));

        assertEquals(
                200,
                admin.put(
                                MAPPINGS + "/" + name,
                                "{\"topics\":[\"m" + unique + "/{device_id}/state\"],\"fields\":\"{'v': v}\"}")
                        .status());
        Reply replayed = admin.post("/api/v1/admin/quarantine/" + kept.get("id") + "/replay", "{}");
        assertEquals(200, replayed.status(), replayed.text());
        assertTrue(device.http().get("/api/v1/devices/telemetry").text().contains("\"v\":7"));
    }

    @Test
    void keepsAMessageThatNamesAnotherDeviceThanItsTopicWithItsSender() {
        create("{\"name\":\"NAME\",\"topics\":[\"mUNIQUE/{device_id}/state\"],\"device_id\":\"id\",\"fields\":\"$\"}");

        publishUntil(device, own(), "{\"id\":\"" + admin.newDevice().id() + "\",\"t\":1}", "failed");

        assertEquals("other_device", quarantined(device.id()).getJsonObject(0).getString("reason"));
    }

    @Test
    void keepsAMessageOfADeviceThatIsNotRegistered() {
        TestDevice gateway = admin.newDevice();
        String group = "g-" + unique;
        admin.post("/api/v1/admin/groups", "{\"group_id\":\"%s\",\"name\":\"%<s\"}".formatted(group));
        create(
                ("{\"name\":\"NAME\",\"topics\":[\"zUNIQUE/+\"],\"device_id\":\"$level[1]\",\"fields\":\"$\",\"publishers\":[\"%s\"],"
                                + "\"group\":\"%s\"}")
                        .formatted(gateway.id(), group));

        publishUntil(gateway, "z" + unique + "/nobody-" + unique, "{\"t\":1}", "failed");

        assertEquals(
                "unknown_device",
                quarantined("nobody-" + unique).getJsonObject(0).getString("reason"));
    }

    @Test
    void ignoresAndCountsWhatTheMappingMakesNothingOf() {
        createOwn();

        publishUntil(device, own(), "{\"hello\":1}", "ignored");

        assertEquals(0, quarantined(device.id()).size());
    }

    @Test
    void aPayloadThatIsTooLargeIsKept() {
        createOwn();

        publishUntil(device, own(), "{\"values\":{\"t\":\"" + "x".repeat(70_000) + "\"}}", "failed");

        assertEquals(
                "too_large",
                admin.get("/api/v1/admin/quarantine?reason=too_large")
                        .json()
                        .getJsonArray("messages")
                        .getJsonObject(0)
                        .getString("reason"));
    }

    @Test
    void refusesOverlappingTopics() {
        createOwn();
        Reply reply = admin.post(
                MAPPINGS,
                "{\"name\":\"o-%s\",\"topics\":[\"m%<s/#\"],\"device_id\":\"id\",\"fields\":\"$\"}".formatted(unique));

        assertEquals(409, reply.status(), reply.text());
        assertTrue(reply.text().contains(name), reply.text());
    }

    @Test
    void onlyAnAdminChangesAndAViewerReads() {
        String key = admin.post("/api/v1/admin/keys", "{\"name\":\"viewer %s\",\"role\":\"viewer\"}".formatted(unique))
                .json()
                .getJsonObject("key")
                .getString("api_key");
        Client viewer = admin.withKey(key);
        createOwn();

        assertEquals(200, viewer.get(MAPPINGS).status());
        assertEquals(200, viewer.get(MAPPINGS + "/" + name).status());
        assertEquals(200, viewer.get(MAPPINGS + "/templates").status());
        assertEquals(403, viewer.post(MAPPINGS, "{}").status());
        assertEquals(403, viewer.put(MAPPINGS + "/" + name, "{}").status());
        assertEquals(403, viewer.delete(MAPPINGS + "/" + name).status());
        assertEquals(403, viewer.post(MAPPINGS + "/try", "{}").status());
        assertEquals(403, device.http().get(MAPPINGS).status());
        assertTrue(admin.get("/api/v1/admin/audit?action=mapping.create").text().contains(name));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"topics\":[\"a/{device_id}\"],\"fields\":\"a +\"} | fields | position",
                "{\"topics\":[\"a/{device_id}\"],\"fields\":\"/a+/\"} | fields | regular expression",
                "{\"topics\":[\"a/{device_id}\"],\"fields\":7} | fields | must be a string",
                "{\"topics\":[\"a/{device_id}\"]} | fields | is required",
                "{\"topics\":[\"iotflow/#\"],\"fields\":\"$\",\"device_id\":\"a\"} | topics[0] | must not begin",
                "{\"topics\":[\"#\"],\"fields\":\"$\",\"device_id\":\"a\"} | topics[0] | must begin with a name",
                "{\"topics\":[\"$SYS/#\"],\"fields\":\"$\",\"device_id\":\"a\"} | topics[0] | must not begin",
                "{\"topics\":[\"a/b\",\"a/+\"],\"fields\":\"$\",\"device_id\":\"a\"} | topics[1] | overlaps",
                "{\"topics\":[\"a/b\",7],\"fields\":\"$\",\"device_id\":\"a\"} | topics[1] | must be a string",
                "{\"topics\":\"a/b\",\"fields\":\"$\",\"device_id\":\"a\"} | topics | must be an array",
                "{\"fields\":\"$\",\"device_id\":\"a\"} | topics | is required",
                "{\"topics\":[\"a/b\"],\"fields\":\"$\"} | device_id | is required",
                "{\"topics\":[\"a/b\"],\"fields\":\"$\",\"device_id\":\"a\",\"tag\":\"b\"} | tag | is not a known member",
                "{\"topics\":[\"a/b\"],\"fields\":\"$\",\"device_id\":\"a\",\"publishers\":[\"x\"]} | group | is required",
                "{\"topics\":[\"a/b\"],\"fields\":\"$\",\"device_id\":\"a\",\"group\":\"no-such\"} | group | is not a group",
                "{\"webhook\":true,\"topics\":[\"a\"],\"fields\":\"$\",\"device_id\":\"a\"} | topics | must be left out",
                "{\"webhook\":\"yes\",\"fields\":\"$\",\"device_id\":\"a\"} | webhook | must be true or false",
                "{\"template\":\"nothing\"} | template | must be one of",
                "{\"template\":\"ttn\",\"name\":\"Nasty Name/..\"} | name | must be 1 to 64"
            })
    void saysWhatIsWrongWithAMapping(String body, String field, String message) {
        JsonObject json = Json.readObject(body);
        String named = json.containsKey("name")
                ? body
                : Json.text(Json.createObjectBuilder(json).add("name", name).build());

        Reply reply = admin.post(MAPPINGS, named);

        assertEquals(400, reply.status(), reply.text());
        assertTrue(
                reply.json().getJsonArray("violations").getValuesAs(JsonObject.class).stream()
                        .anyMatch(it -> it.getString("field").equals(field)
                                && it.getString("message").contains(message)),
                reply.text());
    }

    @Test
    void triesAMappingBeforeItIsSaved() {
        String sample = "{\"mapping\":{\"template\":\"tasmota\"},\"topic\":\"tele/%s/SENSOR\",\"payload\":"
                + "{\"Time\":\"2026-11-28T10:00:00Z\",\"AM2301\":{\"Temperature\":21.4}}}";
        JsonObject answer =
                admin.post(MAPPINGS + "/try", sample.formatted(device.id())).json();
        assertEquals("stored", answer.getString("outcome"), answer.toString());
        assertEquals(
                "{\"AM2301_Temperature\":21.4}",
                answer.getJsonArray("messages").getJsonObject(0).get("fields").toString());

        JsonObject unknown = admin.post(MAPPINGS + "/try", sample.formatted("nobody-" + unique))
                .json();
        assertEquals("failed", unknown.getString("outcome"));
        assertEquals("device_id is not registered", unknown.getString("detail"));

        JsonObject failed = admin.post(
                        MAPPINGS + "/try",
                        "{\"mapping\":{\"webhook\":true,\"device_id\":\"id\",\"fields\":\"[1,2]\"},\"payload\":{\"id\":\"x\"}}")
                .json();
        assertEquals("fields", failed.getString("member"));
        assertTrue(failed.getString("detail").contains("must give an object, gives an array"), failed.toString());

        JsonObject endless = admin.post(
                        MAPPINGS + "/try",
                        "{\"mapping\":{\"webhook\":true,\"device_id\":\"($f := function($n) { $f($n) + 1 }; $f(1))\","
                                + "\"fields\":\"$\"},\"payload\":\"\"}")
                .json();
        assertEquals("failed", endless.getString("outcome"), endless.toString());

        assertEquals(
                "mapping.fields",
                admin.post(
                                MAPPINGS + "/try",
                                "{\"mapping\":{\"webhook\":true,\"device_id\":\"a\",\"fields\":\")\"},\"payload\":1}")
                        .json()
                        .getJsonArray("violations")
                        .getJsonObject(0)
                        .getString("field"));
        assertEquals(400, admin.post(MAPPINGS + "/try", "{\"mapping\":7}").status());
        assertEquals(
                400,
                admin.post(MAPPINGS + "/try", "{\"mapping\":{\"template\":\"ttn\"},\"more\":1}")
                        .status());
        assertEquals(
                400,
                admin.post(
                                MAPPINGS + "/try",
                                "{\"mapping\":{\"template\":\"tasmota\"},\"topic\":\"x/y\",\"payload\":1}")
                        .status());
    }
}
