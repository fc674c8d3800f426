package io.iotflow.influx;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.Map;

/** An HTTP answer before it is sent. */
record Answer(int status, Map<String, String> headers, byte[] body) {
    private static final String CONTENT_TYPE = "Content-Type";
    private static final String JSON = "application/json; charset=utf-8";

    static Answer noContent() {
        return new Answer(204, Map.of(), new byte[0]);
    }

    static Answer json(int status, JsonObject body) {
        return new Answer(status, Map.of(CONTENT_TYPE, JSON), body.toString().getBytes(UTF_8));
    }

    static Answer csv(byte[] body) {
        return new Answer(200, Map.of(CONTENT_TYPE, "text/csv; charset=utf-8"), body);
    }

    static Answer of(InfluxFailure failure) {
        JsonObject body = Json.createObjectBuilder()
                .add("code", failure.code)
                .add("message", failure.getMessage())
                .build();
        return new Answer(
                failure.status,
                Map.of(CONTENT_TYPE, JSON, "X-Platform-Error-Code", failure.code),
                body.toString().getBytes(UTF_8));
    }
}
