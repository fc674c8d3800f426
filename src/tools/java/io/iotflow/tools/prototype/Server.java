package io.iotflow.tools.prototype;

import io.iotflow.json.Json;
import io.iotflow.json.MalformedJson;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** The running product, by its HTTP interface. What does not answer now is asked again for a while. */
final class Server {

    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final URI base;
    private final String key;
    private final boolean check;

    /** With {@code check} the server only says what it would refuse. */
    Server(URI base, String key, boolean check) {
        this.base = base;
        this.key = key;
        this.check = check;
    }

    /** An answer that is no failure of the server's. */
    record Answer(int status, JsonObject json) {

        /** Why, in the server's words. */
        String detail() {
            return json.getString("detail", "answered with " + status);
        }
    }

    /** 200, 201, 400 or 409. */
    Answer takeOver(JsonObject device) throws InterruptedException {
        return require(post("/api/v1/admin/import/devices", device), 200, 201, 400, 409);
    }

    /** 200, 400 or 413. */
    Answer store(JsonObject messages) throws InterruptedException {
        return require(post("/api/v1/admin/import/telemetry", messages), 200, 400, 413);
    }

    private static Answer require(Answer answer, int... expected) {
        for (int status : expected) {
            if (answer.status() == status) {
                return answer;
            }
        }
        throw new ImportFailure(
                switch (answer.status()) {
                    case 401, 403 -> "the server refuses the key: " + answer.detail() + " It must be an admin's.";
                    case 404, 405 -> "the server does not know this call: is it IoTFlow, and this version of it?";
                    default -> "the server answered " + answer.status() + ": " + answer.detail();
                });
    }

    private Answer post(String path, JsonObject body) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(base.resolve(path + (check ? "?check=true" : "")))
                .timeout(ANSWER)
                .header("X-API-Key", key)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(Json.text(body)))
                .build();
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            String why;
            try {
                HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
                if (response.statusCode() != 429 && response.statusCode() < 500) {
                    return new Answer(response.statusCode(), json(response.body()));
                }
                why = "it answered " + response.statusCode();
            } catch (IOException e) {
                why = e.toString();
            }
            if (System.nanoTime() > end) {
                throw new ImportFailure("the server at " + base + " does not take it (" + why
                        + "). Run the same command again when it does: it goes on where it stopped.");
            }
            Thread.sleep(PAUSE.toMillis());
        }
    }

    private static JsonObject json(String body) {
        try {
            return Json.read(body) instanceof JsonObject object ? object : JsonValue.EMPTY_JSON_OBJECT;
        } catch (MalformedJson e) {
            return JsonValue.EMPTY_JSON_OBJECT;
        }
    }
}
