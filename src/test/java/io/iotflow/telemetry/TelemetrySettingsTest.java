package io.iotflow.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigValue;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.eclipse.microprofile.config.spi.Converter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TelemetrySettingsTest {

    @Test
    void forwardsOnlyWhereInfluxdbIsConfigured() {
        assertFalse(settings(Map.of()).forwarding);
        assertTrue(settings(Map.of("influxdb.url", "http://localhost:8086")).forwarding);
    }

    @Test
    void refusesAQueueThatCannotHoldTheLargestUpload() {
        IllegalStateException refusal = assertThrows(
                IllegalStateException.class,
                () -> settings(Map.of("iotflow.telemetry.queue", TelemetryLog.LARGEST_UPLOAD)));
        assertEquals(
                "IOTFLOW_TELEMETRY_QUEUE must be at least 14096 (one batch of the largest body), is 10000",
                refusal.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"forever, 0", "Forever, 0", "1d, 1", "30d, 30", "52w, 364", "P30D, 30", "P52W, 364", " 7D , 7"})
    void readsEveryFormOfARetention(String text, int days) {
        assertEquals(
                days, settings(Map.of("telemetry.retention", text)).retention.days());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0d", "30", "30m", "-1d", "P1Y", "PT24H", "36501d", "99999w", "1.5d", "forever30d"})
    void refusesARetentionThatIsNone(String text) {
        IllegalStateException refusal =
                assertThrows(IllegalStateException.class, () -> settings(Map.of("telemetry.retention", text)));
        assertEquals(
                "TELEMETRY_RETENTION must be forever, or 1 to 36500 days in a form such as 30d, 52w or P30D, is '"
                        + text + "'",
                refusal.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"forever, MONTH", "1d, DAY", "31d, DAY", "32d, WEEK", "52w, WEEK", "54w, MONTH"})
    void choosesAPartitionWidthThatSuitsTheRetention(String retention, PartitionWidth width) {
        assertEquals(width, settings(Map.of("telemetry.retention", retention)).partition);
    }

    @Test
    void refusesAPartitionWidthThatIsNoneAndAFutureThatNeedsTooManyPartitions() {
        IllegalStateException width =
                assertThrows(IllegalStateException.class, () -> settings(Map.of("telemetry.partition", "year")));
        assertEquals("TELEMETRY_PARTITION must be auto, day, week or month, is 'year'", width.getMessage());
        Map<String, Object> far = Map.of("iotflow.telemetry.max.future", Duration.ofDays(61));
        IllegalStateException future = assertThrows(IllegalStateException.class, () -> settings(far));
        assertEquals("IOTFLOW_TELEMETRY_MAX_FUTURE must be at most 60 days, is PT1464H", future.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"time", "_field", "_measurement", "device_id", "topic"})
    void refusesATagKeyThatIsReserved(String key) {
        Map<String, Object> tags = Map.of("iotflow.telemetry.tags", new String[] {"unit", key});
        IllegalStateException refusal = assertThrows(IllegalStateException.class, () -> settings(tags));
        assertEquals("IOTFLOW_TELEMETRY_TAGS must not name '" + key + "': it is reserved", refusal.getMessage());
    }

    /** Settings as the product ships them, but for these. */
    static TelemetrySettings settings(Map<String, Object> changed) {
        Map<String, Object> values = new HashMap<>(Map.of(
                "telemetry.partition.interval",
                Duration.ofMinutes(10),
                "iotflow.telemetry.max.future",
                Duration.ofMinutes(5),
                "iotflow.telemetry.tags",
                new String[] {"location", "sensor_type", "unit"},
                "iotflow.telemetry.queue",
                20_000,
                "iotflow.telemetry.commit.timeout",
                Duration.ofSeconds(10),
                "iotflow.max.body.bytes",
                1_048_576,
                "telemetry.retention",
                "forever",
                "telemetry.partition",
                "auto"));
        values.put("iotflow.telemetry.measurement.fields", 1_000);
        values.put("iotflow.telemetry.fields", 50_000);
        values.putAll(changed);
        return new TelemetrySettings(new FixedConfig(values));
    }

    /** Values that need no conversion. */
    private record FixedConfig(Map<String, Object> values) implements Config {

        @Override
        public <T> T getValue(String name, Class<T> type) {
            return getOptionalValue(name, type).orElseThrow(() -> new NoSuchElementException(name));
        }

        @Override
        public <T> Optional<T> getOptionalValue(String name, Class<T> type) {
            return Optional.ofNullable(type.cast(values.get(name)));
        }

        @Override
        public ConfigValue getConfigValue(String name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Iterable<String> getPropertyNames() {
            return values.keySet();
        }

        @Override
        public Iterable<ConfigSource> getConfigSources() {
            return List.of();
        }

        @Override
        public <T> Optional<Converter<T>> getConverter(Class<T> type) {
            return Optional.empty();
        }

        @Override
        public <T> T unwrap(Class<T> type) {
            throw new UnsupportedOperationException();
        }
    }
}
