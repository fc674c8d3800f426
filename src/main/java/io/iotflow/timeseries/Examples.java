package io.iotflow.timeseries;

/** Answers as the OpenAPI document shows them. */
final class Examples {

    static final String RANGE = """
            {
              "device_id": "esp32_001",
              "measurement": "temperature",
              "start_time": "-1h",
              "stop_time": "now()",
              "data_points": [
                {"device_id": "esp32_001", "device_name": "Office sensor", "device_type": "environmental",
                 "location": "sensor_room_1", "sensor_type": "DHT22", "time": "2026-11-23T14:40:47Z",
                 "measurement": "temperature", "field": "value", "value": 25.5}
              ],
              "count": 1,
              "truncated": false,
              "next_cursor": null
            }""";

    static final String CSV = """
            time,measurement,field,value,device_id,device_name,device_type,location,topic,sensor_type,unit,other_tags
            2026-11-23T14:40:47Z,temperature,value,25.5,esp32_001,Office sensor,environmental,sensor_room_1,,DHT22,,
            """;

    static final String LATEST = """
            {
              "device_id": "esp32_001",
              "measurement": "temperature",
              "latest_data":
                {"device_id": "esp32_001", "device_name": "Office sensor", "device_type": "environmental",
                 "location": "office", "time": "2026-11-23T14:40:47Z", "measurement": "temperature", "field": "value",
                 "value": 25.5},
              "latest_fields": [
                {"device_id": "esp32_001", "device_name": "Office sensor", "device_type": "environmental",
                 "location": "office", "time": "2026-11-23T14:40:47Z", "measurement": "temperature", "field": "value",
                 "value": 25.5}
              ]
            }""";

    static final String DELETED = """
            {
              "message": "Successfully deleted telemetry data for device esp32_001",
              "device_id": "esp32_001",
              "start_time": "2026-11-23T00:00:00Z",
              "stop_time": "now()",
              "deleted": 1
            }""";

    static final String HEALTH = """
            {
              "influxdb": {"status": "pass", "message": "ready for queries and writes", "version": "v2.7.12"},
              "connected": true,
              "store": "influxdb"
            }""";

    static final String BUCKETS = """
            {
              "buckets": [
                {"id": "0a1b2c3d4e5f6071", "name": "telemetry", "org_id": "1a2b3c4d5e6f7081",
                 "retention_rules": [{"type": "expire", "every_seconds": 2592000}]}
              ],
              "count": 1
            }""";

    static final String STATS = """
            {
              "connected": true,
              "url": "http://localhost:8086",
              "org": "iotflow",
              "bucket": "telemetry",
              "timeout": 10000,
              "store": "influxdb",
              "health": {"status": "pass"},
              "writer": {"state": "writing", "received": 120000, "written": 119000, "retried": 3, "backlog": 1000,
                "backlog_age_seconds": 4, "quarantined": 0}
            }""";

    private Examples() {}
}
