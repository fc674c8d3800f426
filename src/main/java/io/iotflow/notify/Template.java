package io.iotflow.notify;

import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.MalformedJson;
import io.iotflow.platform.json.RequestBody;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An operator's own body of a webhook: text with names in double braces, such as {@code {"text": "{{title}}"}}. In JSON a
 * name's value stands inside of a string, escaped; {@code count}, {@code devices}, {@code alert_id}, {@code values} and
 * {@code message_json} are JSON themselves.
 */
final class Template {

    private static final int LONGEST = 10_000;
    private static final int LARGEST_BODY = 1_000_000;

    private static final Pattern NAME = Pattern.compile("\\{\\{([^{}]*)\\}\\}");

    private Template() {}

    /** What is wrong with a template, if something is. */
    static Optional<String> violation(String template, boolean isJson) {
        if (template.length() > LONGEST) {
            return Optional.of("must be at most " + LONGEST + " characters, is " + template.length());
        }
        if (!RequestBody.isWellFormed(template)) {
            return Optional.of("must not contain broken Unicode");
        }
        Map<String, String> known = values(SampleMessage.of("sample"), Instant.EPOCH);
        TreeSet<String> unknown = new TreeSet<>();
        NAME.matcher(template)
                .results()
                .map(it -> it.group(1).strip())
                .filter(it -> !known.containsKey(it))
                .forEach(unknown::add);
        if (!unknown.isEmpty()) {
            return Optional.of("has unknown names: " + String.join(", ", unknown) + "; there are "
                    + String.join(", ", new TreeSet<>(known.keySet())));
        }
        try {
            String filled = fill(template, SampleMessage.of("sample"), Instant.EPOCH, isJson);
            if (isJson) {
                Json.read(filled);
            }
            return Optional.empty();
        } catch (MalformedJson | SendFailed e) {
            return Optional.of("with its values " + e.getMessage());
        }
    }

    /** The template with a message's values; refused where that is too long. */
    static String fill(String template, Message message, Instant sentAt, boolean isJson) throws SendFailed {
        Map<String, String> values = values(message, sentAt);
        Matcher names = NAME.matcher(template);
        StringBuilder filled = new StringBuilder();
        while (names.find()) {
            String name = names.group(1).strip();
            String value = values.get(name);
            names.appendReplacement(filled, Matcher.quoteReplacement(isJson && !isJson(name) ? escaped(value) : value));
            if (filled.length() > LARGEST_BODY) {
                throw new SendFailed(
                        SendFailed.Kind.REFUSED, "becomes a body of more than " + LARGEST_BODY + " characters");
            }
        }
        return names.appendTail(filled).toString();
    }

    private static boolean isJson(String name) {
        return switch (name) {
            case "count", "devices", "alert_id", "values", "message_json" -> true;
            default -> false;
        };
    }

    /** As it stands between the quotes of a JSON string. */
    private static String escaped(String value) {
        String quoted = Json.text(Json.createValue(value));
        return quoted.substring(1, quoted.length() - 1);
    }

    private static Map<String, String> values(Message message, Instant sentAt) {
        Message.Line leading = message.leading();
        Map<String, String> values = new LinkedHashMap<>();
        values.put("id", message.id().toString());
        values.put("channel", message.channel());
        values.put("sent_at", sentAt.toString());
        values.put("title", MessageText.title(message));
        values.put("text", MessageText.text(message));
        values.put("count", String.valueOf(message.count()));
        values.put("devices", String.valueOf(message.devices()));
        values.put("severity", message.severity().wire());
        values.put("alert_id", String.valueOf(leading.alertId()));
        values.put("event", leading.event().wire());
        values.put("rule", leading.rule());
        values.put("device_id", leading.deviceId());
        values.put("message", leading.message());
        values.put("values", Json.text(leading.values()));
        values.put("at", leading.at().toString());
        values.put("message_json", Json.text(MessageJson.of(message, sentAt)));
        return values;
    }
}
