package io.iotflow.telemetry.ingest;

import io.iotflow.quarantine.Reason;

/**
 * A number or boolean of line protocol. All numbers become floats, so that a field never changes its type; one that a float
 * does not give back is handed over as it is, so that it can be kept beside the float.
 */
final class LineValue {

    private LineValue() {}

    /** Of what stands between {@code =} and the next comma or space; of this field. */
    static Object of(String token, String field) throws Refused {
        char first = token.isEmpty() ? ' ' : token.charAt(0);
        if (first == '-' || first >= '0' && first <= '9') {
            return number(token, field);
        }
        return switch (token) {
            case "t", "T", "true", "True", "TRUE" -> true;
            case "f", "F", "false", "False", "FALSE" -> false;
            default -> number(token, field);
        };
    }

    private static Number number(String token, String field) throws Refused {
        double usual = Numbers.usual(token);
        if (!Double.isNaN(usual)) {
            return usual;
        }
        int last = token.length() - 1;
        char suffix = last < 0 ? ' ' : token.charAt(last);
        try {
            if (suffix == 'i' && isWhole(token.substring(0, last))) {
                return Numbers.of(Long.parseLong(token.substring(0, last)));
            }
            if (suffix == 'u' && areDigits(token, 0, last)) {
                String digits = token.substring(0, last);
                Long.parseUnsignedLong(digits); // in its range
                return Numbers.of(digits);
            }
        } catch (NumberFormatException e) {
            throw new Refused(Reason.BAD_NUMBER, "fields." + field, "must fit into 64 bits");
        }
        if (isFloat(token)) {
            return Numbers.of(token);
        }
        throw new Refused(
                Reason.WRONG_TYPE,
                "fields." + field,
                "must be a number (1.5, 2i, 3u), true, false or a \"string\" in quotes");
    }

    /** Digits, perhaps after a minus. */
    static boolean isWhole(String text) {
        return areDigits(text, text.startsWith("-") ? 1 : 0, text.length());
    }

    /** Java would also take {@code NaN}, {@code 1f}, {@code 0x1p3} and blanks. */
    private static boolean isFloat(String text) {
        int i = text.startsWith("-") ? 1 : 0;
        int whole = digits(text, i);
        i += whole;
        int fraction = 0;
        if (i < text.length() && text.charAt(i) == '.') {
            fraction = digits(text, i + 1);
            i += 1 + fraction;
        }
        if (whole + fraction == 0 || i == text.length()) {
            return whole + fraction > 0;
        }
        if (text.charAt(i) != 'e' && text.charAt(i) != 'E') {
            return false;
        }
        i++;
        i += i < text.length() && (text.charAt(i) == '-' || text.charAt(i) == '+') ? 1 : 0;
        return areDigits(text, i, text.length());
    }

    private static boolean areDigits(String text, int from, int to) {
        return from < to && from + digits(text, from) >= to;
    }

    private static int digits(String text, int from) {
        int i = from;
        while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
            i++;
        }
        return i - from;
    }
}
