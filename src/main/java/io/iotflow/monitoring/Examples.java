package io.iotflow.monitoring;

/** Answers as the OpenAPI document shows them. */
final class Examples {

    static final String DASHBOARD = """
            {
              "status": "success",
              "timestamp": "2026-11-23T15:50:00.133741Z",
              "statistics": {
                "devices": {"total": 120, "active": 110, "inactive": 8, "maintenance": 2, "online": 104},
                "telemetry": {"total_records": 1048576, "last_24h": 172800},
                "device_types": [{"type": "environmental", "count": 100}, {"type": "energy", "count": 20}]
              }
            }""";

    private static final String MESSAGE = """
            {
              "id": 1,
              "device_id": "esp32_001",
              "payload": {"temperature": 24.5, "humidity": 60.0},
              "timestamp": "2026-11-23T14:40:47Z",
              "metadata": {"location": "sensor_room_1"},
              "data_type": "environmental"
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
                "groups": ["ground_floor"],
                "statistics": {"telemetry_count": 2, "latest_telemetry": "2026-11-23T15:09:45.560958Z"},
                "recent_telemetry": [
                  {
                    "id": 20001,
                    "device_id": "esp32_001",
                    "payload": {"status": "heartbeat", "battery": 87.5},
                    "timestamp": "2026-11-23T15:09:45.560958Z",
                    "metadata": {},
                    "data_type": "status"
                  },""" + MESSAGE + """
                ]
              }
            }""";

    static final String TELEMETRY = """
            {
              "status": "success",
              "telemetry": [""" + MESSAGE + """
              ],
              "pagination": {"page": 1, "per_page": 20, "total": 1, "pages": 1, "has_next": false, "has_prev": false,
                "total_is_exact": true}
            }""";

    private Examples() {}
}
