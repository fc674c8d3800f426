package io.iotflow.influx;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;

/** The five types of a field, by the names that InfluxDB's messages, annotated CSV and Flux use. */
enum FieldType {
    FLOAT("float", "double", "float"),
    INTEGER("integer", "long", "int"),
    UNSIGNED("unsigned", "unsignedLong", "uint"),
    BOOLEAN("boolean", "boolean", "bool"),
    STRING("string", "string", "string");

    final String messageName;
    final String csvName;
    private final String fluxName;

    FieldType(String messageName, String csvName, String fluxName) {
        this.messageName = messageName;
        this.csvName = csvName;
        this.fluxName = fluxName;
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

    static Optional<FieldType> ofFluxName(String name) {
        return Arrays.stream(values())
                .filter(type -> type.fluxName.equals(name))
                .findFirst();
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
