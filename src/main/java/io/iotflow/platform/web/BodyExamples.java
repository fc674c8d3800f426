package io.iotflow.platform.web;

import io.iotflow.platform.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.Objects;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/**
 * Turns the examples of openapi.yaml into JSON, and reads the schema of each body from its example, so that the file says
 * everything once. They are text in the file: Payara takes every null out of the document before a filter sees it.
 */
final class BodyExamples {

    private static final String JSON = "application/json";

    private BodyExamples() {}

    static void apply(Operation operation) {
        Stream<Content> request = Stream.ofNullable(operation.getRequestBody()).map(it -> it.getContent());
        Stream<Content> answers =
                operation.getResponses().getAPIResponses().values().stream().map(APIResponse::getContent);
        Stream.concat(request, answers)
                .filter(Objects::nonNull)
                .flatMap(it -> it.getMediaTypes().entrySet().stream())
                .filter(it -> it.getKey().equals(JSON))
                .forEach(it -> apply(it.getValue()));
    }

    private static void apply(MediaType body) {
        body.getExamples().values().forEach(example -> {
            JsonValue json = Json.read((String) example.getValue());
            example.setValue(ExampleValue.of(json));
            body.setSchema(schema(json));
        });
    }

    private static Schema schema(JsonValue json) {
        Schema schema = switch (json.getValueType()) {
            case OBJECT -> SchemaTypes.of(SchemaType.OBJECT);
            case ARRAY -> SchemaTypes.of(SchemaType.ARRAY);
            case NUMBER -> SchemaTypes.of(((JsonNumber) json).isIntegral() ? SchemaType.INTEGER : SchemaType.NUMBER);
            case TRUE, FALSE -> SchemaTypes.of(SchemaType.BOOLEAN);
            case STRING -> SchemaTypes.of(SchemaType.STRING);
            case NULL -> SchemaTypes.ofNull();
        };
        if (json instanceof JsonObject object) {
            object.forEach((name, value) -> schema.addProperty(name, schema(value)));
        } else if (json instanceof JsonArray array) {
            schema.items(array.isEmpty() ? OASFactory.createSchema() : schema(array.get(0)));
        }
        return schema;
    }
}
