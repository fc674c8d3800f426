package io.iotflow.platform.web;

import io.iotflow.stack.Client;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * A request to an operation of the OpenAPI document, drawn from what the document says of it and broken here and there.
 * The same random numbers draw the same request.
 */
final class FuzzCall {

    private static final List<String> TYPES = List.of(
            "text/plain",
            "text/xml",
            "application/x-www-form-urlencoded",
            "application/json; charset=utf-16",
            "application/octet-stream",
            "*/*",
            "nonsense");

    /** What parameters of these names take; others take a word or a number. */
    private static final Map<String, List<String>> GOOD = Map.ofEntries(
            Map.entry("start", List.of("-1h", "2026-11-01", "0")),
            Map.entry("stop", List.of("now()", "2027-01-01T00:00:00Z")),
            Map.entry("measurement", List.of("temperature", "environmental")),
            Map.entry("field", List.of("value", "humidity")),
            Map.entry("window", List.of("5m", "1h30m")),
            Map.entry("fn", List.of("mean", "last", "stddev")),
            Map.entry("format", List.of("json", "csv")),
            Map.entry("precision", List.of("ns", "us", "ms", "s")),
            Map.entry("status", List.of("active", "inactive")),
            Map.entry("source", List.of("mqtt", "influxdb")),
            Map.entry("state", List.of("queued", "sent", "acknowledged")),
            Map.entry("topic", List.of("iotflow/devices/+/status/+")),
            Map.entry("vernemq-hook", List.of("auth_on_register", "auth_on_publish", "auth_on_subscribe")));

    private final String method;
    private final String path;
    private final JsonObject operation;
    private final Map<String, String> names;
    private final Random random;

    /**
     * @param name of the operation, such as {@code get /api/v1/admin/devices}
     * @param names what stands for the names in a path
     */
    FuzzCall(String name, JsonObject operation, Map<String, String> names, Random random) {
        this.method = name.substring(0, name.indexOf(' ')).toUpperCase(Locale.ROOT);
        this.path = name.substring(name.indexOf(' ') + 1);
        this.operation = operation;
        this.names = names;
        this.random = random;
    }

    /** All of it. */
    FuzzRequest draw() {
        String target = target();
        String header = header();
        JsonObject body = operation.getJsonObject("requestBody");
        if (body == null) {
            boolean unasked = oneIn(10);
            return new FuzzRequest(method, target, header, unasked ? bytes("{\"a\":1}") : null, "application/json");
        }
        var content = body.getJsonObject("content").entrySet().iterator().next();
        String type = oneIn(12) ? any(TYPES) : content.getKey();
        return new FuzzRequest(
                method,
                target,
                header,
                broken(bytes(new FuzzBody(random, names).draw(content.getValue().asJsonObject()))),
                type);
    }

    private String target() {
        StringBuilder query = new StringBuilder();
        String filled = path;
        for (JsonValue each :
                operation.getOrDefault("parameters", JsonValue.EMPTY_JSON_ARRAY).asJsonArray()) {
            JsonObject parameter = each.asJsonObject();
            String name = parameter.getString("name");
            if (parameter.getString("in").equals("path")) {
                String value = oneIn(6) ? any(HostileValues.TEXTS) : names.getOrDefault(name, "1");
                filled = filled.replace("{" + name + "}", oneIn(40) ? trick() : Client.encode(value));
            } else if (parameter.getString("in").equals("query")) {
                for (int times = random.nextInt(2); times > 0; times -= oneIn(10) ? 0 : 1) {
                    query.append('&').append(name).append('=').append(value(name, parameter));
                }
            }
        }
        if (oneIn(30)) {
            query.append("&unknown=1");
        }
        return query.isEmpty() ? filled : filled + "?" + query.substring(1);
    }

    private String value(String name, JsonObject parameter) {
        if (oneIn(5)) {
            return oneIn(6) ? trick() : Client.encode(any(HostileValues.TEXTS));
        }
        String type = parameter.getJsonObject("schema").getString("type", "string");
        if (names.containsKey(name)) {
            return Client.encode(names.get(name));
        }
        if (GOOD.containsKey(name)) {
            return Client.encode(any(GOOD.get(name)));
        }
        return type.equals("boolean") ? String.valueOf(random.nextBoolean()) : String.valueOf(1 + random.nextInt(20));
    }

    /** Percent signs that URI takes and that say nothing good. */
    private String trick() {
        return any(List.of(
                "%00", "%2F", "%2e%2e%2f", "%c0%af", "%ff%fe", "%ED%A0%80", "%25%32%66", ";a=b", "%0d%0aX:%20y"));
    }

    /** The name and value of one header that the operation knows, or null. */
    private String header() {
        for (JsonValue each :
                operation.getOrDefault("parameters", JsonValue.EMPTY_JSON_ARRAY).asJsonArray()) {
            JsonObject parameter = each.asJsonObject();
            String name = parameter.getString("name");
            if (parameter.getString("in").equals("header") && GOOD.containsKey(name) && random.nextBoolean()) {
                return name + ":" + any(GOOD.get(name));
            }
        }
        return oneIn(12)
                ? "Accept:" + any(List.of("application/json", "text/csv", "image/png", "nonsense", "*/*;q=0"))
                : null;
    }

    private byte[] broken(byte[] body) {
        if (body.length > 1 && oneIn(15)) {
            return Arrays.copyOf(body, random.nextInt(body.length));
        }
        if (body.length > 1 && oneIn(15)) {
            byte[] wrong = body.clone();
            wrong[random.nextInt(wrong.length)] = (byte) (128 + random.nextInt(128));
            return wrong;
        }
        return body;
    }

    private boolean oneIn(int times) {
        return random.nextInt(times) == 0;
    }

    private String any(List<String> all) {
        return all.get(random.nextInt(all.size()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
