package io.iotflow.mqttapi;

import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.RequestBody;
import io.iotflow.platform.problem.Problem;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;

/** A message that an operator wants published. */
record PublishRequest(String topic, byte[] payload, int qos, boolean retain) {

    /**
     * Reads and checks a request: a string is sent as its text, any other value as JSON.
     *
     * @param maxBytes the largest payload
     */
    static PublishRequest of(byte[] json, int maxBytes) {
        RequestBody body = RequestBody.of(json);
        String topic = body.exact("topic");
        if (topic != null) {
            TopicRule.violations(topic).forEach(it -> body.violation("topic", it));
        }
        String payload = text(body);
        int qos = body.number("qos", 1, 0, 2);
        boolean retain = body.flag("retain", false);
        body.check();
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > maxBytes) {
            throw Problem.tooLarge("The payload is larger than " + maxBytes + " bytes; send it in parts.");
        }
        return new PublishRequest(topic, bytes, qos, retain);
    }

    private static String text(RequestBody body) {
        JsonValue payload = body.value("payload");
        if (payload == null) {
            return null;
        }
        String text = payload instanceof JsonString string ? string.getString() : Json.text(payload);
        if (!RequestBody.isWellFormed(text)) {
            body.violation("payload", "must not contain broken Unicode");
        }
        return text;
    }
}
