package io.iotflow.platform.web;

import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.RequestExample;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonValue;
import java.lang.reflect.Method;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.RequestBody;

/**
 * Turns the examples that resources give as text into JSON, and reads the schema of a body from its example where the
 * server knows none: requests are bytes and many answers are JSON objects, of which Java's types say nothing.
 */
final class BodyExamples {

    private static final String JSON = "application/json";

    private BodyExamples() {}

    static void apply(Operation operation, Optional<Method> method) {
        method.map(it -> it.getAnnotation(RequestExample.class)).ifPresent(it -> operation.setRequestBody(request(it)));
        Stream<Content> request = operation.getRequestBody() == null
                ? Stream.empty()
                : Stream.of(operation.getRequestBody().getContent());
        Stream<Content> answers =
                operation.getResponses().getAPIResponses().values().stream().map(it -> it.getContent());
        Stream.concat(request, answers)
                .filter(Objects::nonNull)
                .flatMap(it -> it.getMediaTypes().entrySet().stream())
                .filter(it -> it.getKey().equals(JSON))
                .forEach(it -> apply(it.getValue()));
    }

    private static RequestBody request(RequestExample example) {
        MediaType body = OASFactory.createMediaType()
                .addExample("request", OASFactory.createExample().value(example.value()));
        if (!example.type().equals(JSON)) {
            body.setSchema(OASFactory.createSchema().type(SchemaType.STRING));
        }
        return OASFactory.createRequestBody()
                .required(!example.optional())
                .content(OASFactory.createContent().addMediaType(example.type(), body));
    }

    private static void apply(MediaType body) {
        if (body.getExamples() == null) {
            return;
        }
        body.getExamples().values().forEach(example -> {
            if (example.getValue() instanceof String text) {
                JsonValue json = Json.read(text);
                example.setValue(ExampleValue.of(json));
                if (isUnknown(body.getSchema())) {
                    body.setSchema(schema(json));
                }
            }
        });
    }

    private static boolean isUnknown(Schema schema) {
        return schema == null
                || schema.getRef() == null
                        && schema.getItems() == null
                        && (schema.getProperties() == null
                                || schema.getProperties().isEmpty());
    }

    private static Schema schema(JsonValue json) {
        Schema schema = OASFactory.createSchema();
        switch (json.getValueType()) {
            case OBJECT -> {
                schema.type(SchemaType.OBJECT);
                json.asJsonObject().forEach((name, value) -> schema.addProperty(name, schema(value)));
            }
            case ARRAY -> {
                schema.type(SchemaType.ARRAY);
                JsonArray array = json.asJsonArray();
                schema.items(array.isEmpty() ? OASFactory.createSchema() : schema(array.get(0)));
            }
            case NUMBER -> schema.type(((JsonNumber) json).isIntegral() ? SchemaType.INTEGER : SchemaType.NUMBER);
            case TRUE, FALSE -> schema.type(SchemaType.BOOLEAN);
            case STRING -> schema.type(SchemaType.STRING);
            case NULL -> schema.nullable(true);
        }
        return schema;
    }
}
