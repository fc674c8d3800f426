package io.iotflow.platform.web;

import java.util.AbstractList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An example as Payara writes it into the OpenAPI document. Its writer leaves out whatever is null
 * or empty, and an answer has these members: so they are put as something that is neither, and written as they are.
 */
final class ExampleValue {

    private static final Object NULL = new Null();
    private static final Object NO_MEMBERS = new NoMembers();
    private static final List<Object> NO_ELEMENTS = new NoElements();

    private ExampleValue() {}

    /** An example as the server has read it: maps, lists, text, numbers, booleans and null. */
    static Object of(Object example) {
        if (example instanceof Map<?, ?> object) {
            Map<Object, Object> map = new LinkedHashMap<>();
            object.forEach((name, value) -> map.put(name, of(value)));
            return map.isEmpty() ? NO_MEMBERS : map;
        }
        if (example instanceof List<?> array) {
            return array.isEmpty()
                    ? NO_ELEMENTS
                    : array.stream().map(ExampleValue::of).toList();
        }
        return example == null ? NULL : example;
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
