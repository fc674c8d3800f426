package io.iotflow.telemetry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.ShippedConfig;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TelemetryLogSettingsTest {

    @Test
    void forwardsOnlyWhereInfluxdbIsConfigured() {
        assertFalse(settings(Map.of()).forwarding);
        assertTrue(settings(Map.of("influxdb.url", "http://localhost:8086")).forwarding);
    }

    @Test
    void refusesAQueueThatCannotHoldTheLargestUpload() {
        assertEquals(
                "IOTFLOW_TELEMETRY_QUEUE must be at least 14096 (one batch of the largest body), is 10000",
                refusal(Map.of("iotflow.telemetry.queue", "10000")));
    }

    @Test
    void refusesABodyThatIsTooLargeBeforeAQueueThatIsTooSmallForIt() {
        assertEquals(
                "IOTFLOW_MAX_BODY_BYTES must be 1024 to 67108864, is 1000000000",
                refusal(Map.of("iotflow.max.body.bytes", "1000000000")));
    }

    @Test
    void refusesMoreFieldsOfAMeasurementThanThereMayBeInAll() {
        assertEquals(
                "IOTFLOW_TELEMETRY_MEASUREMENT_FIELDS and IOTFLOW_TELEMETRY_FIELDS must be 1 to 1000000, and the second"
                        + " not less than the first; they are 1000 and 999",
                refusal(Map.of("iotflow.telemetry.fields", "999")));
    }

    @Test
    void refusesADeviceThatMaySendNoField() {
        assertEquals(
                "IOTFLOW_TELEMETRY_DEVICE_FIELDS must be at least 1, is 0",
                refusal(Map.of("iotflow.telemetry.device.fields", "0")));
    }

    private static String refusal(Map<String, String> changed) {
        return assertThrows(IllegalStateException.class, () -> settings(changed))
                .getMessage();
    }

    private static TelemetryLogSettings settings(Map<String, String> changed) {
        return new TelemetryLogSettings(new ShippedConfig(changed));
    }
}
