package io.iotflow.alert;

import jakarta.json.JsonNumber;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.math.MathContext;

/** Values of fields: read as numbers, compared, shown. */
final class Values {

    private static final int SHOWN_DIGITS = 10;
    private static final int SHOWN_TEXT = 200;

    private Values() {}

    /** A number; a boolean is 0 or 1. */
    static double number(JsonValue value, String what) throws NotJudged {
        if (value instanceof JsonNumber number) {
            return number.doubleValue();
        }
        if (value == JsonValue.TRUE || value == JsonValue.FALSE) {
            return value == JsonValue.TRUE ? 1 : 0;
        }
        throw new NotJudged(what + " is no number: " + shown(value));
    }

    /** What a text says, if that is a number. */
    static double number(String text, String what) throws NotJudged {
        try {
            double number = Double.parseDouble(text.strip());
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            // answered below
        }
        throw new NotJudged(what + " is no number: " + cut(text));
    }

    static boolean areEqual(JsonValue one, JsonValue other) {
        return one instanceof JsonNumber a && other instanceof JsonNumber b
                ? a.doubleValue() == b.doubleValue()
                : one.equals(other);
    }

    /** For people: 21.5 and not 21.500000000000004. */
    static String shown(JsonValue value) {
        if (value == null) {
            return "";
        }
        return value instanceof JsonString text
                ? cut(text.getString())
                : value instanceof JsonNumber number ? shown(number.doubleValue()) : value.toString();
    }

    static String shown(double number) {
        String plain = new BigDecimal(number)
                .round(new MathContext(SHOWN_DIGITS))
                .stripTrailingZeros()
                .toPlainString();
        return plain.length() > 2 * SHOWN_DIGITS ? Double.toString(number) : plain;
    }

    private static String cut(String text) {
        return text.length() > SHOWN_TEXT ? text.substring(0, SHOWN_TEXT) + "…" : text;
    }
}
