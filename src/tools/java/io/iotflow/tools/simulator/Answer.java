package io.iotflow.tools.simulator;

import io.iotflow.platform.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a device says to a command. */
record Answer(String commandId, Status status, String message) {

    enum Status {
        in_progress,
        succeeded,
        failed
    }

    /** As it goes over MQTT, and as the body over HTTP. */
    String payload() {
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("command_id", commandId);
        payload.put("status", status.name());
        payload.put("message", message);
        return Json.write(payload);
    }
}
