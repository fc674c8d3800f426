package io.iotflow.platform.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.iotflow.stack.ShippedConfig;
import java.time.Duration;
import java.util.Map;
import java.util.function.BiFunction;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;

class DurationsTest {

    private static final String KEY = "iotflow.some.time";
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration YEAR = Duration.ofDays(365);

    @Test
    void takesBothEndsOfARangeAndNamesTheSettingOutsideOfIt() {
        BiFunction<Config, String, Duration> within = (config, key) -> Durations.within(config, key, SECOND, YEAR);

        assertEquals(SECOND, read("PT1S", within));
        assertEquals(YEAR, read("P365D", within));
        assertEquals("IOTFLOW_SOME_TIME must be PT1S to P365D, is PT0.999S", refusal("PT0.999S", within));
        assertEquals("IOTFLOW_SOME_TIME must be PT1S to P365D, is PT8760H0.001S", refusal("PT8760H0.001S", within));
    }

    @Test
    void takesNothingBelowALeastOne() {
        BiFunction<Config, String, Duration> atLeast = (config, key) -> Durations.atLeast(config, key, SECOND);

        assertEquals(SECOND, read("PT1S", atLeast));
        assertEquals("IOTFLOW_SOME_TIME must be at least PT1S, is PT-5S", refusal("PT-5S", atLeast));
    }

    @Test
    void takesNoTimeAtAllForNoPositiveOne() {
        assertEquals(Duration.ofNanos(1), read("PT0.000000001S", Durations::positive));
        assertEquals("IOTFLOW_SOME_TIME must be positive, is PT0S", refusal("PT0S", Durations::positive));
        assertEquals("IOTFLOW_SOME_TIME must be positive, is PT-1S", refusal("PT-1S", Durations::positive));
        assertEquals(
                "IOTFLOW_SOME_TIME must be positive and at most P365D, is PT8784H",
                refusal("PT8784H", (config, key) -> Durations.positive(config, key, YEAR)));
    }

    private static Duration read(String value, BiFunction<Config, String, Duration> reader) {
        return reader.apply(new ShippedConfig(Map.of(KEY, value)), KEY);
    }

    private static String refusal(String value, BiFunction<Config, String, Duration> reader) {
        return assertThrows(IllegalStateException.class, () -> read(value, reader))
                .getMessage();
    }
}
