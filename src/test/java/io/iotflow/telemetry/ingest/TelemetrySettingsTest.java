package io.iotflow.telemetry.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.iotflow.stack.ShippedConfig;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TelemetrySettingsTest {

    @Test
    void refusesANegativeFutureAndACommitThatMustTakeNoTime() {
        assertEquals(
                "IOTFLOW_TELEMETRY_MAX_FUTURE must be at least PT0S, is PT-1S",
                refusal(Map.of("iotflow.telemetry.max.future", "PT-1S")));
        assertEquals(
                "IOTFLOW_TELEMETRY_COMMIT_TIMEOUT must be positive, is PT0S",
                refusal(Map.of("iotflow.telemetry.commit.timeout", "PT0S")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"time", "_field", "_measurement", "device_id", "topic"})
    void refusesATagKeyThatIsReserved(String key) {
        assertEquals(
                "IOTFLOW_TELEMETRY_TAGS must not name '" + key + "': it is reserved",
                refusal(Map.of("iotflow.telemetry.tags", "unit," + key)));
    }

    private static String refusal(Map<String, String> changed) {
        return assertThrows(IllegalStateException.class, () -> settings(changed))
                .getMessage();
    }

    /** Settings as the product ships them, but for these. */
    static TelemetrySettings settings(Map<String, String> changed) {
        return new TelemetrySettings(new ShippedConfig(changed));
    }
}
