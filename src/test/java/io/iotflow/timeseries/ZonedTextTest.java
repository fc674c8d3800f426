package io.iotflow.timeseries;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZonedTextTest {

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe", "-03:30"})
    void isWhatJavaWrites(String zone) {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        ZonedText text = new ZonedText(ZoneId.of(zone));
        for (int i = 0; i < 20_000; i++) {
            // from 1680, when Berlin's offset had seconds, to 2262; some in one minute
            long second = i % 2 == 0 ? random.nextLong(-9_151_000_000L, 9_200_000_000L) : 1_774_746_000 + i % 240;
            Instant time = Instant.ofEpochSecond(second, i % 3 == 0 ? 0 : random.nextInt(1_000_000_000));

            assertEquals(
                    DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time.atZone(ZoneId.of(zone))),
                    text.of(time),
                    "seed " + seed);
        }
    }

    @Test
    void fractionsAreAsLongAsTheyMust() {
        ZonedText text = new ZonedText(ZoneId.of("UTC"));

        assertEquals(
                List.of("2026-01-01T00:00:07.5Z", "2026-01-01T00:00:07.000000001Z", "2026-01-01T00:00:07Z"),
                List.of(
                        text.of(Instant.parse("2026-01-01T00:00:07.5Z")),
                        text.of(Instant.parse("2026-01-01T00:00:07.000000001Z")),
                        text.of(Instant.parse("2026-01-01T00:00:07Z"))));
    }
}
