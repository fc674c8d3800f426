package io.iotflow.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * A caller of the HTTP API with one key, or none. Every answer that it gets must be one that the application's OpenAPI
 * document describes; any other fails the test.
 */
public final class Client {

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final URI base;
    private final String key;
    private final Map<String, String> headers;

    public Client(URI base, String key) {
        this(base, key, Map.of());
    }

    private Client(URI base, String key, Map<String, String> headers) {
        this.base = base;
        this.key = key;
        this.headers = headers;
    }

    /** The operator. */
    public static Client admin(URI base) {
        return new Client(base, TestStack.ADMIN_KEY);
    }

    /** The same server with another key; null for none. */
    public Client withKey(String other) {
        return new Client(base, other, headers);
    }

    /** The same caller through a proxy that names this address. */
    public Client from(String address) {
        return new Client(base, key, Map.of("X-Forwarded-For", address));
    }

    /** The same caller, who sends this header and no other of its own. */
    public Client with(String header, String value) {
        return new Client(base, key, Map.of(header, value));
    }

    /** The same caller with this header more. */
    public Client and(String header, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(header, value);
        return new Client(base, key, more);
    }

    public Reply get(String path) {
        return send("GET", path, BodyPublishers.noBody(), null);
    }

    public Reply delete(String path) {
        return send("DELETE", path, BodyPublishers.noBody(), null);
    }

    public Reply post(String path, String json) {
        return send("POST", path, BodyPublishers.ofString(json), "application/json");
    }

    /** Any method; null for no body. */
    public Reply call(String method, String path, String json) {
        return json == null
                ? send(method, path, BodyPublishers.noBody(), null)
                : send(method, path, BodyPublishers.ofString(json), "application/json");
    }

    /** Any method with any body. */
    public Reply call(String method, String path, byte[] body, String contentType) {
        return send(method, path, BodyPublishers.ofByteArray(body), contentType);
    }

    /** The same caller, who wants this type. */
    public Client accepting(String type) {
        return new Client(base, key, Map.of("Accept", type));
    }

    public Reply put(String path, String json) {
        return send("PUT", path, BodyPublishers.ofString(json), "application/json");
    }

    public Reply post(String path, byte[] body, String contentType) {
        return send("POST", path, BodyPublishers.ofByteArray(body), contentType);
    }

    /** Registers a device with a new id. */
    public TestDevice newDevice() {
        return newDevice("device-" + UUID.randomUUID().toString().substring(0, 13), null);
    }

    /** Registers a device, at a location or none. */
    public TestDevice newDevice(String deviceId, String location) {
        String where = location == null ? "" : ",\"location\":\"" + location + "\"";
        Reply reply = post(
                "/api/v1/devices/register",
                "{\"name\":\"Name of %s\",\"device_id\":\"%s\",\"device_type\":\"environmental\"%s}"
                        .formatted(deviceId, deviceId, where));
        if (reply.status() != 201) {
            throw new IllegalStateException("registration: " + reply.status() + " " + reply.text());
        }
        String deviceKey = reply.json().getJsonObject("device").getString("api_key");
        return new TestDevice(deviceId, deviceKey, withKey(deviceKey));
    }

    /** A value for a query or a path. */
    public static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private Reply send(String method, String path, BodyPublisher body, String contentType) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(Duration.ofSeconds(30))
                .method(method, body);
        if (contentType != null) {
            request.header("Content-Type", contentType);
        }
        headers.forEach(request::header);
        if (key != null) {
            request.header("X-API-Key", key);
        }
        try {
            HttpRequest built = request.build();
            Reply reply = Reply.of(HTTP.send(built, FirstEvent.orAll()));
            ApiDocument.of(HTTP, base).check(built, reply);
            return reply;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
