package io.iotflow.mqttapi;

import io.iotflow.device.DeviceTopics;
import java.util.List;

/**
 * A topic taken apart; what a topic of its kind does not have is null.
 *
 * @param path what follows the base
 * @param parts the levels of the path
 * @param category the first level of the path, such as {@code devices}
 */
public record ParsedTopic(
        String base,
        String fullTopic,
        String path,
        List<String> parts,
        String category,
        String deviceId,
        String groupId,
        String topicType,
        String subtopic) {

    /** Takes a topic apart that has no violation. */
    static ParsedTopic of(String topic) {
        String path = topic.substring(DeviceTopics.BASE.length() + 1);
        List<String> parts = List.of(path.split("/"));
        boolean ofDevice = parts.get(0).equals("devices");
        boolean ofFleet = parts.get(0).equals("fleet");
        return new ParsedTopic(
                DeviceTopics.BASE,
                topic,
                path,
                parts,
                parts.get(0),
                ofDevice ? level(parts, 1) : formerDevice(topic),
                ofFleet ? level(parts, 2) : null,
                level(parts, ofDevice ? 2 : 1),
                ofDevice ? level(parts, 3) : null);
    }

    /** Whose topic one of the prototype's is, if it is one: it stands for a status of that device. */
    private static String formerDevice(String topic) {
        String standing = DeviceTopics.standing(topic);
        return standing.equals(topic) ? null : standing.split("/")[2];
    }

    private static String level(List<String> parts, int index) {
        return index < parts.size() ? parts.get(index) : null;
    }
}
