package io.iotflow.timeseries;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iotflow.platform.json.Json;
import jakarta.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DataPointJsonTest {

    private static final Instant TIME = Instant.parse("2026-01-31T12:00:00Z");

    @Test
    void answersARangeFlat() {
        assertEquals(
                Json.read("""
                        {"device_id": "d-7", "measurement": "climate", "start_time": "-1h", "stop_time": "now()",
                         "source": "influxdb",
                         "data_points": [
                           {"unit": "C", "time": "2026-01-31T12:00:00Z", "measurement": "climate",
                            "field": "value", "value": 21.5}],
                         "count": 1, "truncated": true, "next_cursor": "x1"}"""),
                range(
                        "d-7",
                        "climate",
                        "-1h",
                        "now()",
                        List.of(point(TIME, "value", 21.5, Map.of("unit", "C"))),
                        "x1"));
    }

    @Test
    void answersNullWhereEveryMeasurementWasAskedFor() {
        JsonObject answer = range("d-7", null, "-1h", "now()", List.of(), null);
        assertEquals("null", answer.get("measurement").toString());
        assertEquals("null", answer.get("next_cursor").toString());
        assertEquals(false, answer.getBoolean("truncated"));
    }

    @Test
    void answersBooleansAndStringsAsSuch() {
        JsonObject answer = range(
                "d-7",
                "climate",
                "-1h",
                "now()",
                List.of(point(TIME, "open", true, Map.of()), point(TIME, "mode", "auto", Map.of())),
                null);
        assertEquals(true, answer.getJsonArray("data_points").getJsonObject(0).getBoolean("value"));
        assertEquals("auto", answer.getJsonArray("data_points").getJsonObject(1).getString("value"));
    }

    @Test
    void letsNoTagHideAMember() {
        Map<String, String> tags = Map.of("time", "x", "measurement", "x", "field", "x", "value", "x");
        assertEquals(Json.read("""
                        {"time": "2026-01-31T12:00:00Z", "measurement": "climate", "field": "value", "value": 1.0}"""), latest(point(TIME, "value", 1.0, tags)));
    }

    @Test
    void prefersTheNewestPoint() {
        assertEquals(
                "humidity",
                latest(
                                point(TIME, "value", 1.0, Map.of()),
                                point(TIME.plusNanos(1000), "humidity", 2.0, Map.of()),
                                point(TIME.minusSeconds(1), "wind", 3.0, Map.of()))
                        .getString("field"));
    }

    @Test
    void prefersValueAmongFieldsOfOneTime() {
        assertEquals(
                "value",
                latest(
                                point(TIME, "humidity", 1.0, Map.of()),
                                point(TIME, "value", 2.0, Map.of()),
                                point(TIME, "wind", 3.0, Map.of()))
                        .getString("field"));
    }

    @Test
    void prefersTheFirstNameWhereThereIsNoValue() {
        assertEquals(
                "humidity",
                latest(point(TIME, "wind", 1.0, Map.of()), point(TIME, "humidity", 2.0, Map.of()))
                        .getString("field"));
    }

    @Test
    void answersEveryFieldBesideTheLatest() {
        NewestPoints both = new NewestPoints(
                List.of(point(TIME, "a", 1.0, Map.of()), point(TIME, "b", 2.0, Map.of())), Source.POSTGRESQL);
        JsonObject answer = DataPointJson.latest("d-7", null, both);
        assertEquals(2, answer.getJsonArray("latest_fields").size());
        assertEquals("postgresql", answer.getString("source"));
    }

    private static JsonObject range(
            String deviceId, String measurement, String start, String stop, List<DataPoint> points, String next) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PageReader.Found found = new PageReader.Found(points, Optional.empty(), Source.INFLUXDB);
        DataPointJson.range(out, deviceId, measurement, start, stop, found, next);
        return Json.readObject(out.toString(StandardCharsets.UTF_8));
    }

    private static JsonObject latest(DataPoint... points) {
        return DataPointJson.latest("d-7", null, new NewestPoints(List.of(points), Source.INFLUXDB))
                .getJsonObject("latest_data");
    }

    private static DataPoint point(Instant time, String field, Object value, Map<String, String> tags) {
        return new DataPoint(time, "climate", field, value, tags);
    }
}
