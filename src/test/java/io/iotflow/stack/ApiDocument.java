package io.iotflow.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The OpenAPI document of the application under test, against which every answer is held that a {@link Client} gets. All
 * deployments have the same one, so it is read once. Payara 7 writes OpenAPI 3.1, whose schemas have another null: there
 * nothing is held.
 */
final class ApiDocument {

    private static ApiDocument read;

    private final List<ApiOperation> operations = new ArrayList<>();

    private ApiDocument(JsonNode document) {
        if (!document.path("openapi").asText().startsWith("3.0")) {
            return;
        }
        AnswerSchemas schemas = new AnswerSchemas(document);
        document.get("paths")
                .fields()
                .forEachRemaining(path -> path.getValue()
                        .fields()
                        .forEachRemaining(it ->
                                operations.add(new ApiOperation(it.getKey(), path.getKey(), it.getValue(), schemas))));
        operations.sort(Comparator.comparing(ApiOperation::placeholders)); // /keys/rotate before /keys/{id}
    }

    /** The one that this server has. */
    static synchronized ApiDocument of(HttpClient http, URI base) throws IOException, InterruptedException {
        if (read == null) {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(base.resolve("/openapi?format=JSON"))
                            .timeout(Duration.ofSeconds(30))
                            .build(),
                    BodyHandlers.ofString());
            read = new ApiDocument(new ObjectMapper().readTree(answer.body()));
        }
        return read;
    }

    /** Fails when the document says otherwise of this answer. */
    void check(HttpRequest request, Reply reply) {
        find(request).ifPresent(operation -> {
            List<String> differences = operation.differences(reply);
            if (!differences.isEmpty()) {
                throw new AssertionError("%s %s answers %d %s to %s, and /openapi says otherwise: %s"
                        .formatted(
                                operation.method(),
                                operation.path(),
                                reply.status(),
                                reply.contentType(),
                                request.uri().getRawPath(),
                                String.join("; ", differences)));
            }
        });
    }

    private Optional<ApiOperation> find(HttpRequest request) {
        if (request.uri().getRawPath().contains("%2F")) {
            return Optional.empty(); // JAX-RS may find it to be the path of another operation
        }
        return operations.stream()
                .filter(it -> it.takes(request.method(), request.uri().getRawPath()))
                .findFirst();
    }
}
