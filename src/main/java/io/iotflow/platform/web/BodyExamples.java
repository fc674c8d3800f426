package io.iotflow.platform.web;

import io.iotflow.platform.json.Json;
import jakarta.json.JsonValue;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;

/**
 * Turns the examples of openapi.yaml into JSON, and gives each body the schema that its example has, so that the file says
 * everything once. They are text in the file: Payara takes every null out of the document before a filter sees it.
 */
final class BodyExamples {

    private static final String JSON = "application/json";

    private final ExampleSchemas schemas;

    BodyExamples(ExampleSchemas schemas) {
        this.schemas = schemas;
    }

    void apply(Operation operation) {
        if (operation.getRequestBody() != null) {
            apply(operation.getRequestBody().getContent(), schemas::ofRequest);
        }
        operation
                .getResponses()
                .getAPIResponses()
                .values()
                .forEach(answer -> apply(answer.getContent(), schemas::ofAnswer));
    }

    private static void apply(Content content, Function<JsonValue, Schema> schema) {
        Optional.ofNullable(content).map(it -> it.getMediaType(JSON)).ifPresent(it -> apply(it, schema));
    }

    private static void apply(MediaType body, Function<JsonValue, Schema> schema) {
        if (body.getExamples() == null) {
            return;
        }
        Schema written = body.getSchema();
        body.getExamples().values().forEach(example -> {
            JsonValue json = Json.read((String) example.getValue());
            example.setValue(ExampleValue.of(json));
            if (written == null || written.getRef() == null) {
                body.setSchema(schema.apply(json));
            }
        });
        if (written != null && written.getRef() == null) {
            ExampleSchemas.complete(body.getSchema(), written);
        }
    }
}
