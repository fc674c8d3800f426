package io.iotflow.platform.web;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.AbstractList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON as the maps, lists and values that Payara writes into the OpenAPI document. Its writer leaves out whatever is null
 * or empty, and an answer has these members: so they are put as something that is neither, and written as they are.
 */
final class ExampleValue {

    private static final Object NULL = new Null();
    private static final Object NO_MEMBERS = new NoMembers();
    private static final List<Object> NO_ELEMENTS = new NoElements();

    private ExampleValue() {}

    static Object of(JsonValue json) {
        return switch (json.getValueType()) {
            case OBJECT -> of(json.asJsonObject());
            case ARRAY -> of(json.asJsonArray());
            case NUMBER -> ((JsonNumber) json).numberValue();
            case TRUE -> true;
            case FALSE -> false;
            case STRING -> ((JsonString) json).getString();
            case NULL -> NULL;
        };
    }

    private static Object of(JsonObject json) {
        Map<String, Object> map = new LinkedHashMap<>();
        json.forEach((name, value) -> map.put(name, of(value)));
        return map.isEmpty() ? NO_MEMBERS : map;
    }

    private static Object of(JsonArray json) {
        return json.isEmpty()
                ? NO_ELEMENTS
                : json.stream().map(ExampleValue::of).toList();
    }

    /** A number of an unknown kind is written as its text, without quotes. */
    private static final class Null extends Number {

        private static final long serialVersionUID = 1L;

        @Override
        public String toString() {
            return "null";
        }

        @Override
        public int intValue() {
            return 0;
        }

        @Override
        public long longValue() {
            return 0;
        }

        @Override
        public float floatValue() {
            return 0;
        }

        @Override
        public double doubleValue() {
            return 0;
        }
    }

    /** An object is written by its fields, and this one by none, as null is left out. */
    private static final class NoMembers {

        @SuppressWarnings("unused")
        private final Object none = null;
    }

    private static final class NoElements extends AbstractList<Object> {

        @Override
        public boolean isEmpty() {
            return false;
        }

        @Override
        public int size() {
            return 0;
        }

        @Override
        public Object get(int index) {
            throw new IndexOutOfBoundsException(index);
        }
    }
}
