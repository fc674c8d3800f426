package io.iotflow.brokerauth;

import io.iotflow.platform.json.RequestBody;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A broker's query as it came: JSON or a form. What is missing is an empty text, which is allowed nothing.
 *
 * @param values the members that are texts or numbers
 * @param topics VerneMQ sends several filters at once
 */
record BrokerAuthRequest(Map<String, String> values, List<String> topics) {

    static BrokerAuthRequest of(String contentType, byte[] body) {
        boolean isForm = contentType != null && contentType.startsWith("application/x-www-form-urlencoded");
        return isForm ? ofForm(new String(body, StandardCharsets.UTF_8)) : ofJson(RequestBody.object(body));
    }

    private static BrokerAuthRequest ofForm(String form) {
        Map<String, String> values = new HashMap<>();
        for (String pair : form.split("&")) {
            String[] parts = pair.split("=", 2);
            values.put(decode(parts[0]), parts.length > 1 ? decode(parts[1]) : "");
        }
        return new BrokerAuthRequest(values, List.of());
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return ""; // allowed nothing
        }
    }

    private static BrokerAuthRequest ofJson(JsonObject json) {
        Map<String, String> values = new HashMap<>();
        json.forEach((name, value) -> {
            if (value instanceof JsonString text) {
                values.put(name, text.getString());
            } else if (value instanceof JsonNumber number) {
                values.put(name, number.toString());
            }
        });
        List<String> topics = new ArrayList<>();
        if (json.containsKey("topics")) {
            json.getJsonArray("topics")
                    .getValuesAs(JsonObject.class)
                    .forEach(it -> topics.add(it.getString("topic", "")));
        }
        return new BrokerAuthRequest(values, topics);
    }

    String get(String name) {
        return values.getOrDefault(name, "");
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** Without the values: records print every component, and a password must not reach a log. */
    @Override
    public String toString() {
        return "BrokerAuthRequest";
    }
}
