package io.iotflow.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.oas.OpenApi30;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The schemas of an OpenAPI document, read strictly: where a schema lists members, and says nothing of others, an answer
 * has no others. Clients of the API are free to be more tolerant, and should be.
 */
final class AnswerSchemas {

    private final JsonSchemaFactory factory = JsonSchemaFactory.getInstance(
            VersionFlag.V4,
            builder -> builder.metaSchema(OpenApi30.getInstance())
                    .defaultMetaSchemaIri(OpenApi30.getInstance().getIri()));

    private final JsonNode document;
    private final Map<JsonNode, JsonSchema> compiled = Collections.synchronizedMap(new IdentityHashMap<>());

    AnswerSchemas(JsonNode document) {
        this.document = document;
        forbidOthers(document);
    }

    private static void forbidOthers(JsonNode node) {
        node.forEach(AnswerSchemas::forbidOthers);
        if (node.path("type").asText().equals("object")
                && node.has("properties")
                && !node.has("additionalProperties")) {
            ((ObjectNode) node).put("additionalProperties", false);
        }
    }

    /** The node, or what it refers to. */
    JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
    }

    /** What is wrong with a JSON text of this media type, each with its place. */
    List<String> differences(JsonNode mediaType, String json) {
        return compiled.computeIfAbsent(mediaType, this::compile).validate(json, InputFormat.JSON).stream()
                .map(ValidationMessage::getMessage)
                .toList();
    }

    private JsonSchema compile(JsonNode mediaType) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        schema.putArray("allOf").add(mediaType.get("schema"));
        schema.set("components", document.get("components"));
        return factory.getSchema(schema);
    }
}
