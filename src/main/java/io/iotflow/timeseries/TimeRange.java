package io.iotflow.timeseries;

import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.time.TimeText;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * From start (inclusive) to stop (exclusive), read from Flux's own forms: {@code now()}, a duration such as {@code -1h30m}
 * before now (units y mo w d h m s ms us ns), or a time as a device may send it ({@link TimeText}). The text is parsed here
 * and goes no further.
 */
record TimeRange(Instant start, Instant stop) {

    private static final Pattern DURATION = Pattern.compile("-((?:\\d{1,9}(?:mo|ms|us|ns|[ywdhms])){1,10})");
    private static final Pattern PART = Pattern.compile("(\\d+)(mo|ms|us|ns|[ywdhms])");
    private static final Map<String, ChronoUnit> UNITS = Map.of(
            "y", ChronoUnit.YEARS,
            "mo", ChronoUnit.MONTHS,
            "w", ChronoUnit.WEEKS,
            "d", ChronoUnit.DAYS,
            "h", ChronoUnit.HOURS,
            "m", ChronoUnit.MINUTES,
            "s", ChronoUnit.SECONDS,
            "ms", ChronoUnit.MILLIS,
            "us", ChronoUnit.MICROS,
            "ns", ChronoUnit.NANOS);
    /** InfluxDB's own bounds are those of 64-bit nanoseconds; these are the years that both stores hold. */
    private static final Instant EARLIEST = Instant.parse("1678-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("2262-01-01T00:00:00Z");

    /** All of time that the stores hold. */
    static final TimeRange ALL = new TimeRange(EARLIEST, LATEST);

    /**
     * Reads both ends; 400 when one cannot be read or the range is empty.
     *
     * @param zone what a time without an offset is of
     */
    static TimeRange parse(String start, String stop, Instant now, ZoneId zone) {
        TimeRange range = new TimeRange(instant("start", start, now, zone), instant("stop", stop, now, zone));
        if (!range.start.isBefore(range.stop)) {
            throw Problem.invalid("start", "must be before stop");
        }
        return range;
    }

    private static Instant instant(String name, String text, Instant now, ZoneId zone) {
        try {
            Instant instant = parse(text.strip(), now, zone);
            if (!instant.isBefore(EARLIEST) && !instant.isAfter(LATEST)) {
                return instant;
            }
        } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
            // answered below with the other unreadable texts
        }
        throw Problem.invalid(
                name,
                "must be now(), a duration such as -1h, RFC 3339 (2026-01-31T12:00:00Z), a date or an epoch, between the"
                        + " years 1678 and 2262");
    }

    private static Instant parse(String text, Instant now, ZoneId zone) {
        if (text.equals("now()")) {
            return now;
        }
        Matcher duration = DURATION.matcher(text);
        return duration.matches() ? before(now, duration.group(1)) : TimeText.readQuery(text, zone);
    }

    private static Instant before(Instant now, String duration) {
        OffsetDateTime time = now.atOffset(ZoneOffset.UTC);
        Matcher part = PART.matcher(duration);
        while (part.find()) {
            time = time.minus(Long.parseLong(part.group(1)), UNITS.get(part.group(2)));
        }
        return time.toInstant();
    }

    /** Writes both ends, 24 bytes. */
    void write(ByteBuffer bytes) {
        write(bytes, start);
        write(bytes, stop);
    }

    static void write(ByteBuffer bytes, Instant time) {
        bytes.putLong(time.getEpochSecond()).putInt(time.getNano());
    }

    /** Reads what was written; a {@link DateTimeException} when it is none that the stores hold. */
    static TimeRange read(ByteBuffer bytes) {
        TimeRange range = new TimeRange(instant(bytes), instant(bytes));
        if (range.start.isBefore(EARLIEST) || !range.start.isBefore(range.stop) || range.stop.isAfter(LATEST)) {
            throw new DateTimeException("not a range");
        }
        return range;
    }

    static Instant instant(ByteBuffer bytes) {
        return Instant.ofEpochSecond(bytes.getLong(), bytes.getInt());
    }
}
