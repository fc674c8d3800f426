package io.iotflow.timeseries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.iotflow.platform.problem.Problem;
import io.iotflow.telemetry.store.WindowQuery.Function;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WindowsTest {

    @ParameterizedTest
    @CsvSource({
        "1us, 1",
        "1000ns, 1",
        "1ms, 1000",
        "90s, 90000000",
        "5m, 300000000",
        "1h30m, 5400000000",
        "1d, 86400000000",
        "1w, 604800000000",
        "' 1m ', 60000000",
    })
    void readsFluxsDurations(String text, long micros) {
        assertEquals(Optional.of(new Windows(micros, Function.MEAN)), Windows.parse(text, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "0s", "5", "m", "-5m", "1.5h", "1 h", "1ns", "1001ns", "1h) |> drop()", "36501d", "\u0661m"})
    void refusesAnyOtherText(String text) {
        assertEquals("window", violation(text, "mean"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1mo", "1y", "1y2d"})
    void refusesUnitsThatDifferInLength(String text) {
        Problem problem = assertThrows(Problem.class, () -> Windows.parse(text, "mean"));
        assertEquals("window must not have months or years, which differ in length; use w or d", problem.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "MEAN", "mode", "mean) |> drop()"})
    void refusesAFunctionThatIsNone(String function) {
        assertEquals("fn", violation("1m", function));
    }

    @Test
    void needsNoFunctionButAWindow() {
        assertEquals(Optional.empty(), Windows.parse(null, null));
        assertEquals("fn", violation(null, "mean"));
        assertEquals(
                Function.STDDEV, Windows.parse("1m", "stddev").orElseThrow().function());
    }

    @Test
    void refusesAMillionAndOneWindows() {
        Windows seconds = Windows.parse("1s", null).orElseThrow();
        seconds.check(new TimeRange(Instant.EPOCH, Instant.ofEpochSecond(1_000_000)));
        assertThrows(
                Problem.class, () -> seconds.check(new TimeRange(Instant.EPOCH, Instant.ofEpochSecond(1_000_001))));
    }

    @ParameterizedTest
    @CsvSource({
        "1h, 2026-01-01T10:00:00.000001Z, 2026-01-01T11:00:00Z",
        "1h, 2026-01-01T11:00:00Z, 2026-01-01T11:00:00Z",
        "1d, 1969-12-31T12:00:00Z, 1970-01-01T00:00:00Z",
        "1w, 2026-01-01T00:00:01Z, 2026-01-08T00:00:00Z",
        "7m, 2026-01-01T00:00:01Z, 2026-01-01T00:07:00Z",
    })
    void endsWindowsAsCountedFrom1970(String window, Instant time, Instant end) {
        assertEquals(end, Windows.parse(window, null).orElseThrow().endOfWindow(time));
    }

    private static String violation(String window, String function) {
        Problem problem = assertThrows(Problem.class, () -> Windows.parse(window, function));
        assertEquals(400, problem.status());
        return problem.violations().get(0).field();
    }
}
