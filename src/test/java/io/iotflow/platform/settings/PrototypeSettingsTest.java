package io.iotflow.platform.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iotflow.stack.ShippedConfig;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PrototypeSettingsTest {

    @Test
    void namesWhatHasNoEffectAndWhatToSetInstead() {
        assertEquals(
                List.of(
                        "MQTT_MAX_INFLIGHT_MESSAGES has no effect here: set MQTT_MAX_IN_FLIGHT",
                        "REDIS_URL has no effect here: there is no Redis"),
                lines(Map.of("REDIS_URL", "redis://localhost", "MQTT_MAX_INFLIGHT_MESSAGES", "20")));
    }

    @Test
    void isSilentWhereNothingOfThePrototypeIsSet() {
        assertEquals(List.of(), lines(Map.of()));
        assertEquals(List.of(), lines(Map.of("MQTT_TLS_INSECURE", "false")));
    }

    private static List<String> lines(Map<String, String> set) {
        return new PrototypeSettings(new ShippedConfig(set)).lines();
    }
}
