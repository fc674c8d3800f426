package io.iotflow.telemetry.ingest;

import jakarta.json.JsonNumber;
import java.math.BigDecimal;

/** Numbers that a 64-bit floating-point number does not give back as they came. */
final class Numbers {

    /** So many digits every double gives back (IEEE 754, DBL_DIG). */
    private static final int DIGITS_OF_A_DOUBLE = 15;

    private static final long EXACT = 1L << 53;

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
