package io.iotflow.platform.web;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A body drawn from the example and the schema of a media type, with hostile values in some places. */
final class FuzzBody {

    /** One place of so many is wrong; a body of which nothing is wrong is drawn as well. */
    private final int places;

    private final Random random;
    private final Map<String, String> names;

    /** With what stands for the ids of the examples. */
    FuzzBody(Random random, Map<String, String> names) {
        this.random = random;
        this.names = names;
        this.places = random.nextInt(3) == 0 ? Integer.MAX_VALUE : 4 + random.nextInt(10);
    }

    String draw(JsonObject mediaType) {
        if (random.nextInt(25) == 0) {
            return any(HostileValues.JSON);
        }
        JsonValue example = mediaType
                .getJsonObject("examples")
                .values()
                .iterator()
                .next()
                .asJsonObject()
                .get("value");
        if (example instanceof JsonString lines) {
            return isWrong() ? lines.getString().replace('=', random.nextBoolean() ? ' ' : ',') : lines.getString();
        }
        return value(mediaType.getJsonObject("schema"), example);
    }

    private String value(JsonObject schema, JsonValue example) {
        if (isWrong()) {
            return random.nextInt(3) == 0
                    ? Json.createValue(any(HostileValues.TEXTS)).toString()
                    : any(HostileValues.JSON);
        }
        if (example instanceof JsonObject object) {
            return object(schema, object);
        }
        if (example instanceof JsonArray array) {
            return array(schema, array);
        }
        if (example instanceof JsonString string) {
            return Json.createValue(named(string.getString())).toString();
        }
        return random.nextInt(4) == 0 ? ofType(schema.getString("type", "")) : example.toString();
    }

    private String object(JsonObject schema, JsonObject example) {
        StringBuilder out = new StringBuilder("{");
        JsonObject properties =
                schema.containsKey("properties") ? schema.getJsonObject("properties") : JsonValue.EMPTY_JSON_OBJECT;
        example.forEach((name, value) -> {
            if (!isWrong()) {
                JsonObject member =
                        properties.containsKey(name) ? properties.getJsonObject(name) : JsonValue.EMPTY_JSON_OBJECT;
                add(out, Json.createValue(name) + ":" + value(member, value));
            }
        });
        if (isWrong()) {
            add(out, Json.createValue(any(HostileValues.TEXTS)) + ":" + any(HostileValues.JSON));
        }
        return out.append('}').toString();
    }

    private String array(JsonObject schema, JsonArray example) {
        StringBuilder out = new StringBuilder("[");
        JsonObject items = schema.containsKey("items") ? schema.getJsonObject("items") : JsonValue.EMPTY_JSON_OBJECT;
        int times = isWrong() ? 200 : 1;
        for (int i = 0; i < times; i++) {
            example.forEach(it -> add(out, value(items, it)));
        }
        return out.append(']').toString();
    }

    private static void add(StringBuilder out, String element) {
        out.append(out.length() > 1 ? "," : "").append(element);
    }

    private String ofType(String type) {
        return switch (type) {
            case "integer" -> String.valueOf(random.nextInt(100));
            case "boolean" -> String.valueOf(random.nextBoolean());
            default -> String.valueOf(random.nextGaussian());
        };
    }

    /** A text of an example, with what stands for its ids here. */
    private String named(String text) {
        String id = Integer.toHexString(random.nextInt());
        return text.replace("esp32_001", random.nextInt(4) == 0 ? "fuzz-" + id : names.get("device_id"))
                .replace("ground_floor", random.nextInt(4) == 0 ? "fuzz-" + id : names.get("group_id"))
                .replace("grafana", "fuzz " + id);
    }

    private boolean isWrong() {
        return random.nextInt(places) == 0;
    }

    private String any(List<String> all) {
        return all.get(random.nextInt(all.size()));
    }
}
