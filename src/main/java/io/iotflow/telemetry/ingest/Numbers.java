package io.iotflow.telemetry.ingest;

import jakarta.json.JsonNumber;
import java.math.BigDecimal;

/** Numbers that a 64-bit floating-point number does not give back as they came. */
final class Numbers {

    /** So many digits every double gives back (IEEE 754, DBL_DIG). */
    private static final int DIGITS_OF_A_DOUBLE = 15;

    private static final long EXACT = 1L << 53;

    /** Each is a double to the last digit; two such make an exact quotient's nearest double (Clinger). */
    private static final double[] POWERS_OF_TEN = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
    };

    private Numbers() {}

    /** Whether this is what a number was, in the shortest text that says it. */
    static boolean isGivenBack(JsonNumber number, double stored) {
        return isGivenBack(number.bigDecimalValue(), stored);
    }

    private static boolean isGivenBack(BigDecimal number, double stored) {
        boolean isNormal = Math.abs(stored) >= Double.MIN_NORMAL; // below it a double has fewer digits, or is 0
        return isNormal && number.precision() <= DIGITS_OF_A_DOUBLE
                || new BigDecimal(Double.toString(stored)).compareTo(number) == 0;
    }

    /**
     * The number of a text that is digits, perhaps with a minus before and a point among them, and so few that a double
     * gives them back; NaN for any other text.
     */
    static double usual(String text) {
        int begin = text.startsWith("-") ? 1 : 0;
        int length = text.length();
        if (length == begin || length - begin > DIGITS_OF_A_DOUBLE) {
            return Double.NaN;
        }
        long digits = 0;
        int point = length;
        for (int i = begin; i < length; i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                digits = digits * 10 + (c - '0');
            } else if (c == '.' && point == length && i > begin && i + 1 < length) {
                point = i;
            } else {
                return Double.NaN;
            }
        }
        double magnitude = digits / POWERS_OF_TEN[Math.max(0, length - point - 1)];
        return begin == 0 ? magnitude : -magnitude;
    }

    /** A double where that gives the whole number back, else the number itself. */
    static Number of(long number) {
        return Math.abs(number) <= EXACT && number != Long.MIN_VALUE ? (Number) (double) number : (Number) number;
    }

    /** The same for any number's text; not finite where it is too large. */
    static Number of(String text) {
        double number = Double.parseDouble(text);
        if (!Double.isFinite(number)) {
            return number;
        }
        BigDecimal exact = new BigDecimal(text);
        return isGivenBack(exact, number) ? (Number) number : exact;
    }
}
