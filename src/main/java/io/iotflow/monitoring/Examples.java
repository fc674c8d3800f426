package io.iotflow.monitoring;

/** Answers as the OpenAPI document shows them. */
final class Examples {

    static final String DASHBOARD = """
            {
              "status": "success",
              "timestamp": "2026-11-25T12:00:00Z",
              "statistics": {
                "devices": {"total": 120, "active": 110, "inactive": 8, "maintenance": 2, "online": 104},
                "telemetry": {"total_records": 1048576, "last_24h": 172800},
                "device_types": [{"type": "environmental", "count": 100}, {"type": "energy", "count": 20}]
              }
            }""";

    static final String DEVICE = """
            {
              "status": "success",
              "device": {
                "id": 7,
                "device_id": "greenhouse_1",
                "name": "Greenhouse 1",
                "description": null,
                "device_type": "environmental",
                "status": "active",
                "location": "roof",
                "firmware_version": "1.2.0",
                "hardware_version": null,
                "created_at": "2026-01-01T08:00:00Z",
                "updated_at": "2026-01-01T08:00:00Z",
                "last_seen": "2026-11-25T12:00:00Z",
                "is_online": true,
                "groups": ["greenhouse"],
                "statistics": {"telemetry_count": 1440, "latest_telemetry": "2026-11-25T12:00:00Z"},
                "recent_telemetry": [{"id": 20001, "device_id": "greenhouse_1", "payload": {"temperature": 21.5},
                  "timestamp": "2026-11-25T12:00:00Z", "metadata": {}, "data_type": "climate"}]
              }
            }""";

    static final String TELEMETRY = """
            {
              "status": "success",
              "telemetry": [{"id": 20001, "device_id": "greenhouse_1", "payload": {"temperature": 21.5},
                "timestamp": "2026-11-25T12:00:00Z", "metadata": {}, "data_type": "climate"}],
              "pagination": {"page": 1, "per_page": 20, "total": 1, "pages": 1, "has_next": false, "has_prev": false,
                "total_is_exact": true}
            }""";

    private Examples() {}
}
