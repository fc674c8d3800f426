package io.iotflow.telemetry.ingest;

/** Requests and answers as the OpenAPI document shows them. */
final class Examples {

    static final String UPLOAD = """
            {
              "data": {"temperature": 24.5, "humidity": 60.0},
              "type": "environmental",
              "metadata": {"location": "sensor_room_1"},
              "timestamp": "2026-11-23T14:40:47Z"
            }""";

    static final String UPLOADED = """
            {
              "message": "Telemetry data received successfully",
              "telemetry_id": 1,
              "timestamp": "2026-11-23T14:40:47Z"
            }""";

    static final String MESSAGES = """
            {
              "status": "success",
              "telemetry": [
                {"id": 1, "device_id": "esp32_001", "payload": {"temperature": 24.5, "humidity": 60.0},
                 "timestamp": "2026-11-23T14:40:47Z", "metadata": {"location": "sensor_room_1"},
                 "data_type": "environmental"}
              ],
              "count": 1,
              "limit": 100,
              "offset": 0,
              "next_cursor": null
            }""";

    static final String POINT = """
            {
              "device_id": "esp32_001",
              "measurement": "temperature",
              "fields": {"value": 25.5},
              "tags": {"location": "sensor_room_1", "sensor_type": "DHT22"},
              "timestamp": "2026-11-23T14:40:47Z"
            }""";

    static final String POINT_STORED = """
            {
              "message": "Telemetry data written successfully",
              "device_id": "esp32_001",
              "measurement": "temperature",
              "timestamp": "2026-11-23T14:40:47Z"
            }""";

    static final String BATCH = """
            {
              "points": [
                {"device_id": "esp32_001", "measurement": "temperature", "fields": {"value": 25.5},
                 "timestamp": "2026-11-23T14:40:47Z"},
                {"device_id": "esp32_001", "measurement": "humidity", "fields": {"value": 60.0},
                 "timestamp": "2026-11-23T14:40:47Z"}
              ]
            }""";

    static final String BATCH_STORED = """
            {
              "message": "Successfully written 2 telemetry points",
              "count": 2,
              "violations": []
            }""";

    static final String LINES = """
            environmental,location=sensor_room_1 temperature=24.5,humidity=60i,door="closed",alarm=f 1763909980000000000
            battery level=87
            """;

    static final String HISTORY = """
            {
              "messages": [
                {"device_id": "17", "data": {"temperature": 24.5}, "type": "environmental",
                 "metadata": {"location": "office"}, "timestamp": "2025-05-01T08:00:00Z"},
                {"device_id": "17", "data": {}, "timestamp": "2025-05-01T08:01:00Z"}
              ]
            }""";

    static final String HISTORY_STORED = """
            {
              "status": "success",
              "stored": 1,
              "violations": [
                {"field": "messages[1].fields",
                 "message": "are missing: send at least one number, boolean or string to store"}
              ]
            }""";

    private Examples() {}
}
