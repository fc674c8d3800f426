package io.iotflow.quarantine;

/** Requests and answers as the OpenAPI document shows them. */
final class Examples {

    static final String PAYLOAD = """
            {"temperature": 22.5, "timestamp": "2030-01-01T00:00:00Z"}""";

    static final String MESSAGES = """
            {
              "status": "success",
              "messages": [
                {
                  "id": 17,
                  "received_at": "2026-11-23T15:45:52.908283Z",
                  "source": "mqtt",
                  "device_id": "esp32_001",
                  "topic": "iotflow/devices/esp32_001/telemetry/temperature",
                  "reason": "bad_timestamp",
                  "detail": "timestamp is more than PT1H ahead of the server's clock: set the device's clock",
                  "attempts": 0,
                  "size": 58,
                  "payload_preview": "{\\"temperature\\": 22.5, \\"timestamp\\": \\"2030-01-01T00:00:00Z\\"}"
                }
              ],
              "count": 1,
              "limit": 100,
              "next_cursor": null
            }""";

    static final String MESSAGE = """
            {
              "status": "success",
              "message": {
                "id": 17,
                "received_at": "2026-11-23T15:45:52.908283Z",
                "source": "mqtt",
                "device_id": "esp32_001",
                "topic": "iotflow/devices/esp32_001/telemetry/temperature",
                "reason": "bad_timestamp",
                "detail": "timestamp is more than PT1H ahead of the server's clock: set the device's clock",
                "attempts": 0,
                "size": 58,
                "payload": "{\\"temperature\\": 22.5, \\"timestamp\\": \\"2030-01-01T00:00:00Z\\"}",
                "payload_base64": "eyJ0ZW1wZXJhdHVyZSI6IDIyLjUsICJ0aW1lc3RhbXAiOiAiMjAzMC0wMS0wMVQwMDowMDowMFoifQ=="
              }
            }""";

    static final String DELETED = """
            {"status": "success", "deleted": 1}""";

    static final String REPLAY = """
            {"device_id": "esp32_001", "reason": "bad_timestamp", "limit": 1000}""";

    static final String REPLAYED = """
            {
              "status": "success",
              "accepted": 0,
              "refused": 1,
              "not_found": 0,
              "remaining": 0,
              "next_cursor": null,
              "results": [
                {
                  "id": 17,
                  "outcome": "refused",
                  "reason": "bad_timestamp",
                  "detail": "timestamp is more than PT1H ahead of the server's clock: set the device's clock"
                }
              ]
            }""";

    private Examples() {}
}
