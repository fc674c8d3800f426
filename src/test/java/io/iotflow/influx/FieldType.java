package io.iotflow.influx;

import java.math.BigInteger;

/** The five types of a field, by the name InfluxDB's messages use and the name annotated CSV uses. */
enum FieldType {
    FLOAT("float", "double"),
    INTEGER("integer", "long"),
    UNSIGNED("unsigned", "unsignedLong"),
    BOOLEAN("boolean", "boolean"),
    STRING("string", "string");

    final String messageName;
    final String csvName;

    FieldType(String messageName, String csvName) {
        this.messageName = messageName;
        this.csvName = csvName;
    }

    boolean isNumeric() {
        return this == FLOAT || this == INTEGER || this == UNSIGNED;
    }

    static FieldType of(Object value) {
        if (value instanceof Double) {
            return FLOAT;
        }
        if (value instanceof Long) {
            return INTEGER;
        }
        if (value instanceof BigInteger) {
            return UNSIGNED;
        }
        return value instanceof Boolean ? BOOLEAN : STRING;
    }

    static FieldType ofCsvName(String csvName) {
        for (FieldType type : values()) {
            if (type.csvName.equals(csvName)) {
                return type;
            }
        }
        throw new IllegalArgumentException("no field type is called " + csvName);
    }
}
