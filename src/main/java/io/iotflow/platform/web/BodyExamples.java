package io.iotflow.platform.web;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/** Reads the schema of each body from its example, so that openapi.yaml says everything once. */
final class BodyExamples {

    private BodyExamples() {}

    static void apply(Operation operation) {
        Stream<Content> request = Stream.ofNullable(operation.getRequestBody()).map(it -> it.getContent());
        Stream<Content> answers =
                operation.getResponses().getAPIResponses().values().stream().map(APIResponse::getContent);
        Stream.concat(request, answers)
                .filter(Objects::nonNull)
                .flatMap(it -> it.getMediaTypes().values().stream())
                .filter(it -> it.getExamples() != null)
                .forEach(BodyExamples::apply);
    }

    private static void apply(MediaType body) {
        body.getExamples().values().forEach(example -> {
            if (body.getSchema() == null) {
                body.setSchema(schema(example.getValue()));
            }
            example.setValue(ExampleValue.of(example.getValue()));
        });
    }

    private static Schema schema(Object example) {
        Schema schema = OASFactory.createSchema();
        if (example instanceof Map<?, ?> object) {
            schema.type(SchemaType.OBJECT);
            object.forEach((name, value) -> schema.addProperty(String.valueOf(name), schema(value)));
            return schema;
        }
        if (example instanceof List<?> array) {
            return schema.type(SchemaType.ARRAY)
                    .items(array.isEmpty() ? OASFactory.createSchema() : schema(array.get(0)));
        }
        if (example instanceof Number number) {
            boolean whole = number instanceof Integer || number instanceof Long;
            return schema.type(whole ? SchemaType.INTEGER : SchemaType.NUMBER);
        }
        if (example instanceof Boolean) {
            return schema.type(SchemaType.BOOLEAN);
        }
        return example == null ? schema.nullable(true) : schema.type(SchemaType.STRING);
    }
}
