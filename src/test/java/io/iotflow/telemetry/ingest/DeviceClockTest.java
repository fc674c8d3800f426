package io.iotflow.telemetry.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.iotflow.device.Device;
import io.iotflow.platform.json.Json;
import io.iotflow.quarantine.Reason;
import io.iotflow.telemetry.store.LeftOut;
import io.iotflow.telemetry.store.Retention;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceClockTest {

    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final Duration MAX_FUTURE = Duration.ofMinutes(5);

    private static final DeviceClock.Bounds BOUNDS =
            new DeviceClock.Bounds(MAX_FUTURE, Instant.parse("2000-01-01T00:00:00Z"), ZoneOffset.UTC);

    private final DeviceClock clock = new DeviceClock(BOUNDS, Retention.FOREVER, () -> NOW);

    @ParameterizedTest
    @CsvSource({
        "2026-01-31T10:00:00Z,           2026-01-31T10:00:00Z",
        "2026-01-31T10:00:00.5Z,         2026-01-31T10:00:00.5Z",
        "2026-01-31t10:00:00z,           2026-01-31T10:00:00Z",
        "2026-01-31T10:00:00+02:00,      2026-01-31T08:00:00Z",
        "2026-01-31T01:00:00-05:30,      2026-01-31T06:30:00Z",
    })
    void readsRfc3339WithAnOffset(String text, Instant time) throws Refused {
        assertEquals(time, timeOfText(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-01-31T10:00:00.123456", "2026-01-31 10:00:00.123456"})
    void readsATextWithoutAnOffsetAsUtc(String text) throws Refused {
        assertEquals(Instant.parse("2026-01-31T10:00:00.123456Z"), timeOfText(text));
    }

    @ParameterizedTest
    @CsvSource({
        "Europe/Berlin, 2026-01-31T10:00:00,       2026-01-31T09:00:00Z",
        "Europe/Berlin, 2026-01-31 10:00:00+00:00, 2026-01-31T10:00:00Z",
        "+05:30,        2026-01-31 10:00:00,       2026-01-31T04:30:00Z",
        ",              2026-01-31T10:00:00,       2026-01-31T10:00:00Z",
    })
    void readsATextWithoutAnOffsetInTheZoneOfItsDevice(String zone, String text, Instant time) throws Refused {
        Device device =
                new Device(7, "d-7", "D 7", "esp32", null, Device.Status.ACTIVE, zone == null ? null : ZoneId.of(zone));
        assertEquals(time, clock.of(device).timeOf(Json.createValue(text), NOW));
    }

    @Test
    void ourOwnTimesRiseOverDevicesOfAllZones() throws Refused {
        Device device = new Device(7, "d-7", "D 7", "esp32", null, Device.Status.ACTIVE, ZoneId.of("Europe/Berlin"));
        Instant first = clock.timeOf(null, NOW);
        assertEquals(first.plusNanos(1_000), clock.of(device).timeOf(null, NOW));
    }

    @Test
    void readsASpaceInsteadOfTheT() throws Refused {
        assertEquals(Instant.parse("2026-01-31T08:00:00Z"), timeOfText("2026-01-31 10:00:00+02:00"));
    }

    @ParameterizedTest
    @CsvSource({
        "1769853600,        2026-01-31T10:00:00Z",
        "1769853600.25,     2026-01-31T10:00:00.25Z",
        "1.7698536e9,       2026-01-31T10:00:00Z",
        "1769853600000,     2026-01-31T10:00:00Z",
        "1769853600123.456, 2026-01-31T10:00:00.123456Z",
        "0,                 1970-01-01T00:00:00Z",
        "946684800,         2000-01-01T00:00:00Z",
        "1769853600000000,  2026-01-31T10:00:00Z",
        "1769853600000000001, 2026-01-31T10:00:00.000000001Z",
        "'\"1769853600\"',    2026-01-31T10:00:00Z",
    })
    void readsAnEpochByItsSize(String number, Instant time) throws Refused {
        assertEquals(time, timeOf(number));
    }

    @ParameterizedTest
    @CsvSource({
        "1769853600.1234569, 2026-01-31T10:00:00.123456900Z",
        "1769853600.1234567899, 2026-01-31T10:00:00.123456789Z",
        "'\"2026-01-31T10:00:00.123456999Z\"', 2026-01-31T10:00:00.123456999Z",
    })
    void keepsADevicesTimeToTheNanosecond(String json, Instant time) throws Refused {
        assertEquals(time, timeOf(json));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e1000000000", "-1e1000000000", "1e-1000000000", "1e20"})
    void refusesANumberOutOfRangeWithoutComputingIt(String number) {
        JsonValue timestamp = Json.read(number);
        Refused refused = assertTimeoutPreemptively(
                Duration.ofSeconds(2), () -> assertThrows(Refused.class, () -> clock.timeOf(timestamp, NOW)));
        assertEquals("timestamp is no time: the number is out of range", refused.detail());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "-1.5", "\"1969-12-31T23:59:59.999999Z\"", "\"1969-12-31 23:00:00\""})
    void refusesATimeBefore1970(String json) {
        assertEquals("timestamp is before 1970", refusal(json).detail());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "5321", "\"1970-01-01T00:00:12Z\""})
    void takesOursForAPointOfAClockThatWasNotSet(String json) throws Refused {
        assertEquals(new DeviceClock.Timed(NOW, LeftOut.Why.CLOCK_NOT_SET), clock.ownTimeOf(Json.read(json), NOW));
    }

    @Test
    void takesAHistorysTimeAsItIs() throws Refused {
        assertEquals(Instant.ofEpochSecond(4), clock.timeOf(Json.read("4"), NOW));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "5321", "-1", "\"0\"", "\"1970-01-01T00:00:12Z\"", "86400000"})
    void takesOursForATimeOfAClockThatWasNotSet(String json) throws Refused {
        assertEquals(new DeviceClock.Timed(NOW, LeftOut.Why.CLOCK_NOT_SET), clock.likelyTimeOf(Json.read(json), NOW));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"yesterday\"", "\"10:05\"", "true", "{}", "[1769853600]", "1e1000000000"})
    void takesOursForATimeThatCannotBeRead(String json) throws Refused {
        assertEquals(new DeviceClock.Timed(NOW, LeftOut.Why.BAD_TIMESTAMP), clock.likelyTimeOf(Json.read(json), NOW));
    }

    @Test
    void takesOursWithoutADoubtWhereTheDeviceGaveNone() throws Refused {
        assertEquals(new DeviceClock.Timed(NOW, null), clock.likelyTimeOf(Json.read("\" \""), NOW));
    }

    @Test
    void doesNotTakeOursForATimeFarAhead() {
        JsonValue ahead = read(NOW.plus(Duration.ofDays(1)));
        assertThrows(Refused.class, () -> clock.likelyTimeOf(ahead, NOW));
    }

    @Test
    void takesTheInstallationsZoneForATimeWithoutAnOffset() throws Refused {
        DeviceClock inBerlin = new DeviceClock(
                new DeviceClock.Bounds(MAX_FUTURE, Instant.EPOCH, ZoneId.of("Europe/Berlin")),
                Retention.FOREVER,
                () -> NOW);
        assertEquals(Instant.parse("2026-01-31T09:00:00Z"), inBerlin.timeOf(Json.read("\"2026-01-31 10:00:00\""), NOW));
    }

    @Test
    void takesATimeThatIsAheadAsFarAsAllowed() throws Refused {
        assertEquals(NOW.plus(MAX_FUTURE), timeOfText(NOW.plus(MAX_FUTURE).toString()));
    }

    @Test
    void refusesATimeThatIsFurtherAhead() {
        String tooFar = NOW.plus(MAX_FUTURE).plusMillis(1).toString();
        assertEquals(Reason.BAD_TIMESTAMP, refusal('"' + tooFar + '"').reason());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"yesterday\"",
                "\"2026-02-30T10:00:00Z\"",
                "\"2026-01-31T10:00:00Z extra\"",
            })
    void refusesATextThatIsNoTime(String json) {
        assertEquals(Reason.BAD_TIMESTAMP, refusal(json).reason());
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "{}", "[1769853600]"})
    void refusesAWrongType(String json) {
        assertEquals("timestamp must be a string or a number", refusal(json).detail());
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "", "\"\"", "\" \""})
    void givesOurTimeWhereTheDeviceGaveNone(String json) throws Refused {
        assertEquals(NOW, clock.timeOf(json.isEmpty() ? null : Json.read(json), NOW));
    }

    @Test
    void cutsOurTimeToMicroseconds() throws Refused {
        assertEquals(NOW, clock.timeOf(null, NOW.plusNanos(999)));
    }

    @Test
    void givesEachMessageWithoutATimeALaterOne() throws Refused {
        Instant first = clock.timeOf(null, NOW);
        assertEquals(first.plusNanos(1000), clock.timeOf(null, NOW));
    }

    @Test
    void risesThoughOurClockWasSetBack() throws Refused {
        Instant first = clock.timeOf(null, NOW);
        assertEquals(first.plusNanos(1000), clock.timeOf(null, NOW.minusSeconds(60)));
    }

    private Instant timeOfText(String text) throws Refused {
        return timeOf('"' + text + '"');
    }

    private Instant timeOf(String json) throws Refused {
        return clock.timeOf(Json.read(json), NOW);
    }

    private Refused refusal(String json) {
        return assertThrows(Refused.class, () -> timeOf(json));
    }

    @Test
    void refusesWhatIsOlderThanTheRetentionByTheRealTime() throws Refused {
        DeviceClock keeping = new DeviceClock(BOUNDS, new Retention(30), () -> NOW);
        Instant edge = NOW.minus(Duration.ofDays(30));

        assertEquals(edge, keeping.timeOf(read(edge), NOW));
        Refused named = assertThrows(Refused.class, () -> keeping.timeOf(read(edge.minusMillis(1)), NOW));
        assertEquals(Reason.TOO_OLD, named.reason());
        // A message without a time, replayed after 31 days.
        assertThrows(Refused.class, () -> keeping.timeOf(null, NOW.minus(Duration.ofDays(31))));
    }

    private static JsonValue read(Instant time) {
        return jakarta.json.Json.createValue(time.toString());
    }
}
