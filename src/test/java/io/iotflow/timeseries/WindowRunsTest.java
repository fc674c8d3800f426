package io.iotflow.timeseries;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowRunsTest {

    @ParameterizedTest
    @CsvSource({
        "1h, , UTC",
        "7m, 3s, Asia/Kolkata",
        "1d, , Europe/Berlin",
        "1d, 6h, America/New_York",
        "3d, -90m, Australia/Lord_Howe",
        "1w, , Europe/Berlin",
        "1mo, , Europe/Berlin",
        "5mo, 1d, UTC",
        "1y, , UTC"
    })
    void whatFluxMakesOfThemAreTheWindows(String window, String offset, String zone) {
        CalendarWindows windows = CalendarWindows.parse(window, offset, ZoneId.of(zone));
        for (String stop : List.of("2026-03-20T11:07:00Z", "2026-03-29T12:00:00.000001Z", "2027-02-01T00:00:00Z")) {
            List<Instant> bounds =
                    windows.bounds(new TimeRange(Instant.parse("2026-03-20T10:17:03Z"), Instant.parse(stop)));

            assertEquals(bounds, made(WindowRuns.of(bounds)), window + " until " + stop);
        }
    }

    @Test
    void aYearOfBerlinDaysIsFiveRuns() {
        List<Instant> bounds = CalendarWindows.parse("1d", null, ZoneId.of("Europe/Berlin"))
                .bounds(new TimeRange(Instant.parse("2025-12-31T23:00:00Z"), Instant.parse("2026-12-31T23:00:00Z")));

        assertEquals(5, WindowRuns.of(bounds).size());
    }

    /** As {@code window(every, offset)} of a range does, which cuts its windows. */
    private static List<Instant> made(List<WindowRuns.Run> runs) {
        List<Instant> bounds = new ArrayList<>();
        for (WindowRuns.Run run : runs) {
            bounds.add(run.start());
            if (run.every() > 0) {
                long start = Duration.between(Instant.EPOCH, run.start()).toNanos() / 1_000;
                long next = Math.floorDiv(start - run.offset(), run.every()) * run.every() + run.offset() + run.every();
                for (Instant begin = at(next); begin.isBefore(run.stop()); begin = at(next)) {
                    bounds.add(begin);
                    next += run.every();
                }
            }
        }
        bounds.add(runs.get(runs.size() - 1).stop());
        return bounds;
    }

    private static Instant at(long micros) {
        return Instant.EPOCH.plusNanos(micros * 1_000);
    }
}
