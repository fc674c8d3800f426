package io.iotflow.telemetry.store;

import java.util.Locale;

/** What a field can hold. All numbers are one type: they are stored as floats. */
enum FieldType {
    NUMBER,
    BOOLEAN,
    STRING;

    /** The type of a value of {@link TelemetryMessage#fields}. */
    static FieldType of(Object value) {
        if (value instanceof Boolean) {
            return BOOLEAN;
        }
        return value instanceof String ? STRING : NUMBER;
    }

    static FieldType parse(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }

    /** What a value of the series is; a message's history keeps a number that this does not give back. */
    String storedAs() {
        return this == NUMBER ? "float64" : code();
    }

    /** As it stands in PostgreSQL and in answers, such as {@code number}. */
    String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
