package io.iotflow.notify;

import io.iotflow.platform.json.Json;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;

/** Posts to an incoming webhook of Slack: a message of blocks (api.slack.com/messaging/webhooks). */
@Singleton
class Slack extends HttpChannel {

    private static final int LONGEST_HEADER = 150;
    private static final int LONGEST_SECTION = 3_000;

    @Inject
    Slack(HttpAddress address, HttpSender sender) {
        super(address, sender);
    }

    @Override
    public String type() {
        return "slack";
    }

    @Override
    JsonValue json(Parts channel, Message message) {
        String title = MessageText.title(message);
        JsonArrayBuilder blocks = Json.createArrayBuilder()
                .add(block("header", cut(title, LONGEST_HEADER)))
                .add(block("section", cut(MessageText.text(message), LONGEST_SECTION)));
        return Json.createObjectBuilder()
                .add("text", escaped(title))
                .add("blocks", blocks)
                .build();
    }

    /** Plain text, in which Slack looks for no mark-up and calls nobody. */
    private static JsonObjectBuilder block(String type, String text) {
        return Json.createObjectBuilder()
                .add("type", type)
                .add(
                        "text",
                        Json.createObjectBuilder().add("type", "plain_text").add("text", text));
    }

    /** As Slack wants the three characters of its mark-up, with which a device could call everybody. */
    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest - 1) + "…";
    }
}
