package io.iotflow.mapping;

import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.MalformedJson;
import io.iotflow.platform.problem.Problem;
import jakarta.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One mapping, compiled: what becomes of a payload. Safe for many threads. */
public final class Mapping {

    /** The most bytes of a payload that expressions read. */
    public static final int LARGEST_PAYLOAD = 65_536;

    private final MappingDefinition definition;
    private final Map<String, Expression> expressions = new LinkedHashMap<>();
    private final Figures figures;

    Mapping(MappingDefinition definition, Figures figures) {
        this.definition = definition;
        this.figures = figures;
        definition.expressions().forEach((member, text) -> expressions.put(member, compiled(member, text)));
    }

    private static Expression compiled(String member, String text) {
        try {
            return Expression.of(member, text);
        } catch (BadExpression e) {
            throw new IllegalStateException("the stored expression " + member + " " + e.getMessage(), e);
        }
    }

    /**
     * A mapping that is not stored, to try it.
     *
     * @throws Problem 400 that names each bad member
     */
    public static Mapping toTry(JsonObject definition) {
        JsonObject named = definition.containsKey("name")
                ? definition
                : Json.createObjectBuilder(definition).add("name", "sample").build();
        return new Mapping(DefinitionReader.read(named, null), new Figures());
    }

    /** Its name. */
    public String name() {
        return definition.name();
    }

    /** The group whose members it may name; empty for every device. */
    public Optional<String> group() {
        return Optional.ofNullable(definition.group());
    }

    /** Whether it is a webhook's. */
    public boolean isWebhook() {
        return definition.webhook();
    }

    /** What became of its messages. */
    public Figures figures() {
        return figures;
    }

    MappingDefinition definition() {
        return definition;
    }

    /** Its filter that matches the topic. */
    Optional<TopicFilter> filterOf(String topic) {
        String[] levels = topic.split("/", -1);
        return definition.topics().stream().filter(it -> it.matches(levels)).findFirst();
    }

    /** Whether a message on this topic is one of its. */
    public boolean takes(String topic) {
        return filterOf(topic).isPresent();
    }

    /**
     * Begins to read a message: its device.
     *
     * @param topic null for a webhook
     * @throws MappingFailed when the payload cannot be read, or the expression of the device fails
     */
    public MappedPayload open(String topic, byte[] payload, Instant receivedAt) throws MappingFailed {
        if (payload.length > LARGEST_PAYLOAD) {
            throw new MappingFailed("payload", "is larger than the " + LARGEST_PAYLOAD + " bytes that a mapping reads");
        }
        List<String> levels = topic == null ? null : List.of(topic.split("/", -1));
        Expression.Given given = new Expression.Given(value(payload), topic, levels, receivedAt);
        Optional<String> byTopic =
                topic == null ? Optional.empty() : filterOf(topic).flatMap(it -> it.deviceOf(topic));
        return MappedPayload.open(expressions, given, byTopic);
    }

    /** JSON where it is, else a text. */
    private static Object value(byte[] payload) throws MappingFailed {
        try {
            return JsonataValues.of(Json.read(payload));
        } catch (MalformedJson e) {
            return text(payload);
        }
    }

    private static String text(byte[] payload) throws MappingFailed {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(payload))
                    .toString()
                    .strip();
        } catch (CharacterCodingException e) {
            throw new MappingFailed("payload", "is not UTF-8");
        }
    }
}
