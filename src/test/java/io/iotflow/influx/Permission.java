package io.iotflow.influx;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;

/**
 * A right: an action on one resource, on all of a type in an organization, or (both empty) on all of a type.
 *
 * @param action read or write
 * @param type buckets, orgs, authorizations, tasks …
 */
record Permission(String action, String type, String orgId, String id) {

    static final String READ = "read";
    static final String WRITE = "write";
    /** The operator's type, which stands for every other. */
    static final String INSTANCE = "instance";

    static Permission of(JsonObject json) {
        JsonObject resource = json.getJsonObject("resource");
        return new Permission(
                json.getString("action", ""),
                resource.getString("type", ""),
                resource.getString("orgID", ""),
                resource.getString("id", ""));
    }

    /** Whether who has this one has the other. */
    boolean includes(Permission wanted) {
        if (!action.equals(wanted.action) || !type.equals(INSTANCE) && !type.equals(wanted.type)) {
            return false;
        }
        if (orgId.isEmpty() && id.isEmpty()) {
            return true;
        }
        return id.isEmpty() ? orgId.equals(wanted.orgId) : id.equals(wanted.id);
    }

    JsonObjectBuilder json() {
        JsonObjectBuilder resource = Json.createObjectBuilder().add("type", type);
        if (!id.isEmpty()) {
            resource.add("id", id);
        }
        if (!orgId.isEmpty()) {
            resource.add("orgID", orgId);
        }
        return Json.createObjectBuilder().add("action", action).add("resource", resource);
    }

    /** As InfluxDB names it in its messages. */
    @Override
    public String toString() {
        String path = orgId.isEmpty() ? "" : "orgs/" + orgId + "/";
        return action + ":" + path + type + (id.isEmpty() ? "" : "/" + id);
    }
}
