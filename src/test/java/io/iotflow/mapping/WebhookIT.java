package io.iotflow.mapping;

import static io.iotflow.stack.Waiting.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Client;
import io.iotflow.stack.Deployed;
import io.iotflow.stack.OnPostgresql;
import io.iotflow.stack.Reply;
import io.iotflow.stack.TestDevice;
import jakarta.json.JsonObject;
import java.net.URI;
import java.util.UUID;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Webhooks: what The Things Stack and ChirpStack post. */
@Deployed(OnPostgresql.class)
class WebhookIT {

    private static final String MAPPINGS = "/api/v1/admin/mappings";

    @ArquillianResource
    private URI base;

    private final String name = "w-" + UUID.randomUUID().toString().substring(0, 8);
    private Client admin;
    private TestDevice device;
    private String key;

    @BeforeEach
    void create() {
        admin = Client.admin(base);
        device = admin.newDevice();
        Reply reply = admin.post(MAPPINGS, "{\"name\":\"%s\",\"template\":\"ttn\"}".formatted(name));
        assertEquals(201, reply.status(), reply.text());
        key = reply.json().getJsonObject("mapping").getString("webhook_key");
    }

    @AfterEach
    void delete() {
        admin.delete(MAPPINGS + "/" + name);
    }

    private String uplink(String deviceId) {
        return ("{\"end_device_ids\":{\"device_id\":\"%s\",\"application_ids\":{\"application_id\":\"app1\"}},"
                        + "\"uplink_message\":{\"f_port\":1,\"f_cnt\":4,\"decoded_payload\":{\"temperature\":21.5},"
                        + "\"received_at\":\"2026-11-28T09:59:59.123456789Z\"}}")
                .formatted(deviceId);
    }

    private Reply post(Client caller, String body) {
        return caller.post("/api/v1/webhooks/" + name, body);
    }

    @Test
    void storesAnUplinkOnceHoweverOftenItIsPosted() {
        Reply first = post(admin.withKey(key), uplink(device.id()));
        Reply again = post(admin.withKey(null).with("Authorization", "Bearer " + key), uplink(device.id()));

        assertEquals(201, first.status(), first.text());
        assertEquals(201, again.status(), again.text());
        assertEquals(
                1,
                device.http()
                        .get("/api/v1/devices/telemetry")
                        .json()
                        .getJsonArray("telemetry")
                        .size());
    }

    @Test
    void showsItsKeyOnce() {
        assertTrue(!admin.get(MAPPINGS + "/" + name).text().contains(key));
        assertTrue(
                !admin.get("/api/v1/admin/audit?action=mapping.create").text().contains(key));
    }

    @Test
    void refusesEveryOtherKey() {
        assertEquals(401, post(admin.withKey(null), uplink(device.id())).status());
        assertEquals(401, post(admin.withKey("wrong"), uplink(device.id())).status());
        assertEquals(401, post(admin, uplink(device.id())).status(), "an operator's key is none of a webhook");
        assertEquals(401, post(device.http(), uplink(device.id())).status());
        assertEquals(
                401, admin.withKey(key).post("/api/v1/webhooks/other", "{}").status());
        assertEquals(401, admin.withKey(key).get(MAPPINGS).status(), "and a webhook's opens nothing else");
    }

    @Test
    void aChangedKeyEndsTheFormerOne() {
        String fresh = admin.post(MAPPINGS + "/" + name + "/key", "{}").json().getString("webhook_key");

        assertEquals(401, post(admin.withKey(key), uplink(device.id())).status());
        assertEquals(201, post(admin.withKey(fresh), uplink(device.id())).status());
    }

    @Test
    void saysWhatItDoesNotUnderstand() {
        Client caller = admin.withKey(key);
        Reply unknown = post(caller, uplink("nobody-" + name));
        assertEquals(400, unknown.status());
        assertEquals("application/problem+json", unknown.contentType().replaceAll(";.*", ""));
        assertTrue(unknown.text().contains("is not registered"), unknown.text());
        assertEquals(400, post(caller, "{\"end_device_ids\":{\"device_id\":7}}").status());
        assertEquals(413, post(caller, "\"" + "x".repeat(70_000) + "\"").status());
        assertEquals(413, post(caller, "\"" + "x".repeat(11_000_000) + "\"").status());

        soon().until(() -> figures().getInt("failed") >= 3);
        assertTrue(figures().getString("last_error").length() > 5);
    }

    @Test
    void takesWhatIsNoMessageAndSaysSo() {
        Reply join = post(
                admin.withKey(key), "{\"end_device_ids\":{\"device_id\":\"" + device.id() + "\"},\"join_accept\":{}}");
        Reply text =
                admin.withKey(key).post("/api/v1/webhooks/" + name + "?event=up", "hello".getBytes(), "text/plain");

        assertEquals(200, join.status(), join.text());
        assertEquals(200, text.status(), text.text());
        soon().until(() -> figures().getInt("ignored") == 2);
        assertEquals(0, figures().getInt("stored"));
    }

    @Test
    void aDisabledWebhookTakesNothing() {
        admin.put(MAPPINGS + "/" + name, "{\"template\":\"ttn\",\"enabled\":false}");

        assertEquals(401, post(admin.withKey(key), uplink(device.id())).status());
    }

    @Test
    void countsForPrometheusToo() {
        post(admin.withKey(key), uplink(device.id()));

        assertTrue(
                admin.get("/metrics").text().contains("iotflow_mapping_messages_total{"), "a counter for each mapping");
    }

    private JsonObject figures() {
        return admin.get(MAPPINGS + "/" + name).json().getJsonObject("mapping").getJsonObject("figures");
    }
}
