package io.iotflow.mapping;

import io.iotflow.platform.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON as the expressions' library has it: maps, lists, texts, booleans, numbers, and Java's null. */
final class JsonataValues {

    private JsonataValues() {}

    /** What an expression reads. */
    static Object of(JsonValue value) {
        return switch (value.getValueType()) {
            case OBJECT -> of(value.asJsonObject());
            case ARRAY -> of(value.asJsonArray());
            case STRING -> ((JsonString) value).getString();
            case NUMBER -> of((JsonNumber) value);
            case TRUE -> true;
            case FALSE -> false;
            case NULL -> null;
        };
    }

    private static Map<String, Object> of(JsonObject object) {
        Map<String, Object> members = new LinkedHashMap<>();
        object.forEach((name, value) -> members.put(name, of(value)));
        return members;
    }

    private static List<Object> of(JsonArray array) {
        List<Object> elements = new ArrayList<>(array.size());
        array.forEach(it -> elements.add(of(it)));
        return elements;
    }

    /** As the library's own reader gives them: the smallest type that holds it. */
    private static Number of(JsonNumber number) {
        double value = number.doubleValue();
        if (!number.isIntegral() || Math.abs(value) > Long.MAX_VALUE / 2d) {
            return value;
        }
        long whole = number.longValue();
        if (whole == (int) whole) {
            return (int) whole;
        }
        return whole;
    }

    /**
     * What an expression gave; null where it gave nothing.
     *
     * @throws IllegalArgumentException when it is no JSON, continuing a sentence
     */
    static JsonValue json(Object value) {
        if (value == null) {
            return null;
        }
        if (value instanceof Map<?, ?> map) {
            JsonObjectBuilder members = Json.createObjectBuilder();
            map.forEach((name, member) -> members.add(String.valueOf(name), jsonOrNull(member)));
            return members.build();
        }
        if (value instanceof List<?> list) {
            JsonArrayBuilder elements = Json.createArrayBuilder();
            list.forEach(it -> elements.add(jsonOrNull(it)));
            return elements.build();
        }
        if (value instanceof Boolean flag) {
            return flag ? JsonValue.TRUE : JsonValue.FALSE;
        }
        if (value instanceof Number number) {
            return json(number);
        }
        if (value instanceof String text) {
            return Json.createValue(text);
        }
        throw new IllegalArgumentException("gives a function");
    }

    private static JsonValue jsonOrNull(Object value) {
        JsonValue json = json(value);
        return json == null ? JsonValue.NULL : json;
    }

    private static JsonValue json(Number number) {
        if (number instanceof Double || number instanceof Float) {
            double value = number.doubleValue();
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("gives a number that is not finite");
            }
            return value == Math.rint(value) && Math.abs(value) < 1e15
                    ? Json.createValue((long) value)
                    : Json.createValue(BigDecimal.valueOf(value));
        }
        return number instanceof BigDecimal decimal ? Json.createValue(decimal) : Json.createValue(number.longValue());
    }
}
