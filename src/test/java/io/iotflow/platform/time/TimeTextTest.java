package io.iotflow.platform.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeTextTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2026-01-31T10:00:00Z                       | 2026-01-31T10:00:00Z",
                "2026-01-31T10:00:00.123456789Z             | 2026-01-31T10:00:00.123456789Z",
                "2026-01-31t10:00:00z                       | 2026-01-31T10:00:00Z",
                "2026-01-31 10:00:00                        | 2026-01-31T10:00:00Z",
                "2026-01-31T10:00:00+01:00                  | 2026-01-31T09:00:00Z",
                "2026-01-31T10:00:00+0100                   | 2026-01-31T09:00:00Z",
                "2026-01-31T10:00:00+01                     | 2026-01-31T09:00:00Z",
                "2026-01-31T10:00:00-05:30                  | 2026-01-31T15:30:00Z",
                "2026-01-31 10:00:00 +0100                  | 2026-01-31T09:00:00Z",
                "2026-01-31 10:00:00 UTC                    | 2026-01-31T10:00:00Z",
                "2026-01-31T10:00:00,25                     | 2026-01-31T10:00:00.250Z",
                "2026-01-31T10:00:00.1234567891234Z         | 2026-01-31T10:00:00.123456789Z",
                "2026-01-31T10:00                           | 2026-01-31T10:00:00Z",
                "2026-01-31T10:00Z                          | 2026-01-31T10:00:00Z",
                "2026-01-31                                 | 2026-01-31T00:00:00Z",
                "2026/01/31 10:00:00                        | 2026-01-31T10:00:00Z",
                "20260131T100000Z                           | 2026-01-31T10:00:00Z",
                "20260131T100000+0100                       | 2026-01-31T09:00:00Z",
                "2026-01-31T10:00:00+01:00[Europe/Berlin]   | 2026-01-31T09:00:00Z",
                "2016-12-31T23:59:60Z                       | 2017-01-01T00:00:00Z",
                "Sat, 31 Jan 2026 10:00:00 GMT              | 2026-01-31T10:00:00Z",
                "1769853600                                 | 2026-01-31T10:00:00Z",
                "1769853600.25                              | 2026-01-31T10:00:00.250Z",
                "1769853600000                              | 2026-01-31T10:00:00Z",
                "1769853600000000                           | 2026-01-31T10:00:00Z",
                "1769853600000000001                        | 2026-01-31T10:00:00.000000001Z",
                "-86400                                     | 1969-12-31T00:00:00Z"
            })
    void readsWhatDevicesAndPeopleWrite(String text, Instant time) {
        assertEquals(time, TimeText.read(text, ZoneOffset.UTC));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-31 10:00:00, 2026-01-31T09:00:00Z",
        "2026-07-31 10:00:00, 2026-07-31T08:00:00Z",
        "2026-07-31,          2026-07-30T22:00:00Z",
        "2026-07-31T10:00Z,   2026-07-31T10:00:00Z"
    })
    void takesTheZoneForATimeWithoutAnOffset(String text, Instant time) {
        assertEquals(time, TimeText.read(text, ZoneId.of("Europe/Berlin")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "10:05",
                "2026-02-30T10:00:00Z",
                "2026-13-01",
                "2026-01-31T24:01:00Z",
                "2026-01-31T10:00:00Z extra",
                "2026-01-31T10:00:00+19:00",
                "2026-01/31",
                "\u0661769853600",
                "1e99",
                "99999999999999999999"
            })
    void refusesWhatIsNoTime(String text) {
        assertThrows(DateTimeException.class, () -> TimeText.read(text, ZoneOffset.UTC));
    }

    @Test
    void takesASpaceInAQueryForThePlusThatItWas() {
        assertEquals(
                Instant.parse("2026-01-31T09:00:00Z"), TimeText.readQuery("2026-01-31T10:00:00 01:00", ZoneOffset.UTC));
        assertEquals(Instant.parse("2026-01-31T10:00:00Z"), TimeText.readQuery("2026-01-31 10:00", ZoneOffset.UTC));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e1000000000", "-1e1000000000", "1e-1000000000", "1e20"})
    void refusesANumberOutOfRangeWithoutComputingIt(String number) {
        BigDecimal epoch = new BigDecimal(number);
        assertTimeoutPreemptively(
                Duration.ofSeconds(2), () -> assertThrows(DateTimeException.class, () -> EpochTime.read(epoch)));
    }
}
