package io.iotflow.console;

import jakarta.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What an operator has said of a rule or channel. */
final class Said {

    private static final List<String> OF_THE_SERVER = List.of("created_at", "updated_at", "delivery");

    private Said() {}

    /** By name. */
    static Map<String, Object> of(JsonObject description) {
        Map<String, Object> members = new TreeMap<>(description);
        members.keySet().removeAll(OF_THE_SERVER);
        return members;
    }
}
