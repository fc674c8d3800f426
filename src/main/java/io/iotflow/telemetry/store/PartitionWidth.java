package io.iotflow.telemetry.store;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.Arrays;
import java.util.Locale;

/** How much time one partition of the log holds. Boundaries are days, Mondays or firsts of a month, in UTC. */
enum PartitionWidth {
    DAY,
    WEEK,
    MONTH;

    private static final int MAX_OF_DAYS = 31;
    private static final int MAX_OF_WEEKS = 53 * 7;

    /** Reads the name of one, or {@code auto}: the narrowest with which a retention is no more than about 50. */
    static PartitionWidth parse(String text, Retention retention) {
        String name = text.strip().toUpperCase(Locale.ROOT);
        if (name.equals("AUTO")) {
            return suiting(retention);
        }
        return Arrays.stream(values())
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "TELEMETRY_PARTITION must be auto, day, week or month, is '" + text + "'"));
    }

    private static PartitionWidth suiting(Retention retention) {
        if (retention.equals(Retention.FOREVER) || retention.days() > MAX_OF_WEEKS) {
            return MONTH;
        }
        return retention.days() <= MAX_OF_DAYS ? DAY : WEEK;
    }

    /** The last boundary that is not after this time. */
    Instant floor(Instant time) {
        return instant(floor(LocalDate.ofInstant(time, ZoneOffset.UTC)));
    }

    /** The first boundary after this time. */
    Instant next(Instant time) {
        LocalDate floor = floor(LocalDate.ofInstant(time, ZoneOffset.UTC));
        return instant(
                switch (this) {
                    case DAY -> floor.plusDays(1);
                    case WEEK -> floor.plusWeeks(1);
                    case MONTH -> floor.plusMonths(1);
                });
    }

    private LocalDate floor(LocalDate day) {
        return switch (this) {
            case DAY -> day;
            case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
            case MONTH -> day.withDayOfMonth(1);
        };
    }

    private static Instant instant(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
