package io.iotflow.mapping;

import io.iotflow.device.DeviceId;
import io.iotflow.platform.json.DeclaredName;
import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.RequestBody;
import io.iotflow.platform.problem.Problem;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** Reads a mapping from a request, over the template that it names; what is wrong is answered together. */
final class DefinitionReader {

    static final DeclaredName NAME = new DeclaredName("mapping", "try", "templates");

    private static final int MOST_TOPICS = 8;
    private static final int MOST_PUBLISHERS = 16;

    private final RequestBody body;

    private DefinitionReader(RequestBody body) {
        this.body = body;
    }

    /**
     * Reads it.
     *
     * @param name where the path says it; else null
     */
    static MappingDefinition read(byte[] json, String name) {
        return read(RequestBody.object(json), name);
    }

    static MappingDefinition read(JsonObject json, String name) {
        JsonObject whole = overTemplate(json);
        return new DefinitionReader(RequestBody.of(whole)).read(name);
    }

    private static JsonObject overTemplate(JsonObject json) {
        JsonValue template = json.get("template");
        if (template == null || template == JsonValue.NULL) {
            return json.containsKey("template")
                    ? Json.createObjectBuilder(json).remove("template").build()
                    : json;
        }
        JsonObject found = template instanceof JsonString name
                ? Templates.definition(name.getString()).orElse(null)
                : null;
        if (found == null) {
            throw Problem.invalid("template", "must be one of " + String.join(", ", Templates.names()));
        }
        JsonObjectBuilder all = Json.createObjectBuilder(found);
        json.forEach((member, value) -> {
            if (!member.equals("template")) {
                all.add(member, value);
            }
        });
        return all.build();
    }

    private MappingDefinition read(String pathName) {
        String name = NAME.read(body, pathName);
        boolean enabled = body.flag("enabled", true);
        boolean webhook = body.flag("webhook", false);
        List<TopicFilter> topics = topics(webhook);
        List<String> publishers = publishers();
        String group = body.optional("group");
        if (group != null && !DeviceId.isValid(group)) {
            body.violation("group", "must be a group's id");
        }
        MappingDefinition definition =
                new MappingDefinition(name, enabled, webhook, topics, publishers, group, expressions());
        checkRights(definition);
        body.check();
        return definition;
    }

    private List<TopicFilter> topics(boolean webhook) {
        List<TopicFilter> topics = new ArrayList<>();
        List<String> texts = body.texts("topics", MOST_TOPICS);
        for (int i = 0; i < texts.size(); i++) {
            String where = "topics[" + i + "]";
            TopicFilter filter = TopicFilter.of(texts.get(i));
            TopicFilter.violation(texts.get(i)).ifPresent(it -> body.violation(where, it));
            topics.stream()
                    .filter(it -> it.overlaps(filter))
                    .findFirst()
                    .ifPresent(it -> body.violation(where, "overlaps with " + it));
            topics.add(filter);
        }
        if (webhook && !topics.isEmpty()) {
            body.violation("topics", "must be left out of a webhook's mapping");
        } else if (!webhook && topics.isEmpty()) {
            body.violation("topics", "is required, or webhook must be true");
        }
        return topics;
    }

    private List<String> publishers() {
        List<String> publishers = body.texts("publishers", MOST_PUBLISHERS);
        for (int i = 0; i < publishers.size(); i++) {
            if (!DeviceId.isValid(publishers.get(i))) {
                body.violation("publishers[" + i + "]", "must be a device id");
            }
        }
        return List.copyOf(new LinkedHashSet<>(publishers));
    }

    private Map<String, String> expressions() {
        Map<String, String> expressions = new LinkedHashMap<>();
        for (String member : MappingDefinition.EXPRESSIONS) {
            String text = body.optional(member);
            if (text != null) {
                expressions.put(member, text);
                try {
                    Expression.of(member, text);
                } catch (BadExpression e) {
                    body.violation(member, e.getMessage());
                }
            }
        }
        return expressions;
    }

    /** Who may publish, and whom that may name (ADR 18). */
    private void checkRights(MappingDefinition definition) {
        boolean byTopic = definition.namesDeviceByTopic();
        if (byTopic && !definition.topics().stream().allMatch(TopicFilter::namesDevice)) {
            body.violation("topics", "must all have " + TopicFilter.DEVICE_ID + ", or none");
        }
        if (!byTopic && !definition.expressions().containsKey(MappingDefinition.DEVICE_ID)) {
            body.violation(MappingDefinition.DEVICE_ID, "is required where no topic has " + TopicFilter.DEVICE_ID);
        }
        if (!definition.expressions().containsKey(MappingDefinition.FIELDS)) {
            body.violation(MappingDefinition.FIELDS, "is required");
        }
        if (!definition.publishers().isEmpty()) {
            if (definition.webhook() || byTopic) {
                body.violation("publishers", "must be left out: the topic's device publishes, or a webhook's caller");
            } else if (definition.group() == null) {
                body.violation("group", "is required with publishers: they may name its members and no other device");
            }
        }
    }
}
