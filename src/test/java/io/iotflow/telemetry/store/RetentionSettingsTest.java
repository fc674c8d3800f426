package io.iotflow.telemetry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.iotflow.stack.ShippedConfig;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetentionSettingsTest {

    @ParameterizedTest
    @CsvSource({"forever, 0", "Forever, 0", "1d, 1", "30d, 30", "52w, 364", "P30D, 30", "P52W, 364", " 7D , 7"})
    void readsEveryFormOfARetention(String text, int days) {
        assertEquals(
                days, settings(Map.of("telemetry.retention", text)).retention.days());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0d", "30", "30m", "-1d", "P1Y", "PT24H", "36501d", "99999w", "1.5d", "forever30d"})
    void refusesARetentionThatIsNone(String text) {
        assertEquals(
                "TELEMETRY_RETENTION must be forever, or 1 to 36500 days in a form such as 30d, 52w or P30D, is '"
                        + text + "'",
                refusal(Map.of("telemetry.retention", text)));
    }

    @ParameterizedTest
    @CsvSource({"forever, MONTH", "1d, DAY", "31d, DAY", "32d, WEEK", "52w, WEEK", "54w, MONTH"})
    void choosesAPartitionWidthThatSuitsTheRetention(String retention, PartitionWidth width) {
        assertEquals(width, settings(Map.of("telemetry.retention", retention)).partition);
    }

    @Test
    void refusesAPartitionWidthThatIsNone() {
        assertEquals(
                "TELEMETRY_PARTITION must be auto, day, week or month, is 'year'",
                refusal(Map.of("telemetry.partition", "year")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0.9S", "P2D"})
    void refusesAnIntervalInWhichPartitionsComeTooLateOrAllTheTime(String interval) {
        assertEquals(
                "TELEMETRY_PARTITION_INTERVAL must be PT1S to P1D, is " + Duration.parse(interval),
                refusal(Map.of("telemetry.partition.interval", interval)));
    }

    @Test
    void refusesAFutureThatNeedsTooManyPartitions() {
        assertEquals(
                "IOTFLOW_TELEMETRY_MAX_FUTURE must be at most 60 days, is PT1464H",
                refusal(Map.of("iotflow.telemetry.max.future", "P61D")));
    }

    private static String refusal(Map<String, String> changed) {
        return assertThrows(IllegalStateException.class, () -> settings(changed))
                .getMessage();
    }

    private static RetentionSettings settings(Map<String, String> changed) {
        return new RetentionSettings(new ShippedConfig(changed));
    }
}
