package io.iotflow.brokerauth;

import io.iotflow.device.DeviceTopics;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Whether a device's topics cover a topic or filter (MQTT 3.1.1 section 4.7). What is no valid one is not covered. */
final class Rights {

    private static final int LONGEST = 65_535; // bytes, section 1.5.3

    private Rights() {}

    static boolean mayPublish(DeviceTopics topics, String topic) {
        return isTopic(topic) && topics.publishFilters().stream().anyMatch(it -> covers(it, topic));
    }

    /** Whether it is a topic that a message may have. */
    static boolean isTopic(String topic) {
        return isText(topic) && topic.indexOf('+') < 0 && topic.indexOf('#') < 0;
    }

    static boolean maySubscribe(DeviceTopics topics, String filter) {
        return isText(filter)
                && isFilter(filter)
                && topics.subscribeFilters().stream().anyMatch(it -> covers(it, filter));
    }

    /** Whether all that the filter can match is matched by the right, which has no wildcard but {@code #} at its end. */
    static boolean covers(String right, String filter) {
        return right.endsWith("/#") ? filter.startsWith(right.substring(0, right.length() - 1)) : filter.equals(right);
    }

    private static boolean isFilter(String filter) {
        List<String> levels = List.of(filter.split("/", -1));
        for (int i = 0; i < levels.size(); i++) {
            String level = levels.get(i);
            boolean hasWildcard = level.indexOf('+') >= 0 || level.indexOf('#') >= 0;
            boolean isWildcard = level.equals("+") || level.equals("#") && i == levels.size() - 1;
            if (hasWildcard && !isWildcard) {
                return false;
            }
        }
        return true;
    }

    private static boolean isText(String text) {
        return !text.isEmpty()
                && text.chars().noneMatch(Character::isISOControl)
                && text.getBytes(StandardCharsets.UTF_8).length <= LONGEST;
    }
}
