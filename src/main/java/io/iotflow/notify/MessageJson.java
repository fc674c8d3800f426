package io.iotflow.notify;

import io.iotflow.platform.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;

/** A message as JSON, for programs: the body of webhooks and of what is published over MQTT (src/docs/notifications.md). */
final class MessageJson {

    private static final int MOST_CHARACTERS = 200_000;

    private MessageJson() {}

    static JsonObject of(Message message, Instant sentAt) {
        JsonArrayBuilder groups = Json.createArrayBuilder();
        message.groups()
                .forEach(it -> groups.add(Json.createObjectBuilder()
                        .add("rule", it.rule())
                        .add("event", it.event().wire())
                        .add("severity", it.severity().wire())
                        .add("count", it.count())
                        .add("devices", it.devices())));
        return Json.createObjectBuilder()
                .add("id", message.id().toString())
                .add("channel", message.channel())
                .add("sent_at", sentAt.toString())
                .add("test", message.isTest())
                .add("severity", message.severity().wire())
                .add("title", MessageText.title(message))
                .add("text", MessageText.text(message))
                .add("count", message.count())
                .add("devices", message.devices())
                .add("groups", groups)
                .add("notices", notices(message))
                .build();
    }

    /** As many as fit; {@code count} says how many there are. */
    private static JsonArrayBuilder notices(Message message) {
        JsonArrayBuilder notices = Json.createArrayBuilder();
        int characters = 0;
        for (Message.Line it : message.notices()) {
            JsonObject notice = notice(it).build();
            characters += notice.toString().length();
            if (characters > MOST_CHARACTERS) {
                break;
            }
            notices.add(notice);
        }
        return notices;
    }

    private static JsonObjectBuilder notice(Message.Line line) {
        return Json.createObjectBuilder()
                .add("id", line.id())
                .add("alert_id", line.alertId())
                .add("event", line.event().wire())
                .add("severity", line.severity().wire())
                .add("rule", line.rule())
                .add("device_id", line.deviceId())
                .add("message", line.message())
                .add("values", line.values())
                .add("at", line.at().toString());
    }
}
