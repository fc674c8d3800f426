package io.iotflow.stream;

import static io.iotflow.stack.Waiting.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.platform.json.Json;
import io.iotflow.stack.Client;
import io.iotflow.stack.Deployed;
import io.iotflow.stack.OnPostgresql;
import io.iotflow.stack.Reply;
import io.iotflow.stack.TestDevice;
import io.iotflow.stack.TestStack;
import jakarta.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Deployed(OnPostgresql.class)
class StreamIT {

    private static final String STREAM = "/api/v1/stream";
    private static final String TELEMETRY = "/api/v1/devices/telemetry";

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
    void tellsOfAReadingWhenItIsStored() {
        try (EventReader events = open(TestStack.ADMIN_KEY, "?device=" + device.id())) {
            assertEquals(200, events.status());
            assertEquals("text/event-stream;charset=utf-8", events.contentType().toLowerCase());

            send(21.5);

            soon().untilAsserted(() -> assertEquals(1, events.data("reading").size()));
            String reading = events.data("reading").get(0);
            assertTrue(reading.contains("\"device_id\":\"" + device.id() + "\""), reading);
            assertTrue(reading.contains("\"fields\":{\"v\":21.5}"), reading);
        }
    }

    @Test
    void resumesBehindTheLastEventByHeaderAndByParameter() {
        String first;
        try (EventReader events = open(device.key(), "")) {
            send(1.5);
            soon().until(() -> events.ids("reading").size() == 1);
            first = events.ids("reading").get(0);
        }
        send(2.5);
        send(3.5);
        try (EventReader byHeader = open(device.key(), "", "Last-Event-ID", first);
                EventReader byParameter = open(device.key(), "?last_event_id=" + first)) {
            for (EventReader events : List.of(byHeader, byParameter)) {
                soon().until(() -> events.ids("reading").size() == 2);
                assertTrue(events.data("reading").get(0).contains("{\"v\":2.5}"));
                assertTrue(events.data("reading").get(1).contains("{\"v\":3.5}"));
            }
        }
    }

    @Test
    void tellsADeviceOfItselfAlone() {
        TestDevice other = admin.newDevice();
        try (EventReader events = open(device.key(), "")) {
            other.http().post(TELEMETRY, "{\"data\":{\"v\":1}}");
            send(2);

            soon().until(() -> !events.data("reading").isEmpty());
            assertEquals(1, events.data("reading").size());
            assertTrue(events.data("reading").get(0).contains(device.id()));
        }
        assertEquals(403, device.http().get(STREAM + "?device=" + other.id()).status());
    }

    @Test
    void tellsWhoComesAndGoes() {
        try (EventReader events = open(TestStack.ADMIN_KEY, "?events=presence&device=" + device.id())) {
            device.publish("status/online", "{}");
            device.publish("telemetry/t", "{\"v\":1}");
            device.publish("status/offline", "{}");

            soon().until(() -> events.data("presence").size() == 2);
            assertTrue(events.data("presence").get(0).contains("\"online\":true"));
            assertTrue(events.data("presence").get(1).contains("\"online\":false"));
            assertEquals(List.of(), events.data("reading"));
        }
    }

    @Test
    void tellsOfAlertsAndResumesAmongThem() {
        String rule = "r-" + UUID.randomUUID();
        Reply made = admin.post("/api/v1/admin/alert-rules", """
                {"name":"%s","severity":"major","condition":"above","measurement":"env","field":"v","value":30,
                 "device_ids":["%s"],"message":"{value}"}""".formatted(rule, device.id()));
        assertEquals(201, made.status(), made.text());
        String opened;
        try (EventReader events = open(TestStack.ADMIN_KEY, "?events=alert&device=" + device.id());
                EventReader own = open(device.key(), "")) {
            env(31);
            soon().until(() -> events.ids("alert").size() == 1);
            opened = events.ids("alert").get(0);
            JsonObject alert = Json.readObject(events.data("alert").get(0));
            assertEquals("opened", alert.getString("event"));
            assertEquals(rule, alert.getString("rule"));
            assertEquals("31", alert.getString("message"));
            String path = "/api/v1/admin/alerts/" + alert.get("alert_id");
            assertEquals(
                    200,
                    admin.post(path + "/acknowledge", "{\"comment\":\"On my way\"}")
                            .status());
            env(20);
            soon().until(() -> events.ids("alert").size() == 3);
            assertEquals(List.of(), events.data("reading"));
            soon().until(() -> own.data("reading").size() == 2);
            assertEquals(List.of(), own.data("alert"));
        }
        TestDevice other = admin.newDevice();
        try (EventReader again =
                        open(TestStack.ADMIN_KEY, "?events=alert&device=" + device.id(), "Last-Event-ID", opened);
                EventReader ofOther = open(TestStack.ADMIN_KEY, "?last_event_id=0&device=" + other.id())) {
            soon().until(() -> again.ids("alert").size() == 2);
            assertTrue(again.data("alert").get(0).contains("\"event\":\"acknowledged\""));
            assertTrue(again.data("alert").get(0).contains("\"comment\":\"On my way\""));
            assertTrue(again.data("alert").get(1).contains("\"event\":\"cleared\""));
            other.http().post(TELEMETRY, "{\"data\":{\"v\":1}}");
            soon().until(() -> ofOther.data("reading").size() == 1);
            assertEquals(List.of(), ofOther.data("alert"));
        }
        assertEquals(403, device.http().get(STREAM + "?events=alert").status());
        admin.delete("/api/v1/admin/alert-rules/" + rule);
    }

    private void env(int value) {
        String reading = "{\"type\":\"env\",\"data\":{\"v\":%d}}".formatted(value);
        assertEquals(201, device.http().post(TELEMETRY, reading).status());
    }

    @Test
    void endsWhenTheKeyIsRevoked() {
        JsonObject key = admin.post(
                        "/api/v1/admin/keys", "{\"name\":\"%s\",\"role\":\"viewer\"}".formatted(UUID.randomUUID()))
                .json()
                .getJsonObject("key");
        try (EventReader events = open(key.getString("api_key"), "")) {
            admin.delete("/api/v1/admin/keys/" + key.get("id"));

            soon().until(events::isOver);
            assertEquals(List.of("{\"reason\":\"the key or session has ended\"}"), events.data("dropped"));
        }
    }

    /** More than the server has threads for requests, of several callers. */
    @Test
    void keepsNoThreadForAListener() {
        List<EventReader> all = new ArrayList<>();
        try {
            for (int caller = 0; caller < 3; caller++) {
                TestDevice one = caller == 0 ? device : admin.newDevice();
                for (int i = 0; i < 70; i++) {
                    all.add(new EventReader(base, one.key(), ""));
                }
            }
            soon().until(() -> all.stream().noneMatch(it -> it.data("ready").isEmpty()));
            assertEquals(200, admin.get("/api/v1/admin/dashboard").status());
            send(7);
            soon().until(() -> all.subList(0, 70).stream()
                    .allMatch(it -> it.data("reading").size() == 1));
        } finally {
            all.forEach(EventReader::close);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"?events=alarm", "?last_event_id=x", "?last_event_id=-1", "?measurement=%00", "?devices=a"})
    void refusesWhatItDoesNotKnow(String query) {
        assertEquals(400, admin.get(STREAM + query).status());
    }

    @Test
    void knowsNoOtherDevicesAndGroupsThanThoseThatAreThere() {
        assertEquals(404, admin.get(STREAM + "?device=nobody").status());
        assertEquals(404, admin.get(STREAM + "?group=nobody").status());
    }

    private void send(Object value) {
        assertEquals(
                201,
                device.http()
                        .post(TELEMETRY, "{\"data\":{\"v\":" + value + "}}")
                        .status());
    }

    /** Open, and from where is known. */
    private EventReader open(String key, String query, String... headers) {
        EventReader events = new EventReader(base, key, query, headers);
        soon().until(() -> !events.data("ready").isEmpty());
        return events;
    }
}
