package io.iotflow.stack;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** An operation of the OpenAPI document, and what it says of an answer. */
final class ApiOperation {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{[^}]+}");

    private final String method;
    private final String path;
    private final Pattern pattern;
    private final JsonNode operation;
    private final AnswerSchemas schemas;

    ApiOperation(String method, String path, JsonNode operation, AnswerSchemas schemas) {
        this.method = method.toUpperCase(Locale.ROOT);
        this.path = path;
        this.pattern = Pattern.compile(PLACEHOLDER.matcher(path).replaceAll("[^/]+"));
        this.operation = operation;
        this.schemas = schemas;
    }

    String method() {
        return method;
    }

    String path() {
        return path;
    }

    /** How many of its path's names stand for something. */
    int placeholders() {
        return (int) PLACEHOLDER.matcher(path).results().count();
    }

    boolean takes(String requestMethod, String requestPath) {
        String levels = requestPath.replaceAll(";[^/]*", ""); // JAX-RS finds a path without its matrix parameters
        return method.equals(requestMethod) && pattern.matcher(levels).matches();
    }

    /** What is not as the document says. */
    List<String> differences(Reply reply) {
        JsonNode answer = schemas.resolved(operation.path("responses").path(String.valueOf(reply.status())));
        if (reply.status() == 400
                && reply.contentType().isEmpty()
                && reply.text().isEmpty()) {
            return List.of(); // the listener refused the path, which never reached the application
        }
        if (answer.isMissingNode()) {
            return List.of("the status is not described: " + reply.text());
        }
        if (!answer.has("content")) {
            return reply.text().isEmpty() ? List.of() : List.of("a body is not described: " + reply.text());
        }
        String type = reply.contentType().replaceAll("\\s*;.*", "");
        JsonNode content = answer.get("content").path(type);
        if (content.isMissingNode()) {
            return List.of("the Content-Type is not described: " + reply.text());
        }
        return type.matches("application/([a-z]+\\+)?json") ? schemas.differences(content, reply.text()) : List.of();
    }
}
