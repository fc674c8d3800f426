package io.iotflow.timeseries;

import io.iotflow.platform.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.stream.JsonGenerator;
import java.io.OutputStream;
import java.util.Comparator;
import java.util.List;

/** Data points as the API answers them: flat, the tags beside the value. */
final class DataPointJson {

    private DataPointJson() {}

    /** Writes the answer to a query about a range; the times are echoed as they were requested. */
    static void range(
            OutputStream out,
            String deviceId,
            String measurement,
            String start,
            String stop,
            PageReader.Found found,
            String nextCursor) {
        try (JsonGenerator json = Json.createGenerator(out)) {
            json.writeStartObject()
                    .write("device_id", deviceId)
                    .write("measurement", Json.orNull(measurement))
                    .write("start_time", start)
                    .write("stop_time", stop)
                    .write("source", found.source().toString())
                    .writeStartArray("data_points");
            found.points()
                    .forEach(point -> json.write(object(point).build())); // one at a time: a tree of all would be large
            json.writeEnd()
                    .write("count", found.points().size())
                    .write("truncated", nextCursor != null)
                    .write("next_cursor", Json.orNull(nextCursor))
                    .writeEnd();
        }
    }

    static JsonObject latest(String deviceId, String measurement, NewestPoints latest) {
        // The newest; of several fields with one time the primary one, "value", else the first by name.
        DataPoint newest = latest.points().stream()
                .max(Comparator.comparing(DataPoint::time)
                        .thenComparing(point -> point.field().equals("value"))
                        .thenComparing(DataPoint::field, Comparator.reverseOrder()))
                .orElseThrow();
        return Json.createObjectBuilder()
                .add("device_id", deviceId)
                .add("measurement", Json.orNull(measurement))
                .add("latest_data", object(newest))
                .add("latest_fields", array(latest.points()))
                .add("source", latest.source().toString())
                .build();
    }

    private static JsonArrayBuilder array(List<DataPoint> points) {
        JsonArrayBuilder array = Json.createArrayBuilder();
        points.forEach(point -> array.add(object(point)));
        return array;
    }

    private static JsonObjectBuilder object(DataPoint point) {
        JsonObjectBuilder object = Json.createObjectBuilder();
        point.tags().forEach(object::add); // first, so that no tag can hide what follows
        object.add("time", point.time().toString())
                .add("measurement", point.measurement())
                .add("field", point.field());
        if (point.value() instanceof Double number) {
            return object.add("value", number);
        }
        return point.value() instanceof Boolean flag
                ? object.add("value", flag)
                : object.add("value", (String) point.value());
    }
}
