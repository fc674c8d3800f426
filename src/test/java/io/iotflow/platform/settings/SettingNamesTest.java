package io.iotflow.platform.settings;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.iotflow.stack.ShippedConfig;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingNamesTest {

    @ParameterizedTest
    @CsvSource({
        "IOTFLOW_RATE_TELEMTRY, IOTFLOW_RATE_TELEMETRY",
        "TELEMETRY_RETENTON, TELEMETRY_RETENTION",
        "MQTT_USER, MQTT_USERNAME",
        "MQTT_USERNAM, MQTT_USERNAME",
        "INFLUXDB_URI, INFLUXDB_URL",
    })
    void stopsTheStartWithTheNearestName(String wrong, String nearest) {
        assertEquals(
                wrong + " is no setting: did you mean " + nearest
                        + "? Correct or remove it; src/docs/configuration.md lists all settings.",
                refusal(Map.of(wrong, "1")));
    }

    @Test
    void findsItWhereverItIsConfigured() {
        IllegalStateException failure = assertThrows(
                IllegalStateException.class,
                () -> new SettingNames(new ShippedConfig(Map.of("influxdb.flush.intervall", "1")))
                        .requireKnown(Map.of()));
        assertEquals(
                "INFLUXDB_FLUSH_INTERVALL is no setting: did you mean INFLUXDB_FLUSH_INTERVAL? Correct or remove it;"
                        + " src/docs/configuration.md lists all settings.",
                failure.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "IOTFLOW_RATE_TELEMETRY",
                "TELEMETRY_RETENTION",
                "INFLUXDB_TOKEN",
                "MQTT_ADMIN_PASSWORD",
                "IOTFLOW_RATE_QUESTIONS", // an old name
                "MQTT_CLEAN_SESSION", // of the prototype
                "INFLUXDB_ADMIN_TOKEN", // of influx-setup
                "IOTFLOW_DATA", // of the quickstart
                "IOTFLOW_TLS",
                "IOTFLOW_CLIENT_CERTIFICATES",
                "INFLUXDB_SERVICE_HOST", // of Kubernetes
                "MQTT_BROKER_PORT_1883_TCP_ADDR",
                "IOTFLOW_SERVICE_PORT_HTTP",
                "HOME",
                "IOTFLOWER",
            })
    void takesWhatIsKnownAndWhatIsNotOurs(String name) {
        assertDoesNotThrow(() -> check(Map.of(name, "1")));
    }

    @Test
    void takesTheAddressOfAServiceOfKubernetes() {
        assertDoesNotThrow(() -> check(Map.of("IOTFLOW_PORT", "tcp://10.0.0.7:5000")));
    }

    private static String refusal(Map<String, String> environment) {
        return assertThrows(IllegalStateException.class, () -> check(environment))
                .getMessage();
    }

    private static void check(Map<String, String> environment) {
        new SettingNames(new ShippedConfig(Map.of())).requireKnown(environment);
    }
}
