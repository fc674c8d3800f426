package io.iotflow.telemetry.store;

/** Answers as the OpenAPI document shows them. */
final class Examples {

    static final String MEASUREMENTS = """
            {
              "status": "success",
              "measurements": [
                {"measurement": "environmental", "fields": [
                  {"field": "humidity", "type": "number", "first_seen": "2026-11-23T14:40:47Z",
                   "first_device_id": "esp32_001"},
                  {"field": "temperature", "type": "number", "first_seen": "2026-11-23T14:40:47Z",
                   "first_device_id": "esp32_001"}]}
              ],
              "count": 2,
              "limit": 100,
              "next_cursor": null
            }""";

    static final String FIELD_REMOVED = """
            {
              "message": "Field removed: the next message with it says its type",
              "measurement": "environmental",
              "field": "humidity",
              "type": "number"
            }""";

    private Examples() {}
}
