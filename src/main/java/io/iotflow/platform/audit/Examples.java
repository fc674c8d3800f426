package io.iotflow.platform.audit;

/** Answers as the OpenAPI document shows them. */
final class Examples {

    static final String CHANGES = """
            {
              "status": "success",
              "changes": [
                {"id": 2, "at": "2026-11-23T15:10:30.326913Z", "actor": "admin", "role": "admin",
                 "address": "127.0.0.1", "request_id": "1b9a21c1-c2f6-41a6-9481-c0928e862af6",
                 "action": "device.update", "target": "esp32_001",
                 "detail": {"location": "meeting_room", "status": "active"}},
                {"id": 1, "at": "2026-11-23T14:40:47.507196Z", "actor": "admin", "role": "admin",
                 "address": "127.0.0.1", "request_id": "f6266a71-33eb-4639-acf1-4a1fe4fee62d",
                 "action": "device.register", "target": "esp32_001",
                 "detail": {"name": "Office sensor"}}
              ],
              "count": 2,
              "limit": 100,
              "next_cursor": null
            }""";

    private Examples() {}
}
