package io.iotflow.telemetry.store;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a text says as a value of another type: many devices send every value as a text. */
final class FieldText {

    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(?:\\d{1,40}(?:\\.\\d{0,40})?|\\.\\d{1,40})(?:[eE][+-]?\\d{1,4})?");

    private FieldText() {}

    /** Empty when it says no such value. */
    static Optional<Object> as(FieldType type, String text) {
        return switch (type) {
            case NUMBER -> number(text.strip());
            case BOOLEAN -> flag(text.strip().toLowerCase(Locale.ROOT));
            case STRING -> Optional.empty();
        };
    }

    private static Optional<Object> number(String text) {
        if (!NUMBER.matcher(text).matches()) {
            return Optional.empty();
        }
        double number = Double.parseDouble(text);
        return Double.isFinite(number) ? Optional.of(number) : Optional.empty();
    }

    private static Optional<Object> flag(String text) {
        return switch (text) {
            case "true", "on" -> Optional.of(true);
            case "false", "off" -> Optional.of(false);
            default -> Optional.empty();
        };
    }
}
