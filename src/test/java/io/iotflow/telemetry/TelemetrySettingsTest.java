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
    @ValueSource(strings = {"time", "_field", "_measurement", "device_id", "topic"})
    void refusesATagKeyThatIsReserved(String key) {
        Map<String, Object> tags = Map.of("iotflow.telemetry.tags", new String[] {"unit", key});
        IllegalStateException refusal = assertThrows(IllegalStateException.class, () -> settings(tags));
        assertEquals("IOTFLOW_TELEMETRY_TAGS must not name '" + key + "': it is reserved", refusal.getMessage());
    }

    /** Settings as the product ships them, but for these. */
    static TelemetrySettings settings(Map<String, Object> changed) {
        Map<String, Object> values = new HashMap<>(Map.of(
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
