package io.iotflow.device;

/** Requests and answers as the OpenAPI document shows them. */
final class Examples {

    static final String REGISTRATION = """
            {
              "name": "Office sensor",
              "device_type": "environmental",
              "device_id": "esp32_001",
              "location": "office",
              "firmware_version": "1.2.0"
            }""";

    static final String REGISTERED = """
            {
              "message": "Device registered successfully",
              "device": {
                "id": 1,
                "device_id": "esp32_001",
                "name": "Office sensor",
                "description": null,
                "device_type": "environmental",
                "status": "active",
                "location": "office",
                "firmware_version": "1.2.0",
                "hardware_version": null,
                "created_at": "2026-11-23T14:40:47.507196Z",
                "updated_at": "2026-11-23T14:40:47.507196Z",
                "last_seen": null,
                "api_key": "iotf_TXO2m8...",
                "mqtt": {
                  "username": "esp32_001",
                  "password": "iotf_TXO2m8...",
                  "topics": {
                    "telemetry": "iotflow/devices/esp32_001/telemetry/{measurement_type}",
                    "status": "iotflow/devices/esp32_001/status/{status_type}",
                    "commands": "iotflow/devices/esp32_001/commands/+"
                  }
                }
              }
            }""";

    private Examples() {}
}
