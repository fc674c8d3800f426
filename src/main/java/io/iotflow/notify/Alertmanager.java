package io.iotflow.notify;

import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.RequestBody;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Posts alerts as Prometheus does ({@code POST /api/v2/alerts}): to Alertmanager itself, or to what takes the same. It groups by
 * itself, so it gets each alert. An alert is known there by its labels, of which the severity is one.
 */
@Singleton
class Alertmanager extends HttpChannel {

    /** An alert without an end would be taken for cleared when it is not repeated for some minutes. */
    private static final Duration OPEN_END = Duration.ofDays(365);

    private static final String LABELS = "labels";
    private static final int MOST = 200;
    private static final int MOST_LABELS = 20;
    private static final int LONGEST_VALUE = 200;
    private static final Pattern LABEL_NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]{0,63}");
    private static final Set<String> OURS = Set.of("alertname", "device_id", "severity", "source");

    @Inject
    Alertmanager(HttpAddress address, HttpSender sender) {
        super(address, sender);
    }

    @Override
    public String type() {
        return "alertmanager";
    }

    @Override
    public Capacity capacity() {
        return Capacity.each(MOST);
    }

    @Override
    public Defaults defaults() {
        return Defaults.FOR_PROGRAMS;
    }

    @Override
    public List<String> secrets() {
        return List.of(HttpAddress.URL, HttpAddress.HEADERS);
    }

    @Override
    void readMore(RequestBody body, JsonObjectBuilder shown) {
        JsonValue value = body.has(LABELS) ? body.value(LABELS) : JsonValue.EMPTY_JSON_OBJECT;
        if (value == JsonValue.NULL) {
            value = JsonValue.EMPTY_JSON_OBJECT;
        }
        if (!(value instanceof JsonObject labels) || labels.size() > MOST_LABELS) {
            body.violation(LABELS, "must be an object of at most " + MOST_LABELS + " names with their texts");
            return;
        }
        labels.forEach((name, text) -> {
            if (!LABEL_NAME.matcher(name).matches() || OURS.contains(name)) {
                body.violation(
                        LABELS, "must have names of letters, digits and '_', and none of " + String.join(", ", OURS));
            } else if (!(text instanceof JsonString string)
                    || string.getString().isEmpty()
                    || string.getString().length() > LONGEST_VALUE
                    || !RequestBody.isWellFormed(string.getString())) {
                body.violation(LABELS, "must have texts of 1 to " + LONGEST_VALUE + " characters");
            }
        });
        shown.add(LABELS, labels);
    }

    @Override
    JsonValue json(Parts channel, Message message) {
        JsonObject own = channel.shown().getJsonObject(LABELS);
        JsonArrayBuilder alerts = Json.createArrayBuilder();
        for (Message.Line line : message.notices()) {
            boolean isCleared = line.event() == Notice.Event.CLEARED;
            for (Severity severity : Severity.values()) {
                if (!isCleared && severity == line.severity()) {
                    alerts.add(alert(own, line, severity)
                            .add("startsAt", line.at().toString())
                            .add("endsAt", line.at().plus(OPEN_END).toString()));
                } else if (isCleared || line.event() == Notice.Event.CHANGED) { // also what it was before
                    alerts.add(alert(own, line, severity).add("endsAt", end(line.at())));
                }
            }
        }
        return alerts.build();
    }

    /** Not after now, as the other clock has it: an end in the future is none. */
    private static String end(Instant at) {
        Instant now = Instant.now();
        return (at.isAfter(now) ? now : at).toString();
    }

    private static JsonObjectBuilder alert(JsonObject own, Message.Line line, Severity severity) {
        JsonObjectBuilder labels = Json.createObjectBuilder(own)
                .add("alertname", line.rule())
                .add("device_id", line.deviceId())
                .add("severity", severity.wire())
                .add("source", "iotflow");
        return Json.createObjectBuilder()
                .add("labels", labels)
                .add(
                        "annotations",
                        Json.createObjectBuilder()
                                .add("summary", line.message())
                                .add("event", line.event().wire()));
    }
}
