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
                "is_online": false,
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

    private static final String IN_MAINTENANCE = """
            {
              "id": 1,
              "device_id": "esp32_001",
              "name": "Office sensor",
              "description": null,
              "device_type": "environmental",
              "status": "maintenance",
              "location": "office",
              "firmware_version": "1.3.0",
              "hardware_version": null,
              "created_at": "2026-11-23T14:40:47.507196Z",
              "updated_at": "2026-11-23T15:00:12.489836Z",
              "last_seen": "2026-11-23T14:59:45.715658Z",
              "is_online": true
            }""";

    private static final String MOVED = """
            {
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
              "is_online": true
            }""";

    static final String CONFIGURATION = """
            {"status": "maintenance", "firmware_version": "1.3.0"}""";

    static final String CONFIGURED = """
            {
              "message": "Device configuration updated successfully",
              "device":""" + IN_MAINTENANCE + "}";

    static final String MOVE = """
            {"location": "meeting_room", "status": "active"}""";

    static final String UPDATED = """
            {
              "status": "success",
              "message": "Device updated successfully",
              "device":""" + MOVED + "}";

    static final String DEVICES = """
            {
              "status": "success",
              "devices": [""" + MOVED + """
              ],
              "pagination": {"page": 1, "per_page": 20, "total": 1, "pages": 1, "has_next": false, "has_prev": false}
            }""";

    static final String DELETED = """
            {
              "status": "success",
              "message": "Device 'esp32_001' and its data are deleted",
              "device_id": "esp32_001"
            }""";

    static final String ROTATION = """
            {"overlap_seconds": 3600}""";

    static final String ROTATED = """
            {
              "message": "New key; keep it, it is not shown again",
              "device_id": "esp32_001",
              "api_key": "iotf_DEgVlM...",
              "old_key_expires_at": "2026-11-23T16:20:46.736648Z",
              "mqtt": {
                "username": "esp32_001",
                "password": "iotf_DEgVlM...",
                "topics": {
                  "telemetry": "iotflow/devices/esp32_001/telemetry/{measurement_type}",
                  "status": "iotflow/devices/esp32_001/status/{status_type}",
                  "commands": "iotflow/devices/esp32_001/commands/+"
                }
              }
            }""";

    static final String KEYS = """
            {
              "status": "success",
              "device_id": "esp32_001",
              "keys": [
                {"id": 1, "created_at": "2026-11-23T14:40:47.167643Z", "expires_at": "2026-11-23T16:20:46.736648Z",
                 "last_used_at": "2026-11-23T15:00:12.450012Z", "valid": true},
                {"id": 2, "created_at": "2026-11-23T15:20:46.758767Z", "expires_at": null, "last_used_at": null,
                 "valid": true}
              ]
            }""";

    static final String KEYS_REVOKED = """
            {"message": "All keys of the device are revoked", "device_id": "esp32_001"}""";

    private static final String RENAMED = """
            {
              "group_id": "ground_floor",
              "name": "Ground floor, east",
              "description": null,
              "created_at": "2026-11-23T15:25:00.373431Z",
              "commands_topic": "iotflow/fleet/commands/ground_floor",
              "devices": 1
            }""";

    static final String GROUP = """
            {"group_id": "ground_floor", "name": "Ground floor"}""";

    static final String GROUP_CREATED = """
            {
              "message": "Group created",
              "group": {
                "group_id": "ground_floor",
                "name": "Ground floor",
                "description": null,
                "created_at": "2026-11-23T15:25:00.373431Z",
                "commands_topic": "iotflow/fleet/commands/ground_floor",
                "devices": 0
              }
            }""";

    static final String GROUP_NAME = """
            {"name": "Ground floor, east"}""";

    static final String GROUP_UPDATED = """
            {
              "message": "Group updated",
              "group":""" + RENAMED + "}";

    static final String GROUPS = """
            {
              "status": "success",
              "groups": [""" + RENAMED + "]}";

    static final String GROUP_SHOWN = """
            {
              "status": "success",
              "group":""" + RENAMED + """
              , "devices": [""" + MOVED + "]}";

    static final String GROUP_DELETED = """
            {"message": "Group deleted", "group_id": "ground_floor"}""";

    static final String JOINED = """
            {"message": "Device 'esp32_001' is in the group", "group_id": "ground_floor"}""";

    static final String LEFT = """
            {"message": "Device 'esp32_001' has left the group", "group_id": "ground_floor"}""";

    static final String TAKEOVER = """
            {
              "device_id": "17",
              "name": "Cellar sensor",
              "device_type": "environmental",
              "status": "active",
              "location": "office",
              "firmware_version": "1.2.0",
              "api_key": "k3yOfTheFormerProduct0123456789ab",
              "created_at": "2025-05-01T08:00:00Z",
              "last_seen": "2026-11-23T14:40:47Z"
            }""";

    static final String TAKEN_OVER = """
            {
              "status": "success",
              "message": "The device was imported with its key",
              "device_id": "17"
            }""";

    static final String HERE_ALREADY = """
            {
              "status": "success",
              "message": "The device is here already",
              "device_id": "17"
            }""";

    private Examples() {}
}
