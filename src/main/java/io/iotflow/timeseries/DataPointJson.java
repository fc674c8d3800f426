package io.iotflow.timeseries;

import io.iotflow.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.spi.JsonProvider;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Data points as the API answers them: flat, the tags beside the value. */
final class DataPointJson {

    private static final JsonProvider PROVIDER = JsonProvider.provider();
    private static final JsonBuilderFactory JSON = PROVIDER.createBuilderFactory(Map.of());

    private DataPointJson() {}

    static JsonObject range(
            String deviceId, String measurement, String start, String stop, List<DataPoint> points, boolean truncated) {
        return JSON.createObjectBuilder()
                .add("device_id", deviceId)
                .add("measurement", Json.orNull(measurement))
                .add("start_time", start)
                .add("stop_time", stop)
                .add("data_points", array(points))
                .add("count", points.size())
                .add("truncated", truncated)
                .build();
    }

    static JsonObject latest(String deviceId, String measurement, List<DataPoint> points) {
        // The newest; of several fields with one time the primary one, "value", else the first by name.
        DataPoint newest = points.stream()
                .max(Comparator.comparing(DataPoint::time)
                        .thenComparing(point -> point.field().equals("value"))
                        .thenComparing(DataPoint::field, Comparator.reverseOrder()))
                .orElseThrow();
        return JSON.createObjectBuilder()
                .add("device_id", deviceId)
                .add("measurement", Json.orNull(measurement))
                .add("latest_data", object(newest))
                .add("latest_fields", array(points))
                .build();
    }

    private static JsonArrayBuilder array(List<DataPoint> points) {
        JsonArrayBuilder array = JSON.createArrayBuilder();
        points.forEach(point -> array.add(object(point)));
        return array;
    }

    private static JsonObjectBuilder object(DataPoint point) {
        JsonObjectBuilder object = JSON.createObjectBuilder();
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
