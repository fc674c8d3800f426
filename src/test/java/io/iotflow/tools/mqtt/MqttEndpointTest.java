package io.iotflow.tools.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MqttEndpointTest {

    @ParameterizedTest
    @CsvSource({
        "mqtt://broker, mqtt://broker:1883",
        "mqtt://broker:1884, mqtt://broker:1884",
        "mqtts://broker, mqtts://broker:8883",
        "MQTTS://broker:443, mqtts://broker:443",
        "mqtt://[::1]:1883, mqtt://::1:1883",
    })
    void readsAnAddress(String text, String endpoint) {
        assertEquals(endpoint, MqttEndpoint.of(URI.create(text), null).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://broker", "broker:1883", "mqtt:broker", "/broker"})
    void saysWhatAnAddressIs(String text) {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> MqttEndpoint.of(URI.create(text), null));
        assertTrue(e.getMessage().contains("mqtt://host:port"), e.getMessage());
    }

    @Test
    void saysThatCertificatesCannotBeRead() {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> MqttEndpoint.of(URI.create("mqtts://broker"), Path.of("no-such-file.pem")));
        assertTrue(e.getMessage().contains("no-such-file.pem"), e.getMessage());
    }
}
