package io.iotflow.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SnakeCaseTest {

    @ParameterizedTest
    @CsvSource({"deviceId, device_id", "message, message", "last24h, last24h", "mqttQosLevel, mqtt_qos_level"})
    void namesMembersAsTheAnswersDo(String java, String json) {
        assertEquals(json, SnakeCase.of(java));
    }
}
