package io.iotflow.tools.prototype;

import io.iotflow.platform.json.Json;
import io.iotflow.tools.api.ApiClient;
import io.iotflow.tools.api.ApiClient.Answer;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The running product, by its HTTP interface. What does not answer now is asked again for a while. */
final class Server {

    private static final Duration ANSWER = Duration.ofSeconds(60); // it is 10,000 messages at once
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final ApiClient api;
    private final String key;
    private final boolean check;
    private final JsonArrayBuilder fields = jakarta.json.Json.createArrayBuilder();

    /** With {@code check} the server only says what it would refuse. */
    Server(URI base, String key, boolean check) {
        this.api = new ApiClient(base, ANSWER);
        this.key = key;
        this.check = check;
    }

    /** 200, 201, 400 or 409. */
    Answer importDevice(JsonObject device) throws InterruptedException {
        return require(post("/api/v1/admin/import/devices", device), 200, 201, 400, 409);
    }

    /** 200, 400 or 413. A check is told which fields the messages before it would have made. */
    Answer store(JsonArray messages) throws InterruptedException {
        JsonObjectBuilder body = jakarta.json.Json.createObjectBuilder().add("messages", messages);
        if (check) {
            JsonArray known = fields.build();
            known.forEach(fields::add);
            body.add("fields", known);
        }
        Answer answer = require(post("/api/v1/admin/import/telemetry", body.build()), 200, 400, 413);
        if (check && answer.status() == 200) {
            answer.json().getJsonArray("new_fields").forEach(fields::add);
        }
        return answer;
    }

    /** Whether a device of this id is here. */
    boolean hasDevice(String deviceId) throws InterruptedException {
        String path = "/api/v1/admin/devices/device_id="
                + URLEncoder.encode(deviceId, StandardCharsets.UTF_8).replace("+", "%20");
        return require(patiently(() -> api.get(path, key)), 200, 404).status() == 200;
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

    private interface Call {
        Answer make() throws IOException, InterruptedException;
    }

    private Answer post(String path, JsonObject body) throws InterruptedException {
        String text = Json.text(body);
        return patiently(() -> api.post(path + (check ? "?check=true" : ""), key, text));
    }

    private Answer patiently(Call call) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            String why;
            try {
                Answer answer = call.make();
                if (answer.status() != 429 && answer.status() < 500) {
                    return answer;
                }
                why = "it answered " + answer.status();
            } catch (IOException e) {
                why = e.toString();
            }
            if (System.nanoTime() > end) {
                throw new ImportFailure("the server at " + api + " does not take it (" + why
                        + "). Run the same command again when it does: it goes on where it stopped.");
            }
            Thread.sleep(PAUSE.toMillis());
        }
    }
}
