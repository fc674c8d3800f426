package io.iotflow.tools.api;

import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.MalformedJson;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Calls to a running product, each with a time-out; trying again is the caller's. For several threads. */
public final class ApiClient {

    private static final Duration CONNECT = Duration.ofSeconds(10);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();
    private final URI server;
    private final Duration timeout;

    /** Each answer has 20 s, which is longer than the server takes for a commit or a query. */
    public ApiClient(URI server) {
        this(server, Duration.ofSeconds(20));
    }

    /**
     * @param server such as {@code http://localhost:5000}
     * @param timeout for each answer
     */
    public ApiClient(URI server, Duration timeout) {
        this.server = server;
        this.timeout = timeout;
    }

    /** What came back; {@code json} is empty when the body is no JSON object. */
    public record Answer(int status, JsonObject json) {

        /** Why it failed, in the server's words. */
        public String detail() {
            return json.getString("detail", "the answer is " + status);
        }
    }

    public Answer get(String path, String key) throws IOException, InterruptedException {
        return send(request(path, key).GET());
    }

    public Answer post(String path, String key, String json) throws IOException, InterruptedException {
        return send(posting(path, key, json));
    }

    /** Without a body. */
    public Answer post(String path, String key) throws IOException, InterruptedException {
        return send(request(path, key).POST(BodyPublishers.noBody()));
    }

    public Answer put(String path, String key) throws IOException, InterruptedException {
        return send(request(path, key).PUT(BodyPublishers.noBody()));
    }

    public Answer delete(String path, String key) throws IOException, InterruptedException {
        return send(request(path, key).DELETE());
    }

    /** Fails with the {@link IOException} of a lost connection or a time-out. */
    public CompletableFuture<Answer> getLater(String path, String key) {
        return later(request(path, key).GET());
    }

    /** Fails with the {@link IOException} of a lost connection or a time-out. */
    public CompletableFuture<Answer> postLater(String path, String key, String json) {
        return later(posting(path, key, json));
    }

    /** Fails with the {@link IOException} of a lost connection or a time-out. */
    public CompletableFuture<Answer> putLater(String path, String key, String json) {
        return later(
                request(path, key).header("Content-Type", "application/json").PUT(BodyPublishers.ofString(json)));
    }

    private HttpRequest.Builder posting(String path, String key, String json) {
        return request(path, key).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json));
    }

    private HttpRequest.Builder request(String path, String key) {
        return HttpRequest.newBuilder(server.resolve(path)).timeout(timeout).header("X-API-Key", key);
    }

    private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return answer(http.send(request.build(), BodyHandlers.ofString()));
    }

    private CompletableFuture<Answer> later(HttpRequest.Builder request) {
        return http.sendAsync(request.build(), BodyHandlers.ofString()).thenApply(ApiClient::answer);
    }

    private static Answer answer(HttpResponse<String> response) {
        return new Answer(response.statusCode(), json(response.body()));
    }

    private static JsonObject json(String body) {
        try {
            return Json.read(body) instanceof JsonObject object ? object : JsonValue.EMPTY_JSON_OBJECT;
        } catch (MalformedJson e) {
            return JsonValue.EMPTY_JSON_OBJECT;
        }
    }

    @Override
    public String toString() {
        return server.toString();
    }
}
