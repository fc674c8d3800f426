package io.iotflow.telemetry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartitionWidthTest {

    @ParameterizedTest
    @CsvSource({
        "DAY, 2026-11-25T18:00:00Z, 2026-11-25T00:00:00Z, 2026-11-26T00:00:00Z",
        "DAY, 2026-11-25T00:00:00Z, 2026-11-25T00:00:00Z, 2026-11-26T00:00:00Z",
        "WEEK, 2026-11-25T18:00:00Z, 2026-11-23T00:00:00Z, 2026-11-30T00:00:00Z",
        "WEEK, 2026-11-23T00:00:00Z, 2026-11-23T00:00:00Z, 2026-11-30T00:00:00Z",
        "WEEK, 2026-11-22T23:59:59Z, 2026-11-16T00:00:00Z, 2026-11-23T00:00:00Z",
        "MONTH, 2026-12-31T23:59:59Z, 2026-12-01T00:00:00Z, 2027-01-01T00:00:00Z",
        "MONTH, 2028-02-29T00:00:00Z, 2028-02-01T00:00:00Z, 2028-03-01T00:00:00Z"
    })
    void putsATimeBetweenItsBoundaries(PartitionWidth width, Instant time, Instant floor, Instant next) {
        assertEquals(floor, width.floor(time));
        assertEquals(next, width.next(time));
    }
}
