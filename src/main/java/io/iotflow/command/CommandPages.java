package io.iotflow.command;

import io.iotflow.platform.json.Json;
import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.web.PageParameters;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;

/** Lists of commands: which of them a request wants, and the answer. */
final class CommandPages {

    private static final int DEFAULT = 50;
    private static final int MAX = 500;

    private CommandPages() {}

    /** Which states a client wants to see; null or empty for these. */
    static Collection<CommandState> states(String filter, Collection<CommandState> byDefault) {
        if (filter == null || filter.isEmpty()) {
            return byDefault;
        }
        return CommandState.ofFilter(filter)
                .orElseThrow(() -> Problem.invalid(
                        "state",
                        "must be queued, sent, in_progress, acknowledged, succeeded, failed, expired or cancelled"));
    }

    static Collection<CommandState> all() {
        return EnumSet.allOf(CommandState.class);
    }

    static int limit(String limit) {
        return PageParameters.limit(limit, DEFAULT, MAX);
    }

    static JsonObject answer(String deviceId, List<StoredCommand> commands, int limit) {
        JsonObjectBuilder answer =
                Json.createObjectBuilder().add("status", "success").add("device_id", deviceId);
        return answer(answer, commands, limit);
    }

    /** Adds a page to an answer. */
    static JsonObject answer(JsonObjectBuilder answer, List<StoredCommand> commands, int limit) {
        JsonArrayBuilder array = Json.createArrayBuilder();
        commands.forEach(it -> array.add(it.describe()));
        answer.add("commands", array).add("count", commands.size()).add("limit", limit);
        return (commands.size() < limit
                        ? answer.addNull("next_cursor")
                        : answer.add(
                                "next_cursor",
                                String.valueOf(commands.get(limit - 1).id())))
                .build();
    }

    static JsonObject answer(StoredCommand command) {
        return Json.createObjectBuilder()
                .add("status", "success")
                .add("command", command.describe())
                .build();
    }
}
