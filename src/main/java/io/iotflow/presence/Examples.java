package io.iotflow.presence;

/** Requests and answers as the OpenAPI document shows them. */
final class Examples {

    static final String HEARTBEAT = """
            {"battery": 87.5}""";

    static final String HEARD = """
            {
              "message": "Heartbeat received",
              "device_id": "esp32_001",
              "timestamp": "2026-11-23T15:09:45.560958Z",
              "status": "online"
            }""";

    static final String DEVICE = """
            {
              "status": "success",
              "device": {
                "id": 1,
                "device_id": "esp32_001",
                "name": "Office sensor",
                "description": null,
                "device_type": "environmental",
                "status": "active",
                "location": "meeting_room",
                "firmware_version": "1.3.0",
                "hardware_version": null,
                "created_at": "2026-11-23T14:40:47.507196Z",
                "updated_at": "2026-11-23T15:10:30.326913Z",
                "last_seen": "2026-11-23T15:09:45.560958Z",
                "is_online": true,
                "telemetry_count": 2
              }
            }""";

    private Examples() {}
}
