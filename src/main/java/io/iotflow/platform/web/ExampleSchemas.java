package io.iotflow.platform.web;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;

/**
 * Reads the schema of a body from its example. What an example cannot say of a member, such as that it may be null,
 * openapi.yaml says among its schemas under the member's name, or under the name of the member around it and its own:
 * {@code device.description}, and {@code .result} where no member is around it. A list is described by its first element.
 */
final class ExampleSchemas {

    private final Map<String, Schema> members;

    /** With the schemas of openapi.yaml. */
    ExampleSchemas(Map<String, Schema> members) {
        this.members = members;
    }

    /** Of a request: whoever sends it may leave out members, and the server says which it needs. */
    Schema ofRequest(JsonValue example) {
        return schema("", example, false);
    }

    /** Of an answer: it has every member of its example. */
    Schema ofAnswer(JsonValue example) {
        return schema("", example, true);
    }

    private Schema schema(String around, JsonValue json, boolean complete) {
        return switch (json.getValueType()) {
            case OBJECT -> object(around, json.asJsonObject(), complete);
            case ARRAY ->
                SchemaTypes.of(SchemaType.ARRAY)
                        .items(json.asJsonArray().stream()
                                .findFirst()
                                .map(it -> schema(around, it, complete))
                                .orElseGet(OASFactory::createSchema));
            case NUMBER -> SchemaTypes.of(((JsonNumber) json).isIntegral() ? SchemaType.INTEGER : SchemaType.NUMBER);
            case TRUE, FALSE -> SchemaTypes.of(SchemaType.BOOLEAN);
            case STRING -> SchemaTypes.of(SchemaType.STRING);
            case NULL -> SchemaTypes.ofNull();
        };
    }

    private Schema object(String around, JsonObject example, boolean complete) {
        Schema schema = SchemaTypes.of(SchemaType.OBJECT);
        example.forEach((name, value) ->
                schema.addProperty(name, said(around, name).orElseGet(() -> schema(name, value, complete))));
        if (complete && !example.isEmpty()) {
            schema.required(List.copyOf(example.keySet()));
        }
        return schema;
    }

    private Optional<Schema> said(String around, String name) {
        return Optional.ofNullable(members.get(around + "." + name)).or(() -> Optional.ofNullable(members.get(name)));
    }

    /** Adds to a schema what openapi.yaml says of this body alone: members, and which of all are required. */
    static void complete(Schema read, Schema written) {
        if (written.getRequired() != null) {
            read.setRequired(written.getRequired());
        }
        Map<String, Schema> members = written.getProperties() == null ? Map.of() : written.getProperties();
        members.forEach((name, member) -> {
            Schema there = read.getProperties().get(name);
            if (there != null && SchemaTypes.isOpen(member)) {
                complete(there, member);
            } else {
                read.addProperty(name, member);
            }
        });
    }
}
