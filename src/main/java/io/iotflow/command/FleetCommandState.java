package io.iotflow.command;

import io.iotflow.platform.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** How a fleet's command stands with all its members. */
final class FleetCommandState {

    private FleetCommandState() {}

    /** The command and its counts, before the page of members. */
    static JsonObjectBuilder describe(StoredCommand command, Map<CommandState, Integer> counts) {
        return Json.createObjectBuilder()
                .add("status", "success")
                .add("group_id", command.groupId())
                .add("command_id", command.commandId())
                .add("command_type", command.type())
                .add("command", command.command())
                .add("qos", command.qos())
                .add("created_at", command.createdAt().toString())
                .add("created_by", command.createdBy())
                .add("expires_at", command.expiresAt().toString())
                .add(
                        "members",
                        counts.values().stream().mapToInt(Integer::intValue).sum())
                .add("states", states(counts))
                .add("results", results(counts));
    }

    private static JsonObject states(Map<CommandState, Integer> counts) {
        Map<String, Integer> shown = new TreeMap<>();
        Stream.of(CommandState.values())
                .forEach(it -> shown.merge(it.shown(), counts.getOrDefault(it, 0), Integer::sum));
        JsonObjectBuilder json = Json.createObjectBuilder();
        shown.forEach(json::add);
        return json.build();
    }

    private static JsonObject results(Map<CommandState, Integer> counts) {
        return Json.createObjectBuilder()
                .add(CommandState.SUCCEEDED.stored(), counts.getOrDefault(CommandState.SUCCEEDED, 0))
                .add(CommandState.FAILED.stored(), counts.getOrDefault(CommandState.FAILED, 0))
                .build();
    }
}
