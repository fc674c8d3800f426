package io.iotflow.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.mqtt.Publisher;
import io.iotflow.platform.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What each type of channel sends, to a real HTTP server or a list. */
class FormatsTest {

    private final Receiver receiver = new Receiver();
    private final Broker broker = new Broker();
    private final TestNotify notify = new TestNotify(Map.of(), broker);

    @AfterEach
    void close() {
        receiver.close();
        notify.http.close();
    }

    private JsonValue sent(String type, String more, Message message) throws SendFailed {
        notify.send(
                "{\"name\":\"c\",\"type\":\"" + type + "\",\"url\":\"" + receiver.url("/in") + "\"" + more + "}",
                message);
        return Json.read(receiver.calls().get(receiver.calls().size() - 1).body());
    }

    private static Message about(String deviceId) {
        Message.Line line = new Message.Line(
                1,
                1,
                Notice.Event.OPENED,
                Severity.CRITICAL,
                "hot",
                deviceId,
                "<!channel> 91 & more",
                Json.createObjectBuilder().build(),
                Instant.EPOCH);
        return new Message(
                UUID.randomUUID(),
                "c",
                1,
                1,
                List.of(new Message.Group("hot", line.event(), line.severity(), 1, 1)),
                List.of(line),
                false);
    }

    @Test
    void slackGetsBlocksOfPlainTextThatCallNobody() throws SendFailed {
        JsonObject body = sent("slack", "", about("<!here>")).asJsonObject();

        assertEquals("hot opened (critical): &lt;!here&gt;", body.getString("text"));
        JsonObject section = body.getJsonArray("blocks").getJsonObject(1).getJsonObject("text");
        assertEquals("plain_text", section.getString("type"));
        assertEquals("opened: <!channel> 91 & more", section.getString("text"));
    }

    @Test
    void teamsGetsAnAdaptiveCard() throws SendFailed {
        JsonObject body =
                sent("teams", "", TestNotify.message(37, Notice.Event.OPENED)).asJsonObject();

        JsonObject attachment = body.getJsonArray("attachments").getJsonObject(0);
        JsonArray card = attachment.getJsonObject("content").getJsonArray("body");
        assertEquals("message", body.getString("type"));
        assertEquals("application/vnd.microsoft.card.adaptive", attachment.getString("contentType"));
        assertEquals("AdaptiveCard", attachment.getJsonObject("content").getString("type"));
        assertEquals(12, card.size()); // the title, ten devices, and how many more
        assertEquals(
                "37 devices: offline opened (major)",
                card.getJsonObject(0).getJsonArray("inlines").getJsonObject(0).getString("text"));
    }

    @Test
    void alertmanagerGetsEachAlertThatStaysOpen() throws SendFailed {
        JsonArray alerts = sent(
                        "alertmanager", ",\"labels\":{\"team\":\"night\"}", TestNotify.message(2, Notice.Event.OPENED))
                .asJsonArray();

        JsonObject alert = alerts.getJsonObject(1);
        assertEquals(2, alerts.size());
        assertEquals(
                Json.readObject("{\"team\":\"night\",\"alertname\":\"offline\",\"device_id\":\"device-2\","
                        + "\"severity\":\"major\",\"source\":\"iotflow\"}"),
                alert.getJsonObject("labels"));
        assertEquals("2026-11-29T12:00:00Z", alert.getString("startsAt"));
        assertEquals("2027-11-29T12:00:00Z", alert.getString("endsAt"));
    }

    @Test
    void alertmanagerIsToldTheEndWhateverTheSeverityWas() throws SendFailed {
        JsonArray cleared =
                sent("alertmanager", "", about(Notice.Event.CLEARED)).asJsonArray();
        JsonArray changed =
                sent("alertmanager", "", about(Notice.Event.CHANGED)).asJsonArray();

        assertEquals(5, cleared.size());
        assertTrue(cleared.stream()
                .allMatch(it -> it.asJsonObject().getString("endsAt").equals("1970-01-01T00:00:00Z")));
        assertEquals(5, changed.size());
        assertEquals(
                List.of("critical"),
                changed.stream()
                        .map(JsonValue::asJsonObject)
                        .filter(it -> it.containsKey("startsAt"))
                        .map(it -> it.getJsonObject("labels").getString("severity"))
                        .toList());
    }

    private static Message about(Notice.Event event) {
        Message opened = about("d");
        Message.Line line = opened.notices().get(0);
        return new Message(
                opened.id(),
                "c",
                1,
                1,
                List.of(new Message.Group("hot", event, line.severity(), 1, 1)),
                List.of(new Message.Line(
                        1, 1, event, line.severity(), "hot", "d", line.message(), line.values(), line.at())),
                false);
    }

    @Test
    void theBrokerGetsTheBodyOfAWebhook() throws SendFailed {
        Message message = TestNotify.message(3, Notice.Event.OPENED);
        notify.send(
                "{\"name\":\"m\",\"type\":\"mqtt\",\"topic\":\"iotflow/notifications/plant/a\",\"qos\":2}", message);

        Broker.Publication publication = broker.publications.get(0);
        assertEquals("iotflow/notifications/plant/a", publication.topic());
        assertEquals(2, publication.qos());
        assertFalse(publication.retain());
        assertEquals(
                message.id().toString(), Json.readObject(publication.payload()).getString("id"));
    }

    /** Acknowledges at once. */
    private static final class Broker implements Publisher {

        private final List<Publication> publications = new ArrayList<>();

        record Publication(String topic, String payload, int qos, boolean retain) {}

        @Override
        public boolean isConnected() {
            return true;
        }

        @Override
        public CompletableFuture<Void> publish(String topic, byte[] payload, int qos, boolean retain) {
            publications.add(new Publication(topic, new String(payload, StandardCharsets.UTF_8), qos, retain));
            return CompletableFuture.completedFuture(null);
        }
    }
}
