package io.iotflow.command;

/** Requests and answers as the OpenAPI document shows them. */
final class Examples {

    private static final String WAITING = """
            {
              "command_id": "led-on-1",
              "device_id": "esp32_001",
              "command_type": "control",
              "command": {"led": true},
              "topic": "iotflow/devices/esp32_001/commands/control",
              "qos": 2,
              "group_id": null,
              "state": "sent",
              "result": null,
              "attempts": 1,
              "created_at": "2026-11-23T15:30:48.902824Z",
              "created_by": "admin",
              "expires_at": "2026-11-23T16:30:48.902824Z",
              "sent_at": "2026-11-23T15:30:49.065080Z",
              "answered_at": null,
              "answer": null
            }""";

    private static final String ANSWERED = """
            {
              "command_id": "led-on-1",
              "device_id": "esp32_001",
              "command_type": "control",
              "command": {"led": true},
              "topic": "iotflow/devices/esp32_001/commands/control",
              "qos": 2,
              "group_id": null,
              "state": "acknowledged",
              "result": "succeeded",
              "attempts": 1,
              "created_at": "2026-11-23T15:30:48.902824Z",
              "created_by": "admin",
              "expires_at": "2026-11-23T16:30:48.902824Z",
              "sent_at": "2026-11-23T15:30:49.065080Z",
              "answered_at": "2026-11-23T15:30:51.737284Z",
              "answer": {"status": "succeeded", "led": true}
            }""";

    static final String ORDER = """
            {
              "command_type": "control",
              "command": {"led": true},
              "command_id": "led-on-1",
              "expires_in": 3600
            }""";

    static final String SENT = """
            {
              "status": "success",
              "message": "Command sent successfully",
              "device_id": "esp32_001",
              "command_id": "led-on-1",
              "command_type": "control",
              "topic": "iotflow/devices/esp32_001/commands/control",
              "qos": 2,
              "state": "sent",
              "result": null
            }""";

    static final String WAITING_COMMANDS = """
            {
              "status": "success",
              "device_id": "esp32_001",
              "commands": [""" + WAITING + """
              ],
              "count": 1,
              "limit": 50,
              "next_cursor": null
            }""";

    static final String ANSWER = """
            {"status": "succeeded", "led": true}""";

    static final String COMMAND = """
            {
              "status": "success",
              "command":""" + ANSWERED + "}";

    static final String COMMANDS = """
            {
              "status": "success",
              "device_id": "esp32_001",
              "commands": [""" + ANSWERED + """
              ],
              "count": 1,
              "limit": 50,
              "next_cursor": null
            }""";

    static final String FLEET_ORDER = """
            {"command": "reboot", "command_id": "reboot-1"}""";

    static final String FLEET_SENT = """
            {
              "status": "success",
              "message": "Fleet command sent successfully",
              "group_id": "ground_floor",
              "command_id": "reboot-1",
              "topic": "iotflow/fleet/commands/ground_floor",
              "qos": 2,
              "members": 1
            }""";

    static final String CANCELLED = """
            {
              "status": "success",
              "command": {
                "command_id": "reboot-1",
                "device_id": "esp32_001",
                "command_type": "control",
                "command": "reboot",
                "topic": "iotflow/devices/esp32_001/commands/control",
                "qos": 2,
                "group_id": "ground_floor",
                "state": "cancelled",
                "result": null,
                "attempts": 1,
                "created_at": "2026-11-23T15:35:51.873561Z",
                "created_by": "admin",
                "expires_at": "2026-11-24T15:35:51.873561Z",
                "sent_at": "2026-11-23T15:35:51.929127Z",
                "answered_at": null,
                "answer": null
              }
            }""";

    private Examples() {}
}
