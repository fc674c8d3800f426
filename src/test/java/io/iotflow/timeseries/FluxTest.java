package io.iotflow.timeseries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.device.Device;
import io.iotflow.telemetry.store.WindowQuery.Function;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FluxTest {

    private static final TimeRange RANGE =
            new TimeRange(Instant.parse("2026-01-31T10:00:00Z"), Instant.parse("2026-01-31T12:00:00.000001Z"));
    private static final Device DEVICE = new Device(7, "d-7", "D 7", "esp32", null, Device.Status.ACTIVE);

    private static final String SELECT = """
            from(bucket: "telemetry")
              |> range(start: 2026-01-31T10:00:00Z, stop: 2026-01-31T12:00:00.000001Z)
              |> filter(fn: (r) => r["device_id"] == "d-7")""";

    @Test
    void leavesLettersDigitsAndThreeMarksAsTheyAre() {
        assertEquals("\"Az09_.-\"", Flux.string("Az09_.-"));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            value = {
                "\", \\x22",
                "\\, \\x5c",
                "${r}, \\x24\\x7br\\x7d",
                "~a b~, a\\x20b",
                "ü, \\xc3\\xbc",
                "温, \\xe6\\xb8\\xa9",
                "😀, \\xf0\\x9f\\x98\\x80",
            })
    void writesEverythingElseAsItsBytes(String text, String literal) {
        assertEquals('"' + literal + '"', Flux.string(text));
    }

    @Test
    void leavesNoCharacterThatCouldEndTheLiteral() {
        String everyCharacter = IntStream.range(0, 0x250)
                .mapToObj(it -> String.valueOf((char) it))
                .collect(Collectors.joining());
        String literal = Flux.string(everyCharacter);
        assertTrue(
                literal.substring(1, literal.length() - 1).matches("(?:[A-Za-z0-9_.-]|\\\\x[0-9a-f]{2})*+"), literal);
    }

    @Test
    void selectsADevicesPointsOfAMeasurement() {
        assertEquals("""
                from(bucket: "telemetry")
                  |> range(start: 2026-01-31T10:00:00Z, stop: 2026-01-31T12:00:00.000001Z)
                  |> filter(fn: (r) => r["device_id"] == "d-7")
                  |> filter(fn: (r) => r["_measurement"] == "air\\x20quality")""", Flux.select("telemetry", new TimeSeriesQuery(DEVICE, RANGE, Optional.of("air quality"))));
    }

    @Test
    void selectsEveryMeasurementWhereNoneIsNamed() {
        assertEquals("""
                from(bucket: "my\\x20bucket")
                  |> range(start: 2026-01-31T10:00:00Z, stop: 2026-01-31T12:00:00.000001Z)
                  |> filter(fn: (r) => r["device_id"] == "d-7")""", Flux.select("my bucket", new TimeSeriesQuery(DEVICE, RANGE, Optional.empty())));
    }

    @Test
    void selectsOnlyTheFieldsThatAreAskedFor() {
        TimeSeriesQuery query =
                new TimeSeriesQuery(DEVICE, RANGE, Optional.empty(), List.of("a", "b \"c"), Optional.empty());
        assertEquals(
                SELECT
                        + "\n  |> filter(fn: (r) => r[\"_field\"] == \"a\" or r[\"_field\"] == \"b\\x20\\x22c\")"
                        + "\n  |> limit(n: 12)"
                        + "\n  |> drop(columns: [\"_start\", \"_stop\"])",
                Flux.oldest("telemetry", query, 12));
    }

    @Test
    void namesWindowsByTheirBeginning() {
        assertEquals(
                SELECT
                        + "\n  |> aggregateWindow(every: 5400000000us, fn: stddev, createEmpty: false, timeSrc: \"_start\")",
                Flux.windows("telemetry", windows("1h30m", "stddev"), false));
    }

    @Test
    void asksForTheMedianItselfAndNotForAnEstimate() {
        assertEquals(
                SELECT
                        + "\n  |> aggregateWindow(every: 1000000us, fn: (column, tables=<-) => tables |> median(column: column, method: \"exact_mean\"), createEmpty: false, timeSrc: \"_start\")",
                Flux.windows("telemetry", windows("1s", "median"), false));
    }

    @Test
    void filtersOutWhatIsNoNumber() {
        assertEquals(
                "import \"types\"\n" + SELECT
                        + "\n  |> filter(fn: (r) => types.isType(v: r[\"_value\"], type: \"float\") or types.isType(v: r[\"_value\"], type: \"int\") or types.isType(v: r[\"_value\"], type: \"uint\"))"
                        + "\n  |> aggregateWindow(every: 1000000us, fn: mean, createEmpty: false, timeSrc: \"_start\")",
                Flux.windows("telemetry", windows("1s", "mean"), true));
    }

    @Test
    void takesOneAggregateOfStepsOfFiveMinutes() {
        assertEquals(
                SELECT
                        + "\n  |> filter(fn: (r) => r[\"aggregate\"] == \"count\")"
                        + "\n  |> aggregateWindow(every: 3600000000us, fn: sum, createEmpty: false, timeSrc: \"_start\")",
                Flux.steps("telemetry", windows("1h", "count"), "count", Function.SUM));
    }

    private static TimeSeriesQuery windows(String window, String function) {
        return new TimeSeriesQuery(DEVICE, RANGE, Optional.empty(), List.of(), Windows.parse(window, function));
    }
}
