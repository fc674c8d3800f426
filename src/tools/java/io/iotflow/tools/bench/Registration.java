package io.iotflow.tools.bench;

import io.iotflow.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Registers devices over the API, as an operator does. */
final class Registration {

    private static final int CREATED = 201;

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI address;
    private final String adminKey;

    Registration(URI server, String adminKey) {
        this.address = server.resolve("/api/v1/devices/register");
        this.adminKey = adminKey;
    }

    /** Registers a device under this id; 201 or an {@link IOException}. */
    LoadDevice register(String deviceId) throws IOException, InterruptedException {
        String body = "{\"name\":\"" + deviceId + "\",\"device_id\":\"" + deviceId
                + "\",\"device_type\":\"bench\",\"location\":\"hall 1\"}";
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .header("X-API-Key", adminKey)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != CREATED) {
            throw new IOException(
                    "registering " + deviceId + " was answered with " + answer.statusCode() + ": " + answer.body());
        }
        return new LoadDevice(
                deviceId, Json.readObject(answer.body()).getJsonObject("device").getString("api_key"));
    }
}
