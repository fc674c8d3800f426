package io.iotflow.timeseries;

import io.iotflow.platform.problem.Problem;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Windows of a time zone. Days, weeks, months and years are those of its calendar: a day around a change of the clock has 23
 * or 25 hours, a week begins on Monday. Shorter ones have one length, and are counted from the midnight in which 1970 began
 * there.
 *
 * @param text as it was asked
 * @param count how many of the unit
 * @param unit milliseconds, seconds, minutes or hours, or one of the calendar
 * @param offset by how much each begins later (or earlier)
 */
record CalendarWindows(String text, long count, ChronoUnit unit, Duration offset, ZoneId zone) {

    /** The most windows between start and stop. */
    static final int MAX = 100_000;

    private static final Pattern WINDOW = Pattern.compile("(\\d{1,9})(ms|mo|[smhdwy])");
    private static final Pattern OFFSET = Pattern.compile("(-?)(\\d{1,6})(ms|[smhd])");
    private static final LocalDate FIRST_DAY = LocalDate.of(1970, 1, 1);
    private static final LocalDate FIRST_MONDAY = LocalDate.of(1970, 1, 5);
    private static final Duration LONGEST_OFFSET = Duration.ofDays(366);
    private static final Map<String, ChronoUnit> UNITS = Map.of(
            "ms", ChronoUnit.MILLIS,
            "s", ChronoUnit.SECONDS,
            "m", ChronoUnit.MINUTES,
            "h", ChronoUnit.HOURS,
            "d", ChronoUnit.DAYS,
            "w", ChronoUnit.WEEKS,
            "mo", ChronoUnit.MONTHS,
            "y", ChronoUnit.YEARS);

    /** Reads a length such as {@code 15m} and an offset such as {@code 6h}, or null for none; 400 when one is none. */
    static CalendarWindows parse(String window, String offset, ZoneId zone) {
        Matcher matcher = WINDOW.matcher(window);
        if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
            throw Problem.invalid(
                    "window", "must be a number and a unit, such as 15m or 1d (ms, s, m, h, d, w, mo, y)");
        }
        return new CalendarWindows(
                window, Long.parseLong(matcher.group(1)), UNITS.get(matcher.group(2)), offset(offset), zone);
    }

    private static Duration offset(String text) {
        if (text == null) {
            return Duration.ZERO;
        }
        Matcher matcher = OFFSET.matcher(text);
        if (matcher.matches()) {
            Duration length = Duration.of(Long.parseLong(matcher.group(2)), UNITS.get(matcher.group(3)));
            if (length.compareTo(LONGEST_OFFSET) <= 0) {
                return matcher.group(1).isEmpty() ? length : length.negated();
            }
        }
        throw Problem.invalid(
                "offset", "must be a number and a unit, such as 6h or -30m (ms, s, m, h, d), at most 366d");
    }

    /** Where each window of the range begins, and the range's end; the first one begins with the range. 400 when too many. */
    List<Instant> bounds(TimeRange range) {
        List<Instant> bounds = new ArrayList<>();
        bounds.add(range.start());
        long number = unit.isDateBased() ? firstByCalendar(range.start()) : firstByLength(range.start());
        while (true) {
            Instant begin = begin(number++);
            if (!begin.isBefore(range.stop())) {
                break;
            }
            if (begin.isAfter(range.start())) {
                bounds.add(begin);
            }
            if (bounds.size() > MAX) {
                throw Problem.invalid(
                        "window",
                        "is too short for the range: there are more than " + MAX
                                + " windows between start and stop; choose longer ones, or a later start");
            }
        }
        bounds.add(range.stop());
        return bounds;
    }

    private long firstByLength(Instant start) {
        return Math.floorDiv(
                Duration.between(begin(0), start).toMillis(), unit.getDuration().toMillis() * count);
    }

    private long firstByCalendar(Instant start) {
        LocalDate day = start.minus(offset).atZone(zone).toLocalDate();
        return Math.floorDiv(unit.between(origin(), day), count) - 1; // the offset may be about a change of the clock
    }

    private LocalDate origin() {
        return unit == ChronoUnit.WEEKS ? FIRST_MONDAY : FIRST_DAY;
    }

    private Instant begin(long number) {
        try {
            if (unit.isDateBased()) {
                LocalDateTime local = origin().plus(Math.multiplyExact(number, count), unit)
                        .atStartOfDay()
                        .plus(offset);
                return local.atZone(zone).toInstant();
            }
            return FIRST_DAY
                    .atStartOfDay(zone)
                    .toInstant()
                    .plus(offset)
                    .plusMillis(Math.multiplyExact(number, unit.getDuration().toMillis() * count));
        } catch (DateTimeException | ArithmeticException e) {
            return Instant.MAX; // longer than time
        }
    }
}
