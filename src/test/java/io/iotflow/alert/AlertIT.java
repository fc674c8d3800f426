package io.iotflow.alert;

import static io.iotflow.stack.Waiting.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Client;
import io.iotflow.stack.Deployed;
import io.iotflow.stack.OnPostgresql;
import io.iotflow.stack.Operators;
import io.iotflow.stack.Reply;
import io.iotflow.stack.TestDevice;
import jakarta.json.JsonObject;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Alerts as operators and devices meet them: rules over HTTP, messages over MQTT. */
@Deployed(OnPostgresql.class)
class AlertIT {

    private static final String RULES = "/api/v1/admin/alert-rules";
    private static final String ALERTS = "/api/v1/admin/alerts";
    private static final String SILENCES = "/api/v1/admin/alert-silences";

    @ArquillianResource
    private URI base;

    private final String name = "r-" + UUID.randomUUID();
    private final Instant start = Instant.now().minusSeconds(600).truncatedTo(ChronoUnit.SECONDS);
    private Client admin;
    private TestDevice device;

    @BeforeEach
    void register() {
        admin = Client.admin(base);
        device = admin.newDevice();
    }

    @AfterEach
    void delete() {
        admin.delete(RULES + "/" + name);
    }

    private Reply create(String members) {
        return admin.post(
                RULES,
                "{\"name\":\"%s\",\"severity\":\"major\",\"device_ids\":[\"%s\"],%s}"
                        .formatted(name, device.id(), members.replace('\'', '"')));
    }

    private void rule(String members) {
        Reply reply = create(members);
        assertEquals(201, reply.status(), reply.text());
    }

    /** Sends messages of {@code env}, each taken so many seconds after the test's beginning, ten minutes ago. */
    private void send(String... messages) {
        for (String message : messages) {
            String[] parts = message.split(" ", 2);
            device.publish(
                    "telemetry/env",
                    "{\"timestamp\":\"%s\",%s}"
                            .formatted(start.plusSeconds(Long.parseLong(parts[0])), parts[1].replace('\'', '"')));
        }
    }

    private JsonObject awaitAlert(String state) {
        soon().untilAsserted(() -> assertEquals(1, alerts("&state=" + state).getInt("count"), () -> {
            JsonObject rule = admin.get(RULES + "/" + name).json();
            return rule + " " + alerts("");
        }));
        return alerts("&state=" + state).getJsonArray("alerts").getJsonObject(0);
    }

    private JsonObject alerts(String more) {
        return admin.get(ALERTS + "?device_id=" + device.id() + "&rule=" + name + more)
                .json();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            'condition':'above','field':'t','value':30,'clear':28             | 0 't':31 | 10 't':27
            'condition':'above','field':'t','value_field':'limit'             | 0 't':31,'limit':30 | 10 't':27,'limit':30
            'condition':'below','field':'t','value':10                        | 0 't':9 | 10 't':10
            'condition':'outside','field':'t','low':10,'high':20,'margin':1   | 0 't':21 | 10 't':15
            'condition':'equals','field':'mode','value':'error'               | 0 'mode':'error' | 10 'mode':'ok'
            'condition':'not_equals','field':'at','value_attribute':'device_type' | 0 'at':'elsewhere' | 10 'at':'environmental'
            'condition':'changed','field':'mode'                              | 0 'mode':'a';1 'mode':'b' | 10 'mode':'b'
            'condition':'above','field':'t','value':30,'for':'1m'             | 0 't':31;61 't':32 | 70 't':27
            'condition':'above','field':'t','value':30,'count':2,'of':3       | 0 't':31;1 't':20;2 't':31 | 10 't':20
            'condition':'rate_above','field':'t','value':5,'per':'1m'         | 0 't':20;60 't':26 | 120 't':27
            'condition':'rate_below','field':'t','value':-5,'per':'1m'        | 0 't':20;60 't':14 | 120 't':14
            'condition':'mean_above','field':'t','value':30,'window':'1m'     | 0 't':28;1 't':35 | 120 't':29
            'condition':'stuck','field':'t','after':'1m'                      | 0 't':20;30 't':20;61 't':20 | 70 't':21
            'condition':'outside_area','circle':{'center':[52.5,13.4],'radius':1000} | 0 'latitude':52.52,'longitude':13.4 | 10 'latitude':52.5,'longitude':13.4
            'condition':'inside_area','polygon':[[0,0],[0,10],[10,10],[10,0]] | 0 'latitude':5,'longitude':5 | 10 'latitude':15,'longitude':5
            """)
    void opensAndClears(String condition, String opening, String clearing) {
        rule("'measurement':'env'," + condition);

        send(opening.split(";"));
        JsonObject open = awaitAlert("open");
        assertEquals(device.id(), open.getString("device_id"));

        send(clearing.split(";"));
        awaitAlert("cleared");
    }

    @Test
    void missesADeviceThatNeverSends() {
        rule("'measurement':'env','condition':'missing','after':'2s'");
        awaitAlert("open");

        send("0 't':1");
        soon().until(() -> alerts("").toString().contains("cleared"));
    }

    @Test
    void noticesADeviceThatGoes() throws MqttException {
        rule("'condition':'offline','after':'1h'");
        try (MqttClient mqtt = device.connect()) {
            mqtt.publish("iotflow/devices/" + device.id() + "/status/offline", "{}".getBytes(), 1, false);
            mqtt.disconnect();
        }
        awaitAlert("open");

        send("0 't':1");
        awaitAlert("cleared");
    }

    @Test
    void noticesADeviceWhoseMessagesAreRefused() {
        rule("'condition':'refused','count':2,'window':'5s'");
        String fromTheFuture = "{\"t\": %d, \"timestamp\": \"2200-01-01T00:00:00Z\"}";
        device.publish("telemetry/env", fromTheFuture.formatted(1));
        device.publish("telemetry/env", fromTheFuture.formatted(2));

        awaitAlert("open");
        awaitAlert("cleared");
    }

    @Test
    void saysWhatWasSeenAndByWhomItWasAcknowledged() {
        rule("'measurement':'env','condition':'above','field':'t','value':30,"
                + "'message':'{device} {field} {value} over {threshold}'");
        send("0 't':31.5");
        JsonObject alert = awaitAlert("open");
        String path = ALERTS + "/" + alert.get("id");

        assertEquals(device.id() + " t 31.5 over 30", alert.getString("message"));
        assertEquals("31.5", alert.getJsonObject("opened_by").getString("value"));
        assertEquals(start.toString(), alert.getString("opened_at"));
        assertEquals(
                1,
                admin.get("/api/v1/admin/devices/" + device.id())
                        .json()
                        .getJsonObject("device")
                        .getInt("open_alerts"));
        assertTrue(admin.get("/api/v1/admin/dashboard")
                        .json()
                        .getJsonObject("statistics")
                        .getJsonObject("alerts")
                        .getInt("major")
                >= 1);
        assertEquals(
                403,
                Operators.newViewer(admin).post(path + "/acknowledge", "{}").status());
        Reply acknowledged = admin.post(path + "/acknowledge", "{\"comment\":\"On my way\"}");
        assertEquals(200, acknowledged.status(), acknowledged.text());
        assertEquals("acknowledged", acknowledged.json().getJsonObject("alert").getString("state"));
        assertEquals("On my way", acknowledged.json().getJsonObject("alert").getString("comment"));
        assertEquals(409, admin.post(path + "/acknowledge", "{}").status());
        send("10 't':20");
        soon().until(() -> admin.get(path).text().contains("\"cleared\""));
    }

    @Test
    void whoWasToldIsToldThatARuleIsDeleted() {
        String channel = "/api/v1/admin/notification-channels/" + name;
        Reply made = admin.post(
                "/api/v1/admin/notification-channels",
                "{\"name\":\"%s\",\"type\":\"mqtt\",\"topic\":\"iotflow/notifications/test\",\"group_wait\":0}"
                        .formatted(name));
        assertEquals(201, made.status(), made.text());
        rule("'measurement':'env','condition':'above','field':'t','value':30,'channels':['" + name + "']");
        send("0 't':31");
        awaitAlert("open");

        Reply needed = admin.delete(channel);
        assertEquals(409, needed.status(), needed.text());
        assertTrue(needed.text().contains("is named by the alert rule " + name), needed.text());
        assertEquals(200, admin.delete(RULES + "/" + name).status());

        JsonObject told = admin.get("/api/v1/admin/notifications?limit=1&channel=" + name)
                .json()
                .getJsonArray("notifications")
                .getJsonObject(0);
        assertEquals("cleared", told.getString("event"));
        assertEquals(device.id(), told.getString("device_id"));
        assertEquals(1, alerts("&state=cleared").getInt("count"));
        assertEquals(200, admin.delete(channel).status());
    }

    @Test
    void triesARuleOnHistory() {
        send("0 't':31", "10 't':20", "100 't':35", "200 't':10");
        soon().until(() ->
                admin.get(device.data("?measurement=env&start=-1h")).text().contains("35"));
        Reply reply = admin.post(
                RULES + "/trial",
                ("{\"rule\":{\"severity\":\"info\",\"condition\":\"above\",\"measurement\":\"env\",\"field\":\"t\",\"value\":30,"
                                + "\"device_ids\":[\"%s\"],\"damp\":\"1s\"},\"start\":\"%s\"}")
                        .formatted(device.id(), start.minusSeconds(10)));

        assertEquals(200, reply.status(), reply.text());
        assertEquals(2, reply.json().getInt("opened"), reply.text());
        assertEquals(4, reply.json().getInt("messages"));
        assertEquals(
                start.toString(),
                reply.json().getJsonArray("openings").getJsonObject(0).getString("opened_at"));
    }

    @Test
    void opensInSilenceWhereTheDeviceIsMaintained() {
        Reply silence = admin.post(
                SILENCES,
                "{\"device_id\":\"%s\",\"start\":\"%s\",\"end\":\"%s\"}"
                        .formatted(
                                device.id(),
                                start.minusSeconds(10),
                                Instant.now().plusSeconds(600)));
        assertEquals(201, silence.status(), silence.text());
        rule("'measurement':'env','condition':'above','field':'t','value':30");
        send("0 't':31");

        assertTrue(awaitAlert("open").getBoolean("silenced"));
        assertEquals(
                200,
                admin.delete(SILENCES + "/"
                                + silence.json().getJsonObject("silence").get("id"))
                        .status());
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', textBlock = """
            'condition':'above','measurement':'env','field':'t'               | value is required
            'condition':'above','measurement':'env','field':'t','value':'30'  | value must be a number
            'condition':'above','measurement':'env','value':30                | field is required
            'condition':'above','field':'t','value':30                        | measurement is required
            'condition':'above','measurement':'env','field':'t','value':30,'clear':31 | clear must not be above value
            'condition':'above','measurement':'env','field':'t','value':30,'window':'1m' | window is not a known member
            'condition':'above','measurement':'env','field':'t','value':30,'for':'soon' | for must be a duration
            'condition':'above','measurement':'env','field':'t','value':30,'count':3,'of':2 | count must be at most what of is
            'condition':'above','measurement':'env','field':'t','value':30,'message':'{temp}' | message has no name {temp}
            'condition':'above','measurement':'env','field':'t','value':30,'channels':['nobody-at-all'] | channels has no channel named
            'condition':'above','measurement':'env','field':'t','value':30,'schedule':{'days':['noday']} | schedule.days must be of
            'condition':'above','measurement':'env','field':'t','value_attribute':'colour' | value_attribute must be one of
            'condition':'outside','measurement':'env','field':'t','low':5,'high':1 | low must not be above high
            'condition':'outside_area','measurement':'env','polygon':[[0,0]]  | polygon must be 3 to 200 corners
            'condition':'outside_area','measurement':'env','circle':{'center':[99,0],'radius':5} | circle.center must be [latitude, longitude]
            'condition':'missing','measurement':'env'                         | after is required
            'condition':'sometimes'                                           | condition must be one of above, below
            'condition':'offline','escalate_after':'5m'                       | escalate_to is given together with escalate_after
            """)
    void refusesWhatIsNoRule(String members, String why) {
        Reply reply = create(members);

        assertEquals(400, reply.status(), reply.text());
        assertTrue(reply.json().getString("detail").startsWith(why), reply.text());
    }

    @ParameterizedTest
    @CsvSource({
        "?state=never, state must be one of",
        "?severity=bad, severity must be one of",
        "?start=x, start must be RFC 3339",
        "?cursor=x, cursor is none of this list",
        "?stat=open, stat is not a parameter"
    })
    void refusesAQuestionThatIsNone(String query, String why) {
        Reply reply = admin.get(ALERTS + query);

        assertEquals(400, reply.status());
        assertTrue(reply.json().getString("detail").startsWith(why), reply.text());
    }
}
