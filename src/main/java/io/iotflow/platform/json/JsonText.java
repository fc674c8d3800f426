package io.iotflow.platform.json;

import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.Map;

/** Writes JSON text, as short as can be, without a generator and its buffers: there are several for each message. */
final class JsonText {

    /** What has at most six decimals is written by whole numbers: below 10,000,000 all its digits are exact. */
    private static final double SCALE = 1e6;

    private static final double SMALLEST = 1e-3; // Java writes an exponent below, and from the largest on
    private static final double LARGEST = 1e7;
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final StringBuilder out = new StringBuilder(128);

    @Override
    public String toString() {
        return out.toString();
    }

    JsonText object(Map<String, ?> members) {
        char before = '{';
        for (Map.Entry<String, ?> member : members.entrySet()) {
            out.append(before);
            text(member.getKey());
            out.append(':');
            value(member.getValue());
            before = ',';
        }
        out.append(before == '{' ? "{}" : "}");
        return this;
    }

    JsonText json(JsonValue value) {
        switch (value.getValueType()) {
            case OBJECT -> object(value.asJsonObject());
            case ARRAY -> {
                char before = '[';
                for (JsonValue element : value.asJsonArray()) {
                    out.append(before);
                    json(element);
                    before = ',';
                }
                out.append(before == '[' ? "[]" : "]");
            }
            case STRING -> text(((JsonString) value).getString());
            default -> out.append(value); // a number as it was read, true, false or null
        }
        return this;
    }

    private void value(Object value) {
        if (value instanceof JsonValue json) {
            json(json);
        } else if (value instanceof Double number) {
            number(number);
        } else if (value instanceof Boolean flag) {
            out.append(flag.booleanValue());
        } else if (value instanceof Map<?, ?> map) {
            @SuppressWarnings("unchecked") // members are named by texts
            Map<String, ?> members = (Map<String, ?>) map;
            object(members);
        } else if (value == null) {
            out.append("null");
        } else {
            text((String) value);
        }
    }

    /** As {@link Double#toString} writes it: what has few decimals without its arithmetic. */
    private void number(double number) {
        double magnitude = Math.abs(number);
        if (!(magnitude >= SMALLEST && magnitude < LARGEST)) {
            if (!Double.isFinite(number)) {
                throw new NumberFormatException("JSON has no such number: " + number);
            }
            out.append(number);
            return;
        }
        long scaled = Math.round(magnitude * SCALE);
        if (scaled / SCALE != magnitude) {
            out.append(number);
            return;
        }
        if (number < 0) {
            out.append('-');
        }
        out.append(scaled / (long) SCALE).append('.');
        int decimals = (int) (scaled % (long) SCALE);
        int power = (int) SCALE / 10;
        do {
            out.append((char) ('0' + decimals / power));
            decimals %= power;
            power /= 10;
        } while (decimals > 0);
    }

    private void text(String text) {
        out.append('"');
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == '"' || c == '\\') {
                out.append(text, from, i);
                escape(c);
                from = i + 1;
            }
        }
        out.append(text, from, text.length()).append('"');
    }

    private void escape(char c) {
        out.append('\\');
        switch (c) {
            case '"', '\\' -> out.append(c);
            case '\b' -> out.append('b');
            case '\f' -> out.append('f');
            case '\n' -> out.append('n');
            case '\r' -> out.append('r');
            case '\t' -> out.append('t');
            default -> out.append("u00").append(HEX[c >> 4]).append(HEX[c & 15]);
        }
    }
}
