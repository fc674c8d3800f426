package io.iotflow.notify;

import io.iotflow.platform.json.Json;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;

/** Posts an Adaptive Card to a workflow of Microsoft Teams ("Post to a channel when a webhook request is received"). */
@Singleton
class Teams extends HttpChannel {

    private static final String CARD = "application/vnd.microsoft.card.adaptive";

    @Inject
    Teams(HttpAddress address, HttpSender sender) {
        super(address, sender);
    }

    @Override
    public String type() {
        return "teams";
    }

    @Override
    JsonValue json(Parts channel, Message message) {
        JsonArrayBuilder body = Json.createArrayBuilder()
                .add(paragraph(Json.createObjectBuilder()
                        .add("type", "TextRun")
                        .add("text", MessageText.title(message))
                        .add("weight", "bolder")
                        .add("size", "large")
                        .add("color", color(message.severity()))));
        MessageText.lines(message)
                .forEach(it -> body.add(paragraph(
                        Json.createObjectBuilder().add("type", "TextRun").add("text", it))));
        JsonObjectBuilder card = Json.createObjectBuilder()
                .add("$schema", "http://adaptivecards.io/schemas/adaptive-card.json")
                .add("type", "AdaptiveCard")
                .add("version", "1.4")
                .add("body", body);
        return Json.createObjectBuilder()
                .add("type", "message")
                .add(
                        "attachments",
                        Json.createArrayBuilder()
                                .add(Json.createObjectBuilder()
                                        .add("contentType", CARD)
                                        .addNull("contentUrl")
                                        .add("content", card)))
                .build();
    }

    /** Runs of text, in which Teams looks for no mark-up. */
    private static JsonObjectBuilder paragraph(JsonObjectBuilder run) {
        return Json.createObjectBuilder()
                .add("type", "RichTextBlock")
                .add("inlines", Json.createArrayBuilder().add(run));
    }

    private static String color(Severity severity) {
        return switch (severity) {
            case CRITICAL, MAJOR -> "attention";
            case MINOR, WARNING -> "warning";
            case INFO -> "default";
        };
    }
}
