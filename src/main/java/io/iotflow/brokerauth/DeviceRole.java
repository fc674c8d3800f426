package io.iotflow.brokerauth;

import io.iotflow.device.DeviceTopics;
import io.iotflow.platform.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A device's rights as a role of the plugin. One role for each device, because 2.0 has no placeholder for the user's name
 * in a topic.
 */
final class DeviceRole {

    private static final String PREFIX = "iotflow-device-";

    private DeviceRole() {}

    static String nameOf(String deviceId) {
        return PREFIX + deviceId;
    }

    /** Whose role this is; empty when it is none of ours. */
    static Optional<String> deviceOf(String role) {
        return role.startsWith(PREFIX) ? Optional.of(role.substring(PREFIX.length())) : Optional.empty();
    }

    /** What it may send, subscribe to and be sent; also the last, because a subscription may be older than the rights. */
    static JsonArray acls(DeviceTopics topics) {
        JsonArrayBuilder acls = Json.createArrayBuilder();
        topics.publishFilters().forEach(it -> acls.add(allow("publishClientSend", it)));
        topics.subscribeFilters().forEach(it -> {
            acls.add(allow(it.endsWith("#") ? "subscribePattern" : "subscribeLiteral", it));
            acls.add(allow("publishClientReceive", it));
        });
        return acls.build();
    }

    /** A right of a role. */
    static JsonObject allow(String type, String topic) {
        return Json.createObjectBuilder()
                .add("acltype", type)
                .add("topic", topic)
                .add("allow", true)
                .build();
    }

    /** Whether the role, as the plugin tells it, has these rights and no others. */
    static boolean hasExactly(JsonObject role, JsonArray acls) {
        return rights(role.getJsonArray("acls")).equals(rights(acls));
    }

    /** Whether the role has these rights, and perhaps others. */
    static boolean hasAll(JsonObject role, JsonArray acls) {
        return rights(role.getJsonArray("acls")).containsAll(rights(acls));
    }

    private static Set<String> rights(JsonArray acls) {
        Set<String> rights = new HashSet<>();
        acls.getValuesAs(JsonObject.class)
                .forEach(it -> rights.add(
                        it.getString("acltype") + ' ' + it.getBoolean("allow", false) + ' ' + it.getString("topic")));
        return rights;
    }
}
