package io.iotflow.telemetry.ingest;

import io.iotflow.platform.json.RequestBody;
import io.iotflow.platform.problem.Problem;
import io.iotflow.telemetry.store.NewField;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The body of an import of messages: {@code messages}, and for a check {@code fields}, which earlier checks answered. */
final class HistoryRequest {

    private HistoryRequest() {}

    static JsonArray messages(JsonObject request, boolean check) {
        Set<String> known = new TreeSet<>(check ? Set.of("messages", "fields") : Set.of("messages"));
        var unknown = RequestBody.unknownMembers(request, known);
        if (!unknown.isEmpty()) {
            throw Problem.invalid(unknown);
        }
        if (!(request.get("messages") instanceof JsonArray messages)) {
            throw Problem.invalid("messages", "is required and must be an array");
        }
        return messages;
    }

    static List<NewField> fields(JsonObject request) {
        JsonValue fields = request.getOrDefault("fields", JsonValue.EMPTY_JSON_ARRAY);
        try {
            return fields.asJsonArray().getValuesAs(JsonObject.class).stream()
                    .map(it -> new NewField(
                            it.getString("measurement"),
                            it.getString("field"),
                            it.getString("type"),
                            it.getString("device_id")))
                    .toList();
        } catch (ClassCastException | NullPointerException | IllegalArgumentException e) {
            throw Problem.invalid("fields", "must be an array of what new_fields answered");
        }
    }
}
