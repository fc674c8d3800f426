package io.iotflow.platform.time;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * A time as a number since 1970, whose size says its unit: seconds below 1e11 (as seconds that is the year 5138),
 * milliseconds below 1e14, microseconds below 1e17, else nanoseconds. Each unit so begins at 3 March 1973.
 */
public final class EpochTime {

    private static final BigDecimal MILLIS = new BigDecimal("1e11");
    private static final BigDecimal MICROS = new BigDecimal("1e14");
    private static final BigDecimal NANOS = new BigDecimal("1e17");
    private static final BigDecimal MAX = new BigDecimal("1e19");
    private static final BigInteger NANOS_OF_SECOND = BigInteger.valueOf(1_000_000_000);

    private EpochTime() {}

    /**
     * Reads it, to the nanosecond.
     *
     * @throws DateTimeException when it is out of range
     */
    public static Instant read(BigDecimal epoch) {
        // Bounded before any arithmetic: 1e1000000000 is a legal JSON number.
        BigDecimal size = epoch.abs();
        if (size.compareTo(MAX) > 0 || epoch.scale() > 20) {
            throw new DateTimeException("is no time: the number is out of range");
        }
        if (epoch.scale() == 0 && size.compareTo(NANOS) < 0) { // as nearly all: without arithmetic of large numbers
            return ofWhole(epoch.longValue());
        }
        BigInteger nanos = epoch.movePointRight(digitsToNanos(size)).toBigInteger();
        BigInteger[] parts = nanos.divideAndRemainder(NANOS_OF_SECOND);
        return Instant.ofEpochSecond(parts[0].longValue(), parts[1].longValue());
    }

    private static Instant ofWhole(long epoch) {
        long unitsOfSecond =
                Math.abs(epoch) < 100_000_000_000L ? 1 : Math.abs(epoch) < 100_000_000_000_000L ? 1_000 : 1_000_000;
        long nanosOfUnit = 1_000_000_000 / unitsOfSecond;
        return Instant.ofEpochSecond(
                Math.floorDiv(epoch, unitsOfSecond), Math.floorMod(epoch, unitsOfSecond) * nanosOfUnit);
    }

    /** A number from its text. */
    static BigDecimal number(String text) {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw new DateTimeException("is no number", e);
        }
    }

    private static int digitsToNanos(BigDecimal size) {
        if (size.compareTo(MILLIS) < 0) {
            return 9;
        }
        if (size.compareTo(MICROS) < 0) {
            return 6;
        }
        return size.compareTo(NANOS) < 0 ? 3 : 0;
    }
}
