package io.iotflow.tools.prototype;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A row of the prototype's table {@code devices}. Its topics have the row's number, so that is its device id here. */
record FormerDevice(
        long id,
        String name,
        String description,
        String type,
        String key,
        String status,
        String location,
        String firmwareVersion,
        String hardwareVersion,
        Instant createdAt,
        Instant lastSeen) {

    private static final Set<String> STATUSES = Set.of("active", "inactive", "maintenance");
    private static final int LONGEST_DESCRIPTION = 1000;

    /** As the server takes it, and what had to be changed for that. */
    record Request(JsonObject json, List<String> changes) {}

    String deviceId() {
        return String.valueOf(id);
    }

    /** What no rule here allows and nobody needs is changed; a bad name, type, location or key is the server's to refuse. */
    Request request(Instant now) {
        List<String> changes = new ArrayList<>();
        JsonObjectBuilder json = Json.createObjectBuilder().add("device_id", deviceId());
        add(json, "name", name);
        add(json, "description", description(changes));
        add(json, "device_type", type);
        add(json, "status", status(changes));
        add(json, "location", location);
        add(json, "firmware_version", firmwareVersion);
        add(json, "hardware_version", hardwareVersion);
        add(json, "api_key", key);
        add(json, "created_at", past("created_at", createdAt, now, changes));
        add(json, "last_seen", past("last_seen", lastSeen, now, changes));
        return new Request(json.build(), changes);
    }

    private static void add(JsonObjectBuilder json, String name, Object value) {
        if (value != null) {
            json.add(name, value.toString());
        }
    }

    private String description(List<String> changes) {
        if (description == null) {
            return null;
        }
        String line = description.replaceAll("\\p{Cntrl}+", " ").strip();
        String cut = line.length() > LONGEST_DESCRIPTION
                ? line.substring(0, line.offsetByCodePoints(0, line.codePointCount(0, LONGEST_DESCRIPTION) - 1))
                : line;
        if (!cut.equals(description.strip())) {
            changes.add("description was made one line of at most " + LONGEST_DESCRIPTION + " characters");
        }
        return cut;
    }

    private String status(List<String> changes) {
        if (status != null && STATUSES.contains(status)) {
            return status;
        }
        changes.add("status '" + status + "' is not known, so it is inactive");
        return "inactive";
    }

    private static Instant past(String name, Instant time, Instant now, List<String> changes) {
        if (time == null || !time.isAfter(now) && !time.isBefore(Instant.EPOCH)) {
            return time;
        }
        changes.add(name + " " + time + " is not between 1970 and now, and was left out");
        return null;
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "FormerDevice[" + id + "]";
    }
}
