package io.iotflow.influx;

import static io.iotflow.influx.LineProtocol.utf8;

import io.iotflow.influx.LineProtocol.LineProblem;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/** Reads the keys and typed values of a field section that {@link FieldScanner} has checked. */
final class FieldValues {
    private static final BigInteger MAX_UNSIGNED = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    private final String section;
    private int i;

    FieldValues(String section) {
        this.section = section;
    }

    /** @param keyLength told the length of each key in bytes, so that the caller can refuse it */
    List<ParsedPoint.Field> read(IntConsumer keyLength) {
        List<ParsedPoint.Field> fields = new ArrayList<>();
        while (i < section.length()) {
            String key = readKey();
            keyLength.accept(key.length());
            String value = readValue();
            if (!value.isEmpty()) {
                fields.add(new ParsedPoint.Field(utf8(unescapedKey(key)), typed(value)));
            }
            i++;
        }
        return fields;
    }

    private String readKey() {
        int start = i;
        while (i < section.length() && (section.charAt(i) != '=' || i > start && section.charAt(i - 1) == '\\')) {
            i++;
        }
        if (i > section.length() - 2) {
            throw new LineProblem("invalid value: field-key=" + utf8(section.substring(start, i)));
        }
        return section.substring(start, i++);
    }

    private String readValue() {
        int start = i;
        boolean quoted = false;
        for (; i < section.length() && (quoted || section.charAt(i) != ','); i++) {
            char c = section.charAt(i);
            if (c == '\\' && i + 1 < section.length() && "\"\\".indexOf(section.charAt(i + 1)) >= 0) {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            }
        }
        return section.substring(start, i);
    }

    private static Object typed(String value) {
        char first = value.charAt(0);
        if (first == '"') {
            return utf8(unescapedString(value.substring(1, Math.max(1, value.length() - 1))));
        }
        if ("0123456789-.".indexOf(first) < 0) {
            return first == 't' || first == 'T';
        }
        String digits = value.substring(0, value.length() - 1);
        return switch (value.charAt(value.length() - 1)) {
            case 'i' -> parseInteger(digits);
            case 'u' -> parseUnsigned(digits);
            default -> parseFloat(value);
        };
    }

    private static String unescapedKey(String key) {
        return key.replaceAll("\\\\([,\" =])", "$1");
    }

    private static String unescapedString(String text) {
        return text.replaceAll("\\\\([\"\\\\])", "$1");
    }

    static Long parseInteger(String digits) {
        try {
            return parseLong(digits);
        } catch (LineProblem problem) {
            throw new LineProblem("unable to parse integer " + digits + ": " + problem.getMessage());
        }
    }

    static long parseLong(String digits) {
        if (digits.equals("-")) {
            throw new LineProblem("strconv.ParseInt: parsing \"-\": invalid syntax");
        }
        BigInteger number = new BigInteger(digits);
        if (number.bitLength() > 63) {
            throw new LineProblem("strconv.ParseInt: parsing \"" + digits + "\": value out of range");
        }
        return number.longValue();
    }

    static BigInteger parseUnsigned(String digits) {
        BigInteger number = new BigInteger(digits);
        if (number.compareTo(MAX_UNSIGNED) > 0) {
            throw new LineProblem("unable to parse unsigned " + digits + ": strconv.ParseUint: parsing \"" + digits
                    + "\": value out of range");
        }
        return number;
    }

    static Double parseFloat(String number) {
        try {
            double value = Double.parseDouble(number);
            if (!Double.isInfinite(value)) {
                return value;
            }
        } catch (NumberFormatException malformed) {
            // the scanner lets exponents through that only the conversion refuses
        }
        throw new LineProblem("invalid float");
    }
}
