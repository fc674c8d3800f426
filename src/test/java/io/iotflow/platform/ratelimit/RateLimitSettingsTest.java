package io.iotflow.platform.ratelimit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.ShippedConfig;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimitSettingsTest {

    @Test
    void shipsThePrototypesLimitsAndMoreForTelemetry() {
        assertEquals(
                Map.of(
                        LimitType.TELEMETRY, new Rate(6000, Duration.ofMinutes(1), 100_000),
                        LimitType.HEARTBEAT, new Rate(30, Duration.ofMinutes(1), 30),
                        LimitType.QUERIES, new Rate(300, Duration.ofMinutes(1), 300),
                        LimitType.DEVICE, new Rate(60, Duration.ofMinutes(1), 60),
                        LimitType.REGISTRATION, new Rate(10, Duration.ofMinutes(5), 10),
                        LimitType.WRONG_KEYS, new Rate(60, Duration.ofMinutes(1), 60)),
                settings(Map.of()).rates);
    }

    @Test
    void takesFormerNamesOfSettings() {
        RateLimitSettings settings =
                settings(Map.of("iotflow.rate.questions", "7/PT1M", "iotflow.rate.exchange.interval", "PT2S"));

        assertEquals(new Rate(7, Duration.ofMinutes(1), 7), settings.rates.get(LimitType.QUERIES));
        assertEquals(Duration.ofSeconds(2), settings.syncInterval.orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "off"})
    void switchesALimitOff(String off) {
        RateLimitSettings settings =
                settings(Map.of("iotflow.rate.wrong.keys", off, "iotflow.rate.sync.interval", off));

        assertFalse(settings.rates.containsKey(LimitType.WRONG_KEYS));
        assertTrue(settings.syncInterval.isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "many",
                "60",
                "60/1M",
                "-1/PT1M",
                "0/PT1M",
                "60/PT0S",
                "60/PT0.5S",
                "60/P2D",
                "60/PT1M,burst=0",
                "60/PT1M,burst=",
                "60/PT1M,100",
                "9999999/PT1M",
                "1/P"
            })
    void refusesWhatIsNoRateAndNamesTheKey(String text) {
        IllegalStateException refusal =
                assertThrows(IllegalStateException.class, () -> settings(Map.of("iotflow.rate.wrong.keys", text)));

        assertTrue(refusal.getMessage().startsWith("IOTFLOW_RATE_WRONG_KEYS must be "), refusal.getMessage());
        assertTrue(refusal.getMessage().endsWith("is '" + text + "'"), refusal.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0.05S", "PT11S"})
    void refusesASyncTooOftenOrTooRare(String interval) {
        assertThrows(IllegalStateException.class, () -> settings(Map.of("iotflow.rate.sync.interval", interval)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"proxy.example", "10.0.0.0/33", "10.0.0", "::1/129", "10.0.0.1/", "10.0.0.1/x", "300.1.1.1"})
    void refusesAProxyThatIsNoAddress(String proxy) {
        IllegalStateException refusal = assertThrows(
                IllegalStateException.class, () -> settings(Map.of("iotflow.trusted.proxies", "10.0.0.1," + proxy)));

        assertTrue(refusal.getMessage().startsWith("IOTFLOW_TRUSTED_PROXIES "), refusal.getMessage());
    }

    private static RateLimitSettings settings(Map<String, String> changed) {
        return new RateLimitSettings(new ShippedConfig(changed));
    }
}
