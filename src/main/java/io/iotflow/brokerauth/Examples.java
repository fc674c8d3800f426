package io.iotflow.brokerauth;

/** Requests and answers as the OpenAPI document shows them: EMQX's. */
final class Examples {

    static final String CONNECTION = """
            {"username": "esp32_001", "password": "iotf_TXO2m8...", "action": "connect"}""";

    static final String SUBSCRIPTION = """
            {"username": "esp32_001", "action": "subscribe", "topic": "iotflow/devices/esp32_001/commands/+"}""";

    static final String ALLOWED = """
            {"result": "allow", "ok": true}""";

    private Examples() {}
}
