package io.iotflow.notify;

import io.iotflow.platform.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.util.List;

/**
 * A channel as an operator declares it.
 *
 * @param groupWait how long notices are gathered before they go as one message, in seconds; 0 for not at all
 * @param perHour how many messages it takes in the long run
 * @param burst how many at once
 */
record ChannelDefinition(
        String name,
        String type,
        boolean enabled,
        Severity minSeverity,
        List<String> events,
        int groupWait,
        int perHour,
        int burst,
        Parts parts) {

    /** As it is answered: of a secret only whether it is set. */
    JsonObjectBuilder describe(List<String> secrets) {
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("name", name)
                .add("type", type)
                .add("enabled", enabled)
                .add("min_severity", minSeverity.wire())
                .add("events", Json.createArrayBuilder(events))
                .add("group_wait", groupWait)
                .add("messages_per_hour", perHour)
                .add("burst", burst);
        parts.shown().forEach(json::add);
        secrets.forEach(it -> json.add(it + "_set", parts.secret().containsKey(it)));
        return json;
    }
}
