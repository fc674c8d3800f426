package io.iotflow.brokerauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Attempts;
import io.iotflow.stack.Client;
import io.iotflow.stack.Deployed;
import io.iotflow.stack.OnPostgresql;
import io.iotflow.stack.Reply;
import io.iotflow.stack.TestDevice;
import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Brokers that ask over HTTP, each in its own words. */
@Deployed(OnPostgresql.class)
class BrokerAuthIT {

    private static final String AUTH = "/api/v1/broker/auth";
    private static final String ACL = "/api/v1/broker/acl";
    private static final String ALLOW = "allow";
    private static final String DENY = "deny";

    @ArquillianResource
    private URI base;

    private Client admin;
    private Client broker;
    private String brokerKey;
    private TestDevice device;

    @BeforeEach
    void register() {
        admin = Client.admin(base);
        device = admin.newDevice();
        Reply key = admin.post(
                "/api/v1/admin/keys", "{\"name\":\"broker-%s\",\"role\":\"broker\"}".formatted(UUID.randomUUID()));
        assertEquals(201, key.status(), key.text());
        brokerKey = key.text().replaceAll("(?s).*\"api_key\":\"([^\"]+)\".*", "$1");
        broker = admin.withKey(brokerKey);
    }

    @Test
    void needsABrokersKey() {
        String request = connect(device.id(), device.key());

        assertEquals(401, admin.withKey(null).post(AUTH, request).status());
        assertEquals(403, device.http().post(AUTH, request).status());
        assertEquals(403, device.http().post(ACL, request).status());
        assertEquals(200, admin.post(AUTH, request).status());
    }

    @Test
    void answersEmqxWithAResult() {
        assertEquals(ALLOW, result(AUTH, connect(device.id(), device.key())));
        assertEquals(DENY, result(AUTH, connect(device.id(), "iotf_wrong")));
        assertEquals(DENY, result(AUTH, connect(device.id(), admin.newDevice().key())));
        assertEquals(DENY, result(AUTH, connect("nobody", device.key())));
        assertEquals(DENY, result(AUTH, connect(device.id(), "")));
        assertEquals(DENY, result(AUTH, connect("iotflow-server", device.key())));
        assertEquals(DENY, result(AUTH, "{\"action\":\"connect\"}"));
    }

    @Test
    void refusesAStrangersTopicsAndEveryWildcard() {
        String stranger = admin.newDevice().id();
        for (String topic : Attempts.publishing(device.id(), stranger)) {
            assertEquals(DENY, result(ACL, ask("publish", topic)), topic);
        }
        for (String filter : Attempts.subscribing(device.id(), stranger)) {
            assertEquals(DENY, result(ACL, ask("subscribe", filter)), filter);
        }
        for (String filter : Attempts.allowed(device.id())) {
            assertEquals(ALLOW, result(ACL, ask("subscribe", filter)), filter);
        }
        assertEquals(ALLOW, result(ACL, ask("publish", own("telemetry/m"))));
        assertEquals(DENY, result(ACL, ask("publish", own("telemetry/a\0b"))));
        assertEquals(DENY, result(ACL, ask("other", own("telemetry/m"))));
    }

    @Test
    void letsADevicePublishOnItsOwnMappedTopic() {
        String level = "m" + UUID.randomUUID().toString().substring(0, 8);
        String other = admin.newDevice().id();
        admin.post(
                "/api/v1/admin/mappings",
                "{\"name\":\"%s\",\"topics\":[\"%<s/{device_id}/state\"],\"fields\":\"$\"}".formatted(level));

        assertEquals(ALLOW, result(ACL, ask("publish", level + "/" + device.id() + "/state")));
        assertEquals(DENY, result(ACL, ask("publish", level + "/" + other + "/state")));
        assertEquals(DENY, result(ACL, ask("publish", level + "/+/state")));
        assertEquals(DENY, result(ACL, ask("subscribe", level + "/" + device.id() + "/state")));
        assertEquals(DENY, result(ACL, ask("publish", level + "/" + device.id() + "/other")));
        assertEquals(200, admin.delete("/api/v1/admin/mappings/" + level).status());
        assertEquals(DENY, result(ACL, ask("publish", level + "/" + device.id() + "/state")));
    }

    @Test
    void aDeactivatedDeviceMayNothingAtOnce() {
        assertEquals(
                200,
                admin.put("/api/v1/admin/devices/" + device.id(), "{\"status\":\"inactive\"}")
                        .status());

        assertEquals(DENY, result(AUTH, connect(device.id(), device.key())));
        assertEquals(DENY, result(ACL, ask("publish", own("telemetry/m"))));
    }

    @Test
    void answersMosquittoGoAuthWithAStatus() {
        assertEquals(200, form(AUTH, "username=" + device.id() + "&password=" + device.key() + "&clientid=c"));
        assertEquals(403, form(AUTH, "username=" + device.id() + "&password=wrong&clientid=c"));
        assertEquals(403, form(AUTH, ""));
        String user = "username=" + device.id() + "&clientid=c&topic=";
        assertEquals(200, form(ACL, user + Client.encode(own("telemetry/m")) + "&acc=2"));
        assertEquals(200, form(ACL, user + Client.encode(own("commands/#")) + "&acc=4"));
        assertEquals(200, form(ACL, user + Client.encode(own("commands/config")) + "&acc=1"));
        assertEquals(403, form(ACL, user + Client.encode(own("commands/config")) + "&acc=2"));
        assertEquals(403, form(ACL, user + Client.encode("#") + "&acc=4"));
        assertEquals(403, form(ACL, user + Client.encode(own("telemetry/m"))));
    }

    @Test
    void answersVerneMqInItsWords() {
        String allowed = "{\"result\":\"ok\"}";
        String refused = "{\"result\":{\"error\":\"not_allowed\"}}";

        assertEquals(allowed, hook("auth_on_register", AUTH, connect(device.id(), device.key())));
        assertEquals(refused, hook("auth_on_register_m5", AUTH, connect(device.id(), "wrong")));
        assertEquals(allowed, hook("auth_on_publish", ACL, ask("", own("telemetry/m"))));
        assertEquals(refused, hook("auth_on_publish_m5", ACL, ask("", "other")));
        assertEquals(allowed, hook("auth_on_subscribe", ACL, topics(own("commands/#"))));
        assertEquals(refused, hook("auth_on_subscribe_m5", ACL, topics(own("commands/#"), "#")));
        assertEquals(refused, hook("auth_on_subscribe", ACL, topics()));
        assertEquals(refused, hook("on_other", ACL, ask("", own("telemetry/m"))));
    }

    @Test
    void refusesABodyThatIsNone() {
        assertEquals(400, broker.post(AUTH, "no json").status());
        assertEquals(400, broker.post(ACL, "{\"topics\":5}").status());
        assertEquals(400, broker.post(ACL, "{\"topics\":[5]}").status());
    }

    private String result(String path, String request) {
        Reply reply = broker.post(path, request);
        assertEquals(200, reply.status(), reply.text());
        return reply.json().getString("result");
    }

    private int form(String path, String form) {
        return send(path, form, "application/x-www-form-urlencoded", "none").statusCode();
    }

    private String hook(String hook, String path, String request) {
        HttpResponse<String> reply = send(path, request, "application/json", hook);
        assertEquals(200, reply.statusCode(), reply.body());
        assertTrue(reply.headers().firstValue("cache-control").orElse("").indexOf("max-age") < 0, "not to be kept");
        return reply.body();
    }

    /** As brokers do that cannot send a header of ours: the key is a Basic password. */
    private HttpResponse<String> send(String path, String body, String type, String hook) {
        String account = Base64.getEncoder().encodeToString(("broker:" + brokerKey).getBytes(StandardCharsets.UTF_8));
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
                .header("Authorization", "Basic " + account)
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (!hook.equals("none")) {
            request.header("vernemq-hook", hook);
        }
        try {
            return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String own(String topic) {
        return "iotflow/devices/" + device.id() + "/" + topic;
    }

    private static String connect(String username, String password) {
        return object("connect", username).add("password", password).build().toString();
    }

    private String ask(String action, String topic) {
        return object(action, device.id()).add("topic", topic).build().toString();
    }

    private String topics(String... filters) {
        var topics = Json.createArrayBuilder();
        for (String filter : filters) {
            topics.add(Json.createObjectBuilder().add("topic", filter).add("qos", 1));
        }
        return object("", device.id()).add("topics", topics).build().toString();
    }

    private static JsonObjectBuilder object(String action, String username) {
        return Json.createObjectBuilder().add("action", action).add("username", username);
    }
}
