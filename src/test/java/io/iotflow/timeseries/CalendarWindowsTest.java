package io.iotflow.timeseries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.platform.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CalendarWindowsTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Test
    void aBerlinDayHas23Or25HoursAroundAChangeOfTheClock() {
        List<Instant> spring = bounds("1d", null, BERLIN, "2026-03-27T23:00:00Z", "2026-03-30T22:00:00Z");
        List<Instant> autumn = bounds("1d", null, BERLIN, "2026-10-23T22:00:00Z", "2026-10-26T23:00:00Z");

        assertEquals(List.of(24L, 23L, 24L), hours(spring));
        assertEquals(List.of(24L, 25L, 24L), hours(autumn));
    }

    @ParameterizedTest
    @CsvSource({
        "1w, , 2026-11-25T00:00:00Z, 2026-11-29T23:00:00Z", // Sunday ends where Monday begins in Berlin
        "1mo, , 2026-11-25T00:00:00Z, 2026-11-30T23:00:00Z",
        "1y, , 2026-11-25T00:00:00Z, 2026-12-31T23:00:00Z",
        "1d, 6h, 2026-11-25T00:00:00Z, 2026-11-25T05:00:00Z", // the day's shift begins at six
        "1d, -2h, 2026-11-25T00:00:00Z, 2026-11-25T21:00:00Z",
        "6h, , 2026-11-25T00:00:00Z, 2026-11-25T05:00:00Z",
        "15m, 5m, 2026-11-25T00:00:00Z, 2026-11-25T00:05:00Z",
        "100ms, , 2026-11-25T00:00:00.05Z, 2026-11-25T00:00:00.1Z",
        "3mo, , 1969-11-25T00:00:00Z, 1969-12-31T23:00:00Z"
    })
    void theSecondWindowBeginsWhereTheCalendarSays(String window, String offset, Instant start, Instant second) {
        Instant stop = second.plusMillis(1);

        assertEquals(
                List.of(start, second, stop),
                CalendarWindows.parse(window, offset, BERLIN).bounds(new TimeRange(start, stop)));
    }

    @Test
    void anHourOfIndiaBeginsWithItsClock() {
        List<Instant> bounds =
                bounds("1h", null, ZoneId.of("Asia/Kolkata"), "2026-01-01T00:00:00Z", "2026-01-01T01:00:00Z");

        assertEquals(Instant.parse("2026-01-01T00:30:00Z"), bounds.get(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "-1h", "1", "h", "1h30m", "1ns", "1 h", "99999999999d", "1H", ""})
    void refusesWhatIsNoLength(String window) {
        assertThrows(Problem.class, () -> CalendarWindows.parse(window, null, BERLIN));
    }

    @Test
    void refusesTooManyWindows() {
        Problem refused = assertThrows(
                Problem.class, () -> bounds("1ms", null, BERLIN, "2026-01-01T00:00:00Z", "2026-01-01T01:00:00Z"));

        assertTrue(refused.getMessage().startsWith("window is too short"), refused.getMessage());
    }

    @Test
    void aWindowLongerThanTimeIsTheRange() {
        assertEquals(
                2,
                bounds("999999999y", null, BERLIN, "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z")
                        .size());
    }

    private static List<Instant> bounds(String window, String offset, ZoneId zone, String start, String stop) {
        return CalendarWindows.parse(window, offset, zone)
                .bounds(new TimeRange(Instant.parse(start), Instant.parse(stop)));
    }

    private static List<Long> hours(List<Instant> bounds) {
        return IntStream.range(1, bounds.size())
                .mapToObj(
                        i -> Duration.between(bounds.get(i - 1), bounds.get(i)).toHours())
                .toList();
    }
}
