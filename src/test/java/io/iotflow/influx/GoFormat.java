package io.iotflow.influx;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;

/** Values written as the Go server writes them. */
final class GoFormat {
    private static final long NANOS = 1_000_000_000L;
    private static final Pattern RFC3339 =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?(?:Z|[+-]\\d\\d:\\d\\d)");

    private GoFormat() {}

    /** Go's %q for the names that occur in messages. */
    static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> out.append(c < ' ' || c == 0x7f ? String.format("\\x%02x", (int) c) : String.valueOf(c));
            }
        }
        return out.append('"').toString();
    }

    /** Shortest decimal digits that read back as the same double, never with an exponent. */
    static String decimal(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0" : "0";
        }
        BigDecimal exact = new BigDecimal(value);
        for (int digits = 1; digits < 17; digits++) {
            BigDecimal shorter = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (shorter.doubleValue() == value) {
                return shorter.stripTrailingZeros().toPlainString();
            }
        }
        return exact.round(new MathContext(17, RoundingMode.HALF_EVEN))
                .stripTrailingZeros()
                .toPlainString();
    }

    /** RFC 3339 in UTC with as many fraction digits as needed and no trailing zero. */
    static String rfc3339(long epochNanos) {
        long second = Math.floorDiv(epochNanos, NANOS);
        long fraction = Math.floorMod(epochNanos, NANOS);
        String whole = Instant.ofEpochSecond(second).toString();
        if (fraction == 0) {
            return whole;
        }
        String digits = String.format("%09d", fraction).replaceAll("0+$", "");
        return whole.substring(0, whole.length() - 1) + "." + digits + "Z";
    }

    /**
     * Nanoseconds since 1970.
     *
     * @throws DateTimeException when it is not RFC 3339 with seconds and zone
     * @throws ArithmeticException when it does not fit
     */
    static long parseRfc3339(String text) {
        if (!RFC3339.matcher(text).matches()) {
            throw new DateTimeException("not RFC 3339: " + text);
        }
        Instant time = OffsetDateTime.parse(text).toInstant();
        return Math.addExact(Math.multiplyExact(time.getEpochSecond(), NANOS), time.getNano());
    }

    /** Go's duration text for whole seconds, such as 1h0m0s. */
    static String duration(Duration duration) {
        String seconds = duration.toSecondsPart() + "s";
        if (duration.toHours() > 0) {
            return duration.toHours() + "h" + duration.toMinutesPart() + "m" + seconds;
        }
        return duration.toMinutes() > 0 ? duration.toMinutesPart() + "m" + seconds : seconds;
    }
}
