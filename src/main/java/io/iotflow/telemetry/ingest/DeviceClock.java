package io.iotflow.telemetry.ingest;

import io.iotflow.quarantine.Reason;
import io.iotflow.telemetry.store.Retention;
import jakarta.json.JsonNumber;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Reads a device's time: RFC 3339 (without an offset it is UTC, as the Python prototype's clients send it), or epoch
 * seconds or milliseconds as a number. A number of 1e11 or more is milliseconds: as seconds it would be the year 5138.
 */
final class DeviceClock {

    private static final BigDecimal MIN_MILLIS = new BigDecimal("1e11");
    private static final BigDecimal MAX = new BigDecimal("1e15");
    private static final BigInteger NANOS_OF_SECOND = BigInteger.valueOf(1_000_000_000);

    private final Duration maxFuture;
    private final Retention retention;
    private final InstantSource clock;
    private final AtomicReference<Instant> lastOwn = new AtomicReference<>(Instant.EPOCH);

    /** The source says what the time really is: a message that is replayed came earlier. */
    DeviceClock(Duration maxFuture, Retention retention, InstantSource clock) {
        this.maxFuture = maxFuture;
        this.retention = retention;
        this.clock = clock;
    }

    /** The time of a message: the device's own, or ours where it gave none. */
    Instant timeOf(JsonValue timestamp, Instant now) throws Refused {
        if (timestamp == null || timestamp == JsonValue.NULL) {
            return kept(own(now));
        }
        return checked(parse(timestamp), now);
    }

    /** The device's own time, to the nanosecond, if it can be true. */
    Instant checked(Instant time, Instant now) throws Refused {
        if (time.isBefore(Instant.EPOCH)) {
            throw refused("is before 1970");
        }
        if (time.isAfter(now.plus(maxFuture))) {
            throw refused("is more than " + maxFuture + " ahead of the server's clock: set the device's clock");
        }
        return kept(time);
    }

    private Instant kept(Instant time) throws Refused {
        Optional<Instant> horizon = retention.horizon(clock.instant());
        if (horizon.isPresent() && time.isBefore(horizon.get())) {
            throw new Refused(
                    Reason.TOO_OLD,
                    "timestamp",
                    "is older than the " + retention.days()
                            + " days for which messages are kept (TELEMETRY_RETENTION)");
        }
        return time;
    }

    /** Our own time, strictly rising: two messages without a time are two readings, not one. */
    private Instant own(Instant now) {
        Instant micros = now.truncatedTo(ChronoUnit.MICROS);
        return lastOwn.updateAndGet(last -> micros.isAfter(last) ? micros : last.plus(1, ChronoUnit.MICROS));
    }

    private static Instant parse(JsonValue timestamp) throws Refused {
        try {
            if (timestamp instanceof JsonString text) {
                return parse(text.getString());
            }
            if (timestamp instanceof JsonNumber number) {
                return parse(number.bigDecimalValue());
            }
        } catch (DateTimeException | ArithmeticException e) {
            throw refused("is not RFC 3339 (2026-01-31T12:00:00Z) or epoch seconds or milliseconds");
        }
        throw refused("must be a string or a number");
    }

    private static Instant parse(String text) {
        boolean hasOffset = text.endsWith("Z") || text.endsWith("z") || text.matches(".*[+-]\\d\\d:\\d\\d");
        return hasOffset
                ? OffsetDateTime.parse(text.replace(' ', 'T')).toInstant()
                : LocalDateTime.parse(text.replace(' ', 'T')).toInstant(ZoneOffset.UTC);
    }

    private static Instant parse(BigDecimal epoch) throws Refused {
        // Bounded before any arithmetic: 1e1000000000 is a legal JSON number.
        if (epoch.abs().compareTo(MAX) > 0 || epoch.scale() > 20) {
            throw refused("is no time: the number is out of range");
        }
        BigInteger nanos =
                epoch.movePointRight(epoch.compareTo(MIN_MILLIS) >= 0 ? 6 : 9).toBigInteger();
        BigInteger[] parts = nanos.divideAndRemainder(NANOS_OF_SECOND);
        return Instant.ofEpochSecond(parts[0].longValue(), parts[1].longValue());
    }

    private static Refused refused(String message) {
        return new Refused(Reason.BAD_TIMESTAMP, "timestamp", message);
    }
}
