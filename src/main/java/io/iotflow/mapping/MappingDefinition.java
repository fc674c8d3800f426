package io.iotflow.mapping;

import io.iotflow.platform.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A mapping as an operator declares it.
 *
 * @param name also the last part of a webhook's path
 * @param topics what it takes over MQTT; empty for a webhook
 * @param publishers the devices that may publish there; none where a topic's level says who may
 * @param group whose members it may name; null for every device
 * @param expressions by their members: {@code device_id}, {@code measurement}, {@code time}, {@code fields}, {@code tags}
 */
record MappingDefinition(
        String name,
        boolean enabled,
        boolean webhook,
        List<TopicFilter> topics,
        List<String> publishers,
        String group,
        Map<String, String> expressions) {

    static final String DEVICE_ID = "device_id";
    static final String MEASUREMENT = "measurement";
    static final String TIME = "time";
    static final String FIELDS = "fields";
    static final String TAGS = "tags";

    /** The members that are expressions, in the order in which they are evaluated. */
    static final List<String> EXPRESSIONS = List.of(DEVICE_ID, MEASUREMENT, TIME, FIELDS, TAGS);

    boolean namesDeviceByTopic() {
        return topics.stream().anyMatch(TopicFilter::namesDevice);
    }

    /** Whether the same devices may publish on the same topics. */
    boolean hasSameRights(MappingDefinition other) {
        return enabled == other.enabled
                && topicTexts().equals(other.topicTexts())
                && Set.copyOf(publishers).equals(Set.copyOf(other.publishers))
                && Objects.equals(group, other.group);
    }

    List<String> topicTexts() {
        return topics.stream().map(TopicFilter::toString).toList();
    }

    /** As it is answered, and as it is given. */
    JsonObjectBuilder describe() {
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("name", name)
                .add("enabled", enabled)
                .add("webhook", webhook)
                .add("topics", array(topicTexts()))
                .add("publishers", array(publishers));
        json.add("group", Json.orNull(group));
        EXPRESSIONS.forEach(it -> json.add(it, Json.orNull(expressions.get(it))));
        return json;
    }

    JsonObject expressionsJson() {
        JsonObjectBuilder json = Json.createObjectBuilder();
        expressions.forEach(json::add);
        return json.build();
    }

    private static JsonArrayBuilder array(List<String> texts) {
        return Json.createArrayBuilder(texts);
    }
}
