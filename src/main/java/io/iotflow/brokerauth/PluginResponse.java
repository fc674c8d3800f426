package io.iotflow.brokerauth;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.Optional;

/** What the plugin answered to one command: an error in its words, or data. */
record PluginResponse(String command, String error, JsonObject data) {

    static PluginResponse of(JsonObject json) {
        JsonObject data = json.get("data") instanceof JsonObject object ? object : JsonValue.EMPTY_JSON_OBJECT;
        return new PluginResponse(json.getString("command", ""), json.getString("error", null), data);
    }

    boolean isOk() {
        return error == null;
    }

    /** Whether a client or role is there already. */
    boolean isAlready() {
        return error != null && error.endsWith("already exists");
    }

    /** Whether a client or role is not there. */
    boolean isAbsent() {
        return error != null && (error.endsWith("not found") || error.endsWith("does not exist"));
    }

    /** The client or role that was requested. */
    Optional<JsonObject> found(String what) {
        return Optional.ofNullable(data.getJsonObject(what));
    }

    /** Nothing, unless the command failed. */
    void require() {
        if (!isOk()) {
            throw new BrokerRefused(command + ": " + error);
        }
    }
}
