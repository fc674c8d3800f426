package io.iotflow.alert;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Set;

/**
 * When a rule may open alerts: on these days, each from start to end; an end that is not behind the start is on the next day.
 *
 * @param days at least one, of the start
 */
record Schedule(Set<DayOfWeek> days, LocalTime start, LocalTime end, ZoneId zone) {

    boolean includes(Instant time) {
        ZonedDateTime local = time.atZone(zone);
        return isWithin(local, local.toLocalDate())
                || isWithin(local, local.toLocalDate().minusDays(1));
    }

    private boolean isWithin(ZonedDateTime time, LocalDate day) {
        return days.contains(day.getDayOfWeek()) && !time.isBefore(begin(day)) && time.isBefore(finish(day));
    }

    private ZonedDateTime begin(LocalDate day) {
        return day.atTime(start).atZone(zone);
    }

    private ZonedDateTime finish(LocalDate day) {
        return (start.isBefore(end) ? day : day.plusDays(1)).atTime(end).atZone(zone);
    }

    /** The time itself where it is included, else when the next span begins. */
    Instant nextFrom(Instant time) {
        LocalDate day = time.atZone(zone).toLocalDate();
        if (includes(time)) {
            return time;
        }
        while (!days.contains(day.getDayOfWeek()) || begin(day).toInstant().isBefore(time)) {
            day = day.plusDays(1);
        }
        return begin(day).toInstant();
    }
}
