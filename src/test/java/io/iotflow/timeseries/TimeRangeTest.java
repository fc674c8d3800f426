package io.iotflow.timeseries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.iotflow.platform.problem.Problem;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeRangeTest {

    private static final Instant NOW = Instant.parse("2026-03-31T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "-1h,                          2026-03-31T11:00:00Z",
        "-1h30m,                       2026-03-31T10:30:00Z",
        "-1m,                          2026-03-31T11:59:00Z",
        "-1mo,                         2026-02-28T12:00:00Z",
        "-1y,                          2025-03-31T12:00:00Z",
        "-2w,                          2026-03-17T12:00:00Z",
        "-7d,                          2026-03-24T12:00:00Z",
        "-90s,                         2026-03-31T11:58:30Z",
        "-500ms,                       2026-03-31T11:59:59.500Z",
        "-1us,                         2026-03-31T11:59:59.999999Z",
        "-1ns,                         2026-03-31T11:59:59.999999999Z",
        "' -1h ',                      2026-03-31T11:00:00Z",
        "2026-01-31T12:00:00Z,         2026-01-31T12:00:00Z",
        "2026-01-31T12:00:00.5+02:00,  2026-01-31T10:00:00.5Z",
        "1769853600,                   2026-01-31T10:00:00Z",
        "0,                            1970-01-01T00:00:00Z",
        "2026-01-31,                   2026-01-31T00:00:00Z",
        "2026-01-31T12:00:00,          2026-01-31T12:00:00Z",
        "2026-01-31T12:00:00+0100,     2026-01-31T11:00:00Z",
        "2026-01-31T12:00:00 01:00,    2026-01-31T11:00:00Z",
        "1769853600000,                2026-01-31T10:00:00Z",
        "-86400,                       1969-12-31T00:00:00Z",
    })
    void readsFluxsFormsOfATime(String start, Instant expected) {
        assertEquals(new TimeRange(expected, NOW), TimeRange.parse(start, "now()", NOW, ZoneOffset.UTC));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "h",
                "-h",
                "1h",
                "-1x",
                "-1h ago",
                "-1.5h",
                "--1h",
                "-1h-1m",
                "now",
                "now()-1h",
                "2026-02-30T12:00:00Z",
                "-1h) |> drop()",
                "-\u0661h",
            })
    void refusesAnyOtherText(String start) {
        Problem problem = assertThrows(Problem.class, () -> TimeRange.parse(start, "now()", NOW, ZoneOffset.UTC));
        assertEquals("start", problem.violations().get(0).field());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-999999999y",
                "-400y",
                "1677-12-31T23:59:59Z",
                "2262-01-01T00:00:01Z",
                "99999999999",
                "9999999999999999999"
            })
    void refusesATimeThatTheStoresDoNotHold(String start) {
        assertEquals(
                400,
                assertThrows(Problem.class, () -> TimeRange.parse(start, "now()", NOW, ZoneOffset.UTC))
                        .status());
    }

    @Test
    void namesTheEndThatCannotBeRead() {
        Problem problem = assertThrows(Problem.class, () -> TimeRange.parse("-1h", "soon", NOW, ZoneOffset.UTC));
        assertEquals("stop", problem.violations().get(0).field());
    }

    @ParameterizedTest
    @CsvSource({"now(), -1h", "now(), now()", "-1h, -60m"})
    void refusesAnEmptyRange(String start, String stop) {
        Problem problem = assertThrows(Problem.class, () -> TimeRange.parse(start, stop, NOW, ZoneOffset.UTC));
        assertEquals("start must be before stop", problem.getMessage());
    }

    @Test
    void refusesADurationOfAThousandParts() {
        assertThrows(Problem.class, () -> TimeRange.parse("-" + "1s".repeat(1000), "now()", NOW, ZoneOffset.UTC));
    }
}
