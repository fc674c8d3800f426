package io.iotflow.influx;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Windows of one length, aligned to 1970; either some months or some nanoseconds long. */
record FluxWindow(int months, long nanos, long offset) {
    private static final Pattern PART = Pattern.compile("(\\d+)(\\D+)");
    private static final Map<String, Long> NANOS = Map.of(
            "ns", 1L,
            "us", 1_000L,
            "µs", 1_000L,
            "ms", 1_000_000L,
            "s", 1_000_000_000L,
            "m", 60_000_000_000L,
            "h", 3_600_000_000_000L,
            "d", 86_400_000_000_000L,
            "w", 604_800_000_000_000L);

    FluxWindow {
        if ((months > 0) == (nanos > 0)) {
            throw InfluxFailure.invalid("the test double wants every as either months or shorter units, and not zero");
        }
    }

    /** @param duration a Flux duration literal such as 1h30m */
    static FluxWindow every(String duration) {
        int months = 0;
        long nanos = 0;
        Matcher part = PART.matcher(duration);
        while (part.find()) {
            long amount = Long.parseLong(part.group(1));
            switch (part.group(2)) {
                case "y" -> months += (int) (12 * amount);
                case "mo" -> months += (int) amount;
                default -> nanos += amount * NANOS.get(part.group(2));
            }
        }
        return new FluxWindow(months, nanos, 0);
    }

    /** The same, each later by this length, such as 90s. */
    FluxWindow offset(String duration) {
        if (months > 0) {
            throw InfluxFailure.invalid("the test double knows no offset of months");
        }
        return new FluxWindow(0, nanos, duration.matches("0+us") ? 0 : every(duration).nanos);
    }

    /** Start of the window that holds the time; nanoseconds since 1970. */
    long startBefore(long time) {
        return months == 0 ? time - Math.floorMod(time - offset, nanos) : monthsAfterStart(time, 0);
    }

    /** End (exclusive) of the window that holds the time; nanoseconds since 1970. */
    long stopAfter(long time) {
        return months == 0 ? time - Math.floorMod(time - offset, nanos) + nanos : monthsAfterStart(time, months);
    }

    private long monthsAfterStart(long time, long more) {
        YearMonth month = YearMonth.from(Instant.ofEpochSecond(0, time).atZone(ZoneOffset.UTC));
        int sinceEpoch = (month.getYear() - 1970) * 12 + month.getMonthValue() - 1;
        return YearMonth.of(1970, 1)
                        .plusMonths(sinceEpoch - Math.floorMod(sinceEpoch, months) + more)
                        .atDay(1)
                        .atStartOfDay(ZoneOffset.UTC)
                        .toEpochSecond()
                * 1_000_000_000L;
    }
}
