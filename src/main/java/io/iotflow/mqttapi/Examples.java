package io.iotflow.mqttapi;

/** Requests and answers as the OpenAPI document shows them. */
final class Examples {

    private static final String SESSION = """
            {
              "connected": true,
              "host": "localhost",
              "port": 1883,
              "client_id": "iotflow-server",
              "use_tls": false,
              "handlers_count": 1,
              "subscriptions_count": 3,
              "subscriptions": ["iotflow/devices/+/telemetry/#", "iotflow/devices/+/status/#"],
              "observed": [
                {"filter": "iotflow/devices/+/status/+", "qos": 1, "messages": 1,
                 "last_topic": "iotflow/devices/esp32_001/status/online", "last_at": "2026-11-23T15:29:49.560173Z"}
              ]
            }""";

    static final String STATUS = """
            {
              "status": "success",
              "mqtt_status":""" + SESSION + """
              , "broker_info": {"host": "localhost", "port": 1883, "connected": true, "tls_enabled": false}
            }""";

    static final String METRICS = """
            {
              "status": "success",
              "metrics": {
                "connection_status":""" + SESSION + """
                , "topics": {"total_structures": 12, "base_topic": "iotflow"},
                "handlers": {"message_handlers": 1, "subscription_callbacks": 1},
                "messages": {"in_flight": 0, "published": 4, "publish_failed": 0, "observed": 1}
              },
              "timestamp": "2026-11-23T15:40:52.599129Z"
            }""";

    static final String LETTER = """
            {
              "topic": "iotflow/devices/esp32_001/commands/control",
              "payload": {"led": true},
              "qos": 1,
              "retain": false
            }""";

    static final String PUBLISHED = """
            {
              "status": "success",
              "message": "Message published successfully",
              "topic": "iotflow/devices/esp32_001/commands/control",
              "qos": 1,
              "retain": false
            }""";

    static final String FILTER = """
            {"topic": "iotflow/devices/+/status/+"}""";

    static final String SUBSCRIBED = """
            {
              "status": "success",
              "message": "Subscribed successfully",
              "topic": "iotflow/devices/+/status/+",
              "qos": 1
            }""";

    static final String UNSUBSCRIBED = """
            {"status": "success", "message": "Unsubscribed successfully", "topic": "iotflow/devices/+/status/+"}""";

    static final String TOPICS = """
            {
              "status": "success",
              "device_id": "esp32_001",
              "topics": {
                "commands": [
                  {"name": "device_commands_control", "path": "iotflow/devices/esp32_001/commands/control", "qos": 2,
                   "retain": false, "description": "Orders to do something now"},
                  {"name": "fleet_commands", "path": "iotflow/fleet/commands/ground_floor", "qos": 2,
                   "retain": false, "description": "Commands to a group"}
                ],
                "status": [
                  {"name": "device_status_heartbeat", "path": "iotflow/devices/esp32_001/status/heartbeat", "qos": 0,
                   "retain": false, "description": "A sign of life"}
                ],
                "telemetry": [
                  {"name": "device_telemetry", "path": "iotflow/devices/esp32_001/telemetry/{measurement_type}",
                   "qos": 1, "retain": false, "description": "Readings; the last level names the measurement"}
                ]
              },
              "total_topics": 12
            }""";

    static final String STRUCTURE = """
            {
              "status": "success",
              "base_topic": "iotflow",
              "wildcard_patterns": {
                "all_device_telemetry": "iotflow/devices/+/telemetry/#",
                "everything": "iotflow/#"
              },
              "topic_structures": {
                "device_telemetry": {
                  "base_path": "devices/{device_id}/telemetry/{measurement_type}",
                  "topic_type": "telemetry",
                  "qos": 1,
                  "retain": false,
                  "description": "Readings; the last level names the measurement",
                  "full_topic_example": "iotflow/devices/{device_id}/telemetry/{measurement_type}"
                }
              },
              "total_structures": 12
            }""";

    static final String TOPIC = """
            {"topic": "iotflow/devices/esp32_001/telemetry/temperature"}""";

    static final String VALID = """
            {
              "status": "success",
              "topic": "iotflow/devices/esp32_001/telemetry/temperature",
              "is_valid": true,
              "parsed": {
                "base": "iotflow",
                "full_topic": "iotflow/devices/esp32_001/telemetry/temperature",
                "path": "devices/esp32_001/telemetry/temperature",
                "parts": ["devices", "esp32_001", "telemetry", "temperature"],
                "category": "devices",
                "device_id": "esp32_001",
                "group_id": null,
                "topic_type": "telemetry",
                "subtopic": "temperature"
              },
              "validation_errors": []
            }""";

    private Examples() {}
}
