package io.iotflow.tools.prototype;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** A point of the former bucket, whose fields come one by one. */
final class FormerPoint {

    private static final String DEVICE = "device_id";

    /** Tags that are the registry's or the transport's, not the reading's. */
    private static final Set<String> NOT_SENT = Set.of(DEVICE, "device_name", "device_type", "topic");

    /** What a point is known by. */
    record Key(Instant time, String measurement, SortedMap<String, String> tags) {

        /** Of a row that Flux answers. */
        static Key of(Instant time, Map<String, Object> row) {
            SortedMap<String, String> tags = new TreeMap<>();
            row.forEach((name, value) -> {
                boolean isTag = !name.startsWith("_") && !name.equals("result") && !name.equals("table");
                if (isTag && value != null) {
                    tags.put(name, value.toString());
                }
            });
            return new Key(time, String.valueOf(row.get("_measurement")), tags);
        }

        /** The device's id there; empty where a point has none. */
        String device() {
            return tags.getOrDefault(DEVICE, "");
        }

        /** For the report. */
        String row() {
            return measurement + " at " + time;
        }
    }

    private final Key key;
    private final JsonObjectBuilder data = Json.createObjectBuilder();

    FormerPoint(Key key) {
        this.key = key;
    }

    Key key() {
        return key;
    }

    void add(String field, Object value) {
        if (value instanceof Boolean flag) {
            data.add(field, flag);
        } else if (value instanceof Long number) {
            data.add(field, number);
        } else if (value instanceof Double number && Double.isFinite(number)) {
            data.add(field, number);
        } else {
            data.add(field, String.valueOf(value));
        }
    }

    /** As the server takes it; to be asked once. */
    JsonObject request() {
        JsonObjectBuilder metadata = Json.createObjectBuilder();
        key.tags().forEach((name, value) -> {
            if (!NOT_SENT.contains(name)) {
                metadata.add(name, value);
            }
        });
        return Json.createObjectBuilder()
                .add(DEVICE, key.device())
                .add("type", key.measurement())
                .add("data", data)
                .add("metadata", metadata)
                .add("timestamp", key.time().toString())
                .build();
    }
}
