package io.iotflow.mapping;

import io.iotflow.device.DeviceTopics;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A topic filter (MQTT 3.1.1 section 4.7) in which one level may be {@code {device_id}}: any level, and the one that says
 * whose the message is. Its first level is a name, so that it covers neither our own topics nor the broker's.
 */
public final class TopicFilter {

    /** Stands for the level that is the device's id. */
    public static final String DEVICE_ID = "{device_id}";

    private static final int LONGEST = 500; // bytes

    private final String text;
    private final String[] levels;

    private TopicFilter(String text) {
        this.text = text;
        this.levels = text.split("/", -1);
    }

    /** A filter that {@link #violation} has nothing against. */
    public static TopicFilter of(String text) {
        return new TopicFilter(text);
    }

    /** What is wrong with the text, continuing a sentence; empty when it is a filter that a mapping may have. */
    static Optional<String> violation(String text) {
        if (text.isEmpty() || text.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            return Optional.of("must have 1 to " + LONGEST + " bytes");
        }
        if (text.chars().anyMatch(it -> Character.isISOControl(it) || Character.isSurrogate((char) it))) {
            return Optional.of("must not contain control characters or characters outside of the basic plane");
        }
        List<String> levels = List.of(text.split("/", -1));
        String first = levels.get(0);
        if (first.isEmpty() || first.equals("+") || first.equals("#") || first.contains("{")) {
            return Optional.of(
                    "must begin with a name: a filter for every first level covers " + DeviceTopics.BASE + "/#");
        }
        if (first.equals(DeviceTopics.BASE) || first.startsWith("$")) {
            return Optional.of("must not begin with " + DeviceTopics.BASE + " or $: these topics are taken");
        }
        for (int i = 0; i < levels.size(); i++) {
            String level = levels.get(i);
            boolean isWildcard = level.equals("+") || level.equals("#") && i == levels.size() - 1;
            if (!isWildcard && (level.contains("+") || level.contains("#"))) {
                return Optional.of("must have + as a whole level and # as its last one");
            }
            if (!level.equals(DEVICE_ID) && (level.contains("{") || level.contains("}"))) {
                return Optional.of("must have no braces but " + DEVICE_ID + " as a whole level");
            }
        }
        return levels.stream().filter(DEVICE_ID::equals).count() > 1
                ? Optional.of("must have " + DEVICE_ID + " once")
                : Optional.empty();
    }

    /** As it is said to a broker. */
    public String forBroker() {
        return text.replace(DEVICE_ID, "+");
    }

    boolean namesDevice() {
        return deviceLevel() >= 0;
    }

    private int deviceLevel() {
        return List.of(levels).indexOf(DEVICE_ID);
    }

    /** The level of a topic that this filter matches which is the device's id; empty where the filter has none. */
    Optional<String> deviceOf(String topic) {
        int level = deviceLevel();
        return level < 0 ? Optional.empty() : Optional.of(topic.split("/", -1)[level]);
    }

    String firstLevel() {
        return levels[0];
    }

    /** Whether it matches a topic, given by its levels. Paho's own look does not let + match an empty one. */
    boolean matches(String[] topic) {
        for (int i = 0; i < levels.length; i++) {
            if (levels[i].equals("#")) {
                return true;
            }
            if (i == topic.length) {
                return false;
            }
            if (!isAny(levels[i]) && !levels[i].equals(topic[i])) {
                return false;
            }
        }
        return levels.length == topic.length;
    }

    /** Whether some topic is matched by both: the broker might send it twice. */
    boolean overlaps(TopicFilter other) {
        int i = 0;
        while (i < levels.length && i < other.levels.length) {
            String mine = levels[i];
            String theirs = other.levels[i];
            if (mine.equals("#") || theirs.equals("#")) {
                return true;
            }
            if (!isAny(mine) && !isAny(theirs) && !mine.equals(theirs)) {
                return false;
            }
            i++;
        }
        return levels.length == other.levels.length || endsHere(levels, i) || endsHere(other.levels, i);
    }

    /** Whether only # is left, which matches the level above it too. */
    private static boolean endsHere(String[] levels, int index) {
        return levels.length == index + 1 && levels[index].equals("#");
    }

    private static boolean isAny(String level) {
        return level.equals("+") || level.equals(DEVICE_ID);
    }

    @Override
    public String toString() {
        return text;
    }
}
