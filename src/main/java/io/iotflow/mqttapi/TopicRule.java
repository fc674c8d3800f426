package io.iotflow.mqttapi;

import io.iotflow.device.DeviceTopics;
import io.iotflow.platform.json.RequestBody;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a topic or a topic filter must be (MQTT 3.1.1 sections 1.5.3 and 4.7, and our own names). */
final class TopicRule {

    /** The longest text that MQTT can carry, in bytes of UTF-8. */
    static final int LONGEST = 65_535;

    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private TopicRule() {}

    /** Everything that is wrong with a topic to publish to, continuing a sentence. */
    static List<String> violations(String topic) {
        List<String> wrong = violationsOfText(topic);
        Stream.of("+", "#")
                .filter(topic::contains)
                .forEach(it -> wrong.add("must not contain the wildcard '" + it + "'"));
        return wrong;
    }

    /** Everything that is wrong with a filter to subscribe to. */
    static List<String> filterViolations(String filter) {
        List<String> wrong = violationsOfText(filter);
        String[] levels = filter.split("/", -1);
        for (int i = 0; i < levels.length; i++) {
            if (levels[i].contains("+") && !levels[i].equals("+")) {
                wrong.add("must have '+' only as a whole level");
            }
            if (levels[i].contains("#") && (!levels[i].equals("#") || i < levels.length - 1)) {
                wrong.add("must have '#' only as the whole last level");
            }
        }
        return wrong;
    }

    private static List<String> violationsOfText(String text) {
        List<String> wrong = new ArrayList<>();
        if (!text.startsWith(DeviceTopics.BASE + "/")) {
            wrong.add("must begin with '" + DeviceTopics.BASE + "/'");
        }
        if (CONTROL.matcher(text).find()) {
            wrong.add("must not contain control characters");
        }
        if (!RequestBody.isWellFormed(text)) {
            wrong.add("must not contain broken Unicode");
        }
        if (text.contains("$")) {
            wrong.add("must not contain '$'");
        }
        if (Stream.of(text.split("/", -1)).anyMatch(String::isEmpty)) {
            wrong.add("must not have an empty level");
        }
        if (text.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            wrong.add("must be at most " + LONGEST + " bytes");
        }
        return wrong;
    }
}
