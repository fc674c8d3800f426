package io.iotflow.timeseries;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Client;
import io.iotflow.stack.Reply;
import io.iotflow.stack.TestDevice;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Questions about time: whichever store answers, the answers are these. */
abstract class TimeSeriesContract {

    @ArquillianResource
    private URI base;

    private TestDevice device;

    /** Of its own for each test: InfluxDB keeps one type for a measurement's field. */
    private String m;

    @BeforeEach
    void register() {
        device = Client.admin(base).newDevice();
        m = "m-" + device.id();
    }

    TestDevice device() {
        return device;
    }

    Client admin() {
        return Client.admin(base);
    }

    @Test
    void readsAtOnceWhatWasWrittenOverHttp() {
        point("temperature", "{\"value\":23.5,\"humidity\":45}", "2026-01-01T12:00:00Z", "{\"location\":\"office\"}");

        JsonObject answer = range("?start=2026-01-01T00:00:00Z&stop=2026-01-02T00:00:00Z&measurement=temperature");

        assertEquals(device.id(), answer.getString("device_id"));
        assertEquals("temperature", answer.getString("measurement"));
        assertEquals("2026-01-01T00:00:00Z", answer.getString("start_time"));
        assertEquals("2026-01-02T00:00:00Z", answer.getString("stop_time"));
        assertEquals(2, answer.getInt("count"));
        JsonObject value = answer.getJsonArray("data_points").getJsonObject(1);
        assertEquals("2026-01-01T12:00:00Z", value.getString("time"));
        assertEquals("temperature", value.getString("measurement"));
        assertEquals(device.id(), value.getString("device_id"));
        assertEquals("value", value.getString("field"));
        assertEquals(23.5, value.getJsonNumber("value").doubleValue());
        assertEquals("office", value.getString("location"));
        assertEquals("Name of " + device.id(), value.getString("device_name"));
        assertEquals("environmental", value.getString("device_type"));
    }

    @Test
    void readsWhatWasPublishedOverMqttWithItsTopic() {
        device.publish(
                "telemetry/temperature",
                "{\"temperature\":25.5,\"humidity\":60.0,\"timestamp\":\"2026-01-01T12:00:00Z\"}");

        JsonArray points =
                await().atMost(10, SECONDS).until(() -> points("?start=2026-01-01T00:00:00Z"), it -> it.size() == 2);

        assertEquals(List.of("humidity", "value"), fields(points));
        assertEquals(25.5, points.getJsonObject(1).getJsonNumber("value").doubleValue());
        assertEquals(
                "iotflow/devices/" + device.id() + "/telemetry/temperature",
                points.getJsonObject(1).getString("topic"));
    }

    @Test
    void includesTheStartAndExcludesTheStop() {
        point(m, "{\"value\":1}", "2026-01-01T00:00:00Z");
        point(m, "{\"value\":2}", "2026-01-01T01:00:00Z");

        JsonArray points = points("?start=2026-01-01T00:00:00Z&stop=2026-01-01T01:00:00Z");

        assertEquals(List.of(1.0), values(points));
    }

    @Test
    void answersOldestFirstOverAllMeasurementsAndCutsAtTheLimit() {
        point(m + "b", "{\"value\":2}", "2026-01-01T00:00:02Z");
        point(m + "a", "{\"value\":1}", "2026-01-01T00:00:01Z");
        point(m + "c", "{\"value\":3}", "2026-01-01T00:00:03Z");

        JsonObject answer = range("?start=2026-01-01T00:00:00Z&limit=2");

        assertEquals(List.of(1.0, 2.0), values(answer.getJsonArray("data_points")));
        assertTrue(answer.getBoolean("truncated"));
    }

    @Test
    void takesRelativeTimesAndUnixSeconds() {
        Instant twoHoursAgo = Instant.now().minus(2, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS);
        point(m, "{\"value\":1}", twoHoursAgo.toString());

        assertEquals(1, points("?start=-3h&stop=-1h30m").size());
        assertEquals(0, points("?start=-1h&stop=now()").size());
        long second = twoHoursAgo.getEpochSecond();
        assertEquals(1, points("?start=" + second + "&stop=" + (second + 1)).size());
    }

    @Test
    void keepsTheTypesOfFields() {
        point(m, "{\"n\":5,\"b\":true,\"s\":\"on\"}", "2026-01-01T00:00:00Z");

        JsonArray points = points("?start=2026-01-01T00:00:00Z");

        assertEquals(JsonValue.TRUE, points.getJsonObject(0).get("value"));
        assertEquals(5.0, points.getJsonObject(1).getJsonNumber("value").doubleValue());
        assertEquals("on", points.getJsonObject(2).getString("value"));
    }

    @Test
    void givesBackHostileTextByteForByte() {
        String hostile = "q\" b\\ ${x} \\${ \n\t' ; DROP TABLE telemetry; -- <b>é😀 , = # \\\\ |> drop()";
        String measurement = "m \"${x}\\y ,=#é😀";
        String field = "f \"k\\ey,=${}é";
        JsonObject json = Json.createObjectBuilder()
                .add("device_id", device.id())
                .add("measurement", measurement)
                .add("fields", Json.createObjectBuilder().add(field, hostile))
                .add("tags", Json.createObjectBuilder().add("location", "l \"${x}\\y ,=é😀"))
                .add("timestamp", "2026-01-01T00:00:00Z")
                .build();
        assertEquals(
                201,
                device.http()
                        .post("/api/v1/influxdb/telemetry", json.toString())
                        .status());

        JsonArray points = points("?start=2026-01-01T00:00:00Z&measurement=" + Client.encode(measurement));

        assertEquals(1, points.size());
        assertEquals(measurement, points.getJsonObject(0).getString("measurement"));
        assertEquals(field, points.getJsonObject(0).getString("field"));
        assertEquals(hostile, points.getJsonObject(0).getString("value"));
        assertEquals("l \"${x}\\y ,=é😀", points.getJsonObject(0).getString("location"));
    }

    @Test
    void findsNothingForAMeasurementThatTriesToBeFlux() {
        point(m, "{\"value\":1}", "2026-01-01T00:00:00Z");

        JsonArray points =
                points("?start=2026-01-01T00:00:00Z&measurement=" + Client.encode("x\" or r[\"_measurement\"] != \""));

        assertEquals(0, points.size());
    }

    @Test
    void mergesARepeatedDeliveryIntoOnePoint() {
        point(m, "{\"value\":1,\"a\":1}", "2026-01-01T00:00:00Z");
        point(m, "{\"value\":2,\"b\":3}", "2026-01-01T00:00:00Z", "{\"location\":\"elsewhere\"}");

        JsonArray points = points("?start=2026-01-01T00:00:00Z");

        assertEquals(List.of("a", "b", "value"), fields(points));
        assertEquals(List.of(1.0, 3.0, 2.0), values(points));
    }

    @Test
    void answersTheNewestOfEachField() {
        String earlier = Instant.now().minusSeconds(60).toString();
        String later = Instant.now().minusSeconds(30).toString();
        point(m, "{\"value\":1,\"old\":7}", earlier, "{\"location\":\"here\"}");
        point(m, "{\"value\":2}", later, "{\"location\":\"there\"}");

        JsonObject answer =
                device.http().get(device.latest("?measurement=" + m)).json();

        assertEquals(
                2.0, answer.getJsonObject("latest_data").getJsonNumber("value").doubleValue());
        assertEquals("there", answer.getJsonObject("latest_data").getString("location"));
        assertEquals(List.of(7.0, 2.0), values(answer.getJsonArray("latest_fields")));
    }

    @Test
    void saysThatThereIsNoLatestData() {
        Reply reply = device.http().get(device.latest("?measurement=nothing"));

        assertEquals(404, reply.status());
        assertEquals(JsonValue.NULL, reply.json().get("latest_data"));
        assertEquals(device.id(), reply.json().getString("device_id"));
    }

    @Test
    void deletesARangeAndNothingElse() {
        TestDevice other = admin().newDevice();
        point(m, "{\"value\":1}", "2026-01-01T00:00:00Z");
        point(m, "{\"value\":2}", "2026-01-02T00:00:00Z");
        post(other, m, "{\"value\":3}", "2026-01-01T00:00:00Z", "{}");

        Reply reply = device.http().delete(device.data("?start=2026-01-01T00:00:00Z&stop=2026-01-02T00:00:00Z"));

        assertEquals(200, reply.status());
        assertEquals(device.id(), reply.json().getString("device_id"));
        assertEquals("2026-01-01T00:00:00Z", reply.json().getString("start_time"));
        assertEquals("2026-01-02T00:00:00Z", reply.json().getString("stop_time"));
        assertEquals(List.of(2.0), values(points("?start=2025-01-01T00:00:00Z")));
        JsonArray others = other.http()
                .get(other.data("?start=2025-01-01T00:00:00Z"))
                .json()
                .getJsonArray("data_points");
        assertEquals(List.of(3.0), values(others));
    }

    @Test
    void refusesTimesThatAreNoTimes() {
        for (String bad :
                List.of("yesterday", "1h", "-1x", "2026-13-01T00:00:00Z", "now()%20%7C%3E%20drop()", "-999999999y")) {
            Reply reply = device.http().get(device.data("?start=" + bad));

            assertEquals(400, reply.status(), bad);
            assertEquals(
                    "start",
                    reply.json().getJsonArray("violations").getJsonObject(0).getString("field"));
        }
        assertEquals(
                400, device.http().get(device.data("?start=now()&stop=-1h")).status());
        for (String bad : List.of("limit=0", "limit=abc", "limit=", "measurement=%00", "measurement=%0A")) {
            assertEquals(400, device.http().get(device.data("?" + bad)).status(), bad);
        }
        assertEquals(400, device.http().delete(device.data("?measurement=%0A")).status());
    }

    private void point(String measurement, String fields, String timestamp) {
        point(measurement, fields, timestamp, "{}");
    }

    private void point(String measurement, String fields, String timestamp, String tags) {
        post(device, measurement, fields, timestamp, tags);
    }

    private static void post(TestDevice device, String measurement, String fields, String timestamp, String tags) {
        Reply reply = device.http()
                .post(
                        "/api/v1/influxdb/telemetry",
                        "{\"device_id\":\"%s\",\"measurement\":\"%s\",\"fields\":%s,\"timestamp\":\"%s\",\"tags\":%s}"
                                .formatted(device.id(), measurement, fields, timestamp, tags));
        assertEquals(201, reply.status(), reply.text());
    }

    private JsonObject range(String query) {
        Reply reply = device.http().get(device.data(query));
        assertEquals(200, reply.status(), reply.text());
        return reply.json();
    }

    private JsonArray points(String query) {
        return range(query).getJsonArray("data_points");
    }

    private static List<String> fields(JsonArray points) {
        return points.getValuesAs(JsonObject.class).stream()
                .map(it -> it.getString("field"))
                .toList();
    }

    private static List<Double> values(JsonArray points) {
        return points.getValuesAs(JsonObject.class).stream()
                .map(it -> it.getJsonNumber("value").doubleValue())
                .toList();
    }
}
