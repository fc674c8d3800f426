package io.iotflow.quarantine;

import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.RequestBody;
import io.iotflow.platform.problem.Problem;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What shall be replayed: messages by their ids, or (without ids) the oldest that fit a selection. */
record ReplayRequest(Set<Long> ids, QuarantineFilter selection, Optional<Place> behind, int limit) {

    /** The most of one request. */
    static final int MAX = 10_000;

    /** One message. */
    static ReplayRequest of(long id) {
        return new ReplayRequest(Set.of(id), null, Optional.empty(), 1);
    }

    /** Reads a request's body; 400 when it is neither form. */
    static ReplayRequest of(byte[] body, Set<String> sources) {
        JsonObject json = RequestBody.object(body);
        if (json.containsKey("ids")) {
            if (json.size() > 1) {
                throw Problem.invalid("ids", "must stand alone: name messages or a filter, not both");
            }
            return new ReplayRequest(ids(json.get("ids")), null, Optional.empty(), MAX);
        }
        Map<String, String> texts = new HashMap<>();
        json.forEach((name, value) -> {
            if (value != JsonValue.NULL && !name.equals("limit")) {
                texts.put(name, text(name, value));
            }
        });
        return new ReplayRequest(
                Set.of(),
                QuarantineFilter.of(texts, sources),
                Optional.ofNullable(texts.get("cursor")).map(Place::parse),
                limit(json.get("limit")));
    }

    /** What the audit log calls it: the message's id, or what kind of selection it is. */
    String target() {
        if (ids.isEmpty()) {
            return "filter";
        }
        return ids.size() == 1 ? String.valueOf(ids.iterator().next()) : "ids";
    }

    /** The filters, for the audit log. */
    JsonObjectBuilder facts() {
        return selection == null ? Json.createObjectBuilder() : selection.facts();
    }

    private static Set<Long> ids(JsonValue value) {
        if (!(value instanceof JsonArray array) || array.isEmpty() || array.size() > MAX) {
            throw Problem.invalid("ids", "must be an array of 1 to " + MAX + " ids");
        }
        Set<Long> ids = new LinkedHashSet<>();
        for (int i = 0; i < array.size(); i++) {
            ids.add(whole("ids[" + i + "]", array.get(i), Long.MAX_VALUE));
        }
        return ids;
    }

    private static int limit(JsonValue value) {
        return value == null || value == JsonValue.NULL ? MAX : (int) whole("limit", value, MAX);
    }

    private static long whole(String name, JsonValue value, long max) {
        // By its text: a number such as 1e999999999 must not be computed.
        if (value instanceof JsonNumber && value.toString().matches("\\d{1,18}")) {
            long number = Long.parseLong(value.toString());
            if (number >= 1 && number <= max) {
                return number;
            }
        }
        throw Problem.invalid(name, "must be a whole number from 1" + (max == MAX ? " to " + MAX : ""));
    }

    private static String text(String name, JsonValue value) {
        if (!QuarantineFilter.FILTERS.contains(name) && !name.equals("cursor")) {
            throw Problem.invalid(
                    name, "is not known; there are ids, or device_id, reason, source, start, stop, limit and cursor");
        }
        if (value instanceof JsonString text) {
            return text.getString();
        }
        throw Problem.invalid(name, "must be a string");
    }
}
