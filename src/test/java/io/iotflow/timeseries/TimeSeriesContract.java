package io.iotflow.timeseries;

import static io.iotflow.stack.Waiting.soon;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Queries about time: whichever store answers, the answers are these. */
abstract class TimeSeriesContract {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

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

        JsonArray points = soon().until(() -> points("?start=2026-01-01T00:00:00Z"), it -> it.size() == 2);

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
    void mergesWhatIsSaidOfOnePointTheLaterValueWins() {
        point(m, "{\"value\":1,\"a\":1}", "2026-01-01T00:00:00Z");
        point(m, "{\"value\":2,\"b\":3}", "2026-01-01T00:00:00Z");

        JsonArray points = points("?start=2026-01-01T00:00:00Z");

        assertEquals(List.of("a", "b", "value"), fields(points));
        assertEquals(List.of(1.0, 3.0, 2.0), values(points));
    }

    @Test
    void keepsPointsApartThatDifferInATag() {
        Instant time = Instant.now().minusSeconds(60).truncatedTo(ChronoUnit.SECONDS);
        point(m, "{\"t\":1}", time.toString(), "{\"sensor_type\":\"dht22\"}");
        point(m, "{\"t\":2}", time.toString(), "{\"sensor_type\":\"ds18b20\"}");
        String line = m + ",cpu=cpu%d t=%d " + time.getEpochSecond() + "000000000\n";
        assertEquals(
                204,
                device.http()
                        .post("/api/v2/write", line.formatted(0, 3) + line.formatted(1, 4))
                        .status());
        device.publish("telemetry/" + m, "{\"t\":5,\"sensor_type\":\"bme280\",\"timestamp\":\"" + time + "\"}");

        JsonArray points = soon().until(() -> points("?start=-1h"), it -> it.size() == 5);

        assertEquals(
                Map.of("dht22", 1.0, "ds18b20", 2.0, "cpu0", 3.0, "cpu1", 4.0),
                points.stream()
                        .map(JsonValue::asJsonObject)
                        .filter(it -> !it.containsKey("topic"))
                        .collect(Collectors.toMap(
                                it -> it.getString("sensor_type", it.getString("cpu", "")),
                                it -> it.getJsonNumber("value").doubleValue())));
        assertEquals(5, latest().size());
    }

    @Test
    void keepsPointsApartThatAreANanosecondApartAndPagesThroughThem() {
        String lines = IntStream.range(0, 1_000)
                .mapToObj(it -> m + " v=" + it + " " + (1767225600000000000L + it))
                .collect(Collectors.joining("\n"));
        assertEquals(204, device.http().post("/api/v2/write", lines).status());

        assertEquals(1_000, points("?start=2026-01-01T00:00:00Z&limit=10000").size());
        assertEquals(
                List.of(500.0, 501.0),
                values(points("?start=2026-01-01T00:00:00.000000500Z&stop=2026-01-01T00:00:00.000000502Z")));
        List<Double> all = new ArrayList<>();
        String cursor = "";
        do {
            JsonObject page = range("?start=2026-01-01T00:00:00Z&limit=300" + cursor);
            all.addAll(values(page.getJsonArray("data_points")));
            cursor = page.isNull("next_cursor") ? null : "&cursor=" + page.getString("next_cursor");
        } while (cursor != null);
        assertEquals(IntStream.range(0, 1_000).mapToObj(it -> (double) it).toList(), all);
    }

    @Test
    void pagesThroughManySeriesOfOneTimeWithoutLossOrRepetition() {
        String lines = IntStream.range(0, 200)
                .mapToObj(it -> m + ",n=" + it + " a=" + it + ",b=1 1767225600000000000")
                .collect(Collectors.joining("\n"));
        assertEquals(204, device.http().post("/api/v2/write", lines).status());

        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonObject page = range("?start=2026-01-01T00:00:00Z&limit=7" + cursor);
            page.getJsonArray("data_points").stream()
                    .map(JsonValue::asJsonObject)
                    .forEach(it -> seen.add(it.getString("n") + it.getString("field")));
            cursor = page.isNull("next_cursor") ? null : "&cursor=" + page.getString("next_cursor");
        } while (cursor != null);

        assertEquals(400, seen.size());
        assertEquals(400, seen.stream().distinct().count());
    }

    @Test
    void keepsEveryEventOfOneSecondInTheHistoryAndTheLastOneInTheSeries() {
        String event = "{\"data\":{\"code\":%d},\"type\":\"" + m + "\",\"timestamp\":\"2026-01-01T00:00:00Z\"}";
        List<Integer> ids = IntStream.of(1, 2, 3, 2)
                .mapToObj(it -> device.http()
                        .post("/api/v1/devices/telemetry", event.formatted(it))
                        .json()
                        .getInt("telemetry_id"))
                .toList();

        assertEquals(3, ids.stream().distinct().count());
        assertEquals(ids.get(1), ids.get(3));
        assertEquals(List.of(3.0), values(points("?start=2026-01-01T00:00:00Z")));
        JsonArray history =
                device.http().get("/api/v1/devices/telemetry?limit=10").json().getJsonArray("telemetry");
        assertEquals(
                Set.copyOf(ids.subList(0, 3)),
                history.stream().map(it -> it.asJsonObject().getInt("id")).collect(Collectors.toSet()));
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
        assertEquals(1, reply.json().getInt("deleted"));
        assertEquals(List.of(2.0), values(points("?start=2025-01-01T00:00:00Z")));
        JsonArray others = other.http()
                .get(other.data("?start=2025-01-01T00:00:00Z"))
                .json()
                .getJsonArray("data_points");
        assertEquals(List.of(3.0), values(others));
        JsonObject record = admin().get("/api/v1/admin/audit?action=telemetry.delete&target=" + device.id())
                .json()
                .getJsonArray("changes")
                .getJsonObject(0);
        assertEquals("2026-01-02T00:00:00Z", record.getJsonObject("detail").getString("stop"));
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
        assertEquals(
                400,
                device.http().delete(device.data("?all=true&measurement=%0A")).status());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | start",
                "?start=-1h | stop",
                "?stop=now() | start",
                "?measurement=m | start",
                "?start=-1h&stop=now()&measurment=m | measurment",
                "?all=yes | all",
                "?all=true&start=-1h | all"
            })
    void deletesNothingByADeleteThatDoesNotSayWhat(String query, String field) {
        point(m, "{\"value\":1}", Instant.now().minusSeconds(60).toString());

        Reply reply = device.http().delete(device.data(query));

        assertEquals(400, reply.status());
        assertEquals(
                field, reply.json().getJsonArray("violations").getJsonObject(0).getString("field"));
        assertEquals(1, points("?start=-1h").size());
    }

    @Test
    void deletesEverythingWhenToldSo() {
        point(m, "{\"value\":1}", "1999-01-01T00:00:00Z");
        point(m, "{\"value\":2}", Instant.now().plusSeconds(1800).toString());

        Reply reply = device.http().delete(device.data("?all=true"));

        assertEquals(2, reply.json().getInt("deleted"));
        assertEquals(
                0,
                points("?start=1990-01-01T00:00:00Z&stop=" + Instant.now().plusSeconds(3600))
                        .size());
    }

    @Test
    void answersOnlyTheFieldsThatAreAskedFor() {
        point(m, "{\"a\":1,\"b\":2,\"c d\":3}", "2026-01-01T00:00:00Z");
        point(m, "{\"b\":4}", "2026-01-01T00:00:01Z");

        assertEquals(List.of(2.0, 4.0), values(points("?start=2026-01-01T00:00:00Z&field=b")));
        assertEquals(List.of("a", "c d"), fields(points("?start=2026-01-01T00:00:00Z&field=c%20d&field=a&field=none")));
        assertEquals(
                0,
                points("?start=2026-01-01T00:00:00Z&field=" + Client.encode("x\" or true or \""))
                        .size());
    }

    @Test
    void pagesThroughPointsOfOneTimeWithoutLossOrRepetition() {
        List<String> measurements = List.of(m + "Z", m + "a", m + "é", m + "\uff5e", m + "😀");
        for (String time : List.of("2026-01-01T00:00:00Z", "2026-01-01T00:00:00.000001Z", "2026-01-03T00:00:00Z")) {
            measurements.forEach(it -> point(it, "{\"B\":1,\"a\":2,\"ä\":3,\"😀\":4}", time));
        }
        List<String> all = places(points("?start=2026-01-01T00:00:00Z"));
        assertEquals(60, all.stream().distinct().count());
        assertEquals(
                measurements,
                points("?start=2026-01-01T00:00:00Z&field=a&limit=5").getValuesAs(JsonObject.class).stream()
                        .map(it -> it.getString("measurement"))
                        .toList());

        for (int limit : List.of(1, 7, 60)) {
            List<String> paged = new ArrayList<>();
            Optional<String> cursor = Optional.empty();
            do {
                JsonObject page = range("?start=2026-01-01T00:00:00Z&limit=" + limit
                        + cursor.map(it -> "&cursor=" + it).orElse(""));
                assertTrue(page.getInt("count") > 0, "no page is empty");
                assertEquals(page.getBoolean("truncated"), !page.isNull("next_cursor"));
                paged.addAll(places(page.getJsonArray("data_points")));
                cursor = page.isNull("next_cursor") ? Optional.empty() : Optional.of(page.getString("next_cursor"));
            } while (cursor.isPresent());
            assertEquals(all, paged, "pages of " + limit);
        }
    }

    @Test
    void keepsTheRangeOfTheFirstPageOnTheFollowingOnes() {
        point(m, "{\"value\":1}", "2026-01-01T00:00:00Z");
        point(m, "{\"value\":2}", "2026-01-01T00:00:01Z");
        point(m, "{\"value\":3}", "2026-01-01T00:00:02Z");
        String cursor = range("?start=2026-01-01T00:00:00Z&stop=2026-01-01T00:00:02Z&limit=1")
                .getString("next_cursor");

        JsonObject next = range("?start=-1h&cursor=" + cursor);

        assertEquals(List.of(2.0), values(next.getJsonArray("data_points")));
        assertTrue(next.isNull("next_cursor"));
    }

    @Test
    void refusesACursorThatItDidNotGiveForThisQuery() {
        point(m, "{\"value\":1,\"w\":2}", "2026-01-01T00:00:00Z");
        String start = "?start=2026-01-01T00:00:00Z";
        String cursor = range(start + "&limit=1").getString("next_cursor");
        for (String bad : List.of(
                "cursor=",
                "cursor=x",
                "cursor=AAAA",
                "cursor=" + cursor.substring(4),
                "cursor=" + cursor.substring(0, 40),
                "cursor=B" + cursor.substring(1),
                "cursor=" + Client.encode("'; DROP TABLE telemetry; --"),
                "cursor=" + "A".repeat(5000),
                "measurement=other&cursor=" + cursor,
                "field=w&cursor=" + cursor,
                "window=1m&cursor=" + cursor)) {
            Reply reply = device.http().get(device.data(start + "&" + bad));
            assertEquals(400, reply.status(), bad);
            assertEquals("cursor", violation(reply));
        }
        TestDevice other = admin().newDevice();
        assertEquals(
                400, other.http().get(other.data(start + "&cursor=" + cursor)).status());
        assertEquals(1, range(start + "&cursor=" + cursor).getInt("count"));
    }

    @Test
    void makesWindowsWhichBeginAtTheStartAndAreNamedByTheirBeginning() {
        for (int second : List.of(10, 20, 50, 60, 70, 90, 110, 300)) {
            point(m, "{\"v\":" + second * second + "}", "2026-01-01T00:%02d:%02dZ".formatted(second / 60, second % 60));
        }
        // Values 400 2500 | 3600 4900 8100 12100 | 90000: the first second is before the start.
        Map<String, List<Double>> expected = Map.of(
                "mean", List.of(1450.0, 7175.0, 90000.0),
                "min", List.of(400.0, 3600.0, 90000.0),
                "max", List.of(2500.0, 12100.0, 90000.0),
                "sum", List.of(2900.0, 28700.0, 90000.0),
                "count", List.of(2.0, 4.0, 1.0),
                "first", List.of(400.0, 3600.0, 90000.0),
                "last", List.of(2500.0, 12100.0, 90000.0),
                "median", List.of(1450.0, 6500.0, 90000.0),
                "spread", List.of(2100.0, 8500.0, 0.0));
        String query = "?start=2026-01-01T00:00:15Z&stop=2026-01-02T00:00:00Z&measurement=" + m + "&window=1m";
        expected.forEach((function, values) -> {
            JsonArray windows = points(query + "&fn=" + function);
            assertEquals(values, values(windows), function);
            assertEquals(
                    List.of("2026-01-01T00:00:15Z", "2026-01-01T00:01:00Z", "2026-01-01T00:05:00Z"),
                    times(windows),
                    function);
            assertEquals(device.id(), windows.getJsonObject(0).getString("device_id"));
        });
        assertEquals(expected.get("mean"), values(points(query)));
        List<Double> deviations = values(points(query + "&fn=stddev"));
        assertEquals(2, deviations.size(), "one value has no deviation");
        assertEquals(1484.92424049175, deviations.get(0), 1e-9);
        assertEquals(3788.90925377388, deviations.get(1), 1e-9);
    }

    @Test
    void takesOnlyNumbersIntoFunctionsOfNumbers() {
        point(m, "{\"n\":1,\"b\":true,\"s\":\"on\"}", "2026-01-01T00:00:00Z");
        point(m, "{\"n\":3,\"b\":false,\"s\":\"off\"}", "2026-01-01T00:00:01Z");
        String query = "?start=2026-01-01T00:00:00Z&stop=2026-01-01T01:00:00Z&window=1h&fn=";

        for (String function : List.of("mean", "min", "max", "sum", "median", "spread", "stddev")) {
            assertEquals(List.of("n"), fields(points(query + function)), function);
        }
        assertEquals(List.of(2.0, 2.0, 2.0), values(points(query + "count")));
        JsonArray first = points(query + "first");
        assertEquals(JsonValue.TRUE, first.getJsonObject(0).get("value"));
        assertEquals("on", first.getJsonObject(2).getString("value"));
        assertEquals("off", points(query + "last&field=s").getJsonObject(0).getString("value"));
        assertEquals(0, points(query + "mean&field=s").size());
    }

    @Test
    void makesWindowsOfEachTagSet() {
        point(m, "{\"v\":1}", "2026-01-01T00:00:00Z", "{\"location\":\"here\"}");
        point(m, "{\"v\":3}", "2026-01-01T00:00:01Z", "{\"location\":\"there\"}");
        point(m, "{\"v\":5}", "2026-01-01T00:00:02Z", "{\"location\":\"there\"}");
        String query = "?start=2026-01-01T00:00:00Z&window=1d&fn=sum&limit=1";

        JsonObject one = range(query);
        JsonObject other = range(query + "&cursor=" + one.getString("next_cursor"));

        assertTrue(other.isNull("next_cursor"));
        Map<String, Double> sums = Stream.of(one, other)
                .map(it -> it.getJsonArray("data_points").getJsonObject(0))
                .collect(Collectors.toMap(
                        it -> it.getString("location"),
                        it -> it.getJsonNumber("value").doubleValue()));
        assertEquals(Map.of("here", 1.0, "there", 8.0), sums);
    }

    @Test
    void pagesThroughWindows() {
        for (int hour : List.of(0, 1, 5, 23)) {
            point(m, "{\"a\":%d,\"b\":1}".formatted(hour), "2026-01-01T%02d:30:00Z".formatted(hour));
            point(m, "{\"a\":%d}".formatted(hour + 2), "2026-01-01T%02d:45:00Z".formatted(hour));
        }
        String query = "?start=2026-01-01T00:10:00Z&stop=2026-01-02T00:00:00Z&window=1h&limit=3";
        List<Double> values = new ArrayList<>();
        JsonObject page = range(query);
        values.addAll(values(page.getJsonArray("data_points")));
        while (!page.isNull("next_cursor")) {
            page = range(query + "&cursor=" + page.getString("next_cursor"));
            values.addAll(values(page.getJsonArray("data_points")));
        }
        assertEquals(List.of(1.0, 1.0, 2.0, 1.0, 6.0, 1.0, 24.0, 1.0), values);
    }

    @Test
    void leavesOutWindowsWhoseValueIsNoFiniteNumber() {
        point(m, "{\"v\":1.7e308}", "2026-01-01T00:00:00Z");
        point(m, "{\"v\":1.7e308}", "2026-01-01T00:00:01Z");

        assertEquals(0, points("?start=2026-01-01T00:00:00Z&window=1m&fn=sum").size());
        assertEquals(List.of(1.7e308), values(points("?start=2026-01-01T00:00:00Z&window=1m&fn=max")));
    }

    @Test
    void refusesWindowsThatAreNone() {
        for (String bad : List.of(
                "window=",
                "window=0s",
                "window=-5m",
                "window=5",
                "window=1mo",
                "window=1y",
                "window=1ns",
                "window=5m5x",
                "window=99999999w",
                "window=" + Client.encode("1m) |> drop()"))) {
            Reply reply = device.http().get(device.data("?" + bad));
            assertEquals(400, reply.status(), bad);
            assertEquals("window", violation(reply), bad);
        }
        assertEquals("fn", violation(device.http().get(device.data("?window=5m&fn=mode"))));
        assertEquals("fn", violation(device.http().get(device.data("?fn=mean"))));
        assertEquals("window", violation(device.http().get(device.data("?start=0&window=1s"))));
        assertEquals("field", violation(device.http().get(device.data("?field="))));
        assertEquals("field", violation(device.http().get(device.data("?" + "field=a&".repeat(101)))));
        assertEquals("format", violation(device.http().get(device.data("?format=xml"))));
    }

    @Test
    void answersCsv() {
        String hostile = "a \"b\", c\n=1+1";
        JsonObject json = Json.createObjectBuilder()
                .add("device_id", device.id())
                .add("measurement", "m,1")
                .add(
                        "fields",
                        Json.createObjectBuilder()
                                .add("s", hostile)
                                .add("b", true)
                                .add("n", -1.5))
                .add(
                        "tags",
                        Json.createObjectBuilder().add("location", "x \"y\", z").add("unit", "°C"))
                .add("timestamp", "2026-01-01T00:00:00Z")
                .build();
        assertEquals(
                201,
                device.http()
                        .post("/api/v1/influxdb/telemetry", json.toString())
                        .status());

        Reply asked = device.http().get(device.data("?start=2026-01-01T00:00:00Z&format=csv"));
        Reply accepted = device.http().accepting("text/csv").get(device.data("?start=2026-01-01T00:00:00Z"));

        String tags = ",%s,Name of %<s,environmental,\"x \"\"y\"\", z\",,,°C,".formatted(device.id());
        assertEquals(
                List.of(
                        "time,measurement,field,value,device_id,device_name,device_type,location,topic,sensor_type,unit,other_tags",
                        "2026-01-01T00:00:00Z,\"m,1\",b,true" + tags,
                        "2026-01-01T00:00:00Z,\"m,1\",n,-1.5" + tags,
                        "2026-01-01T00:00:00Z,\"m,1\",s,\"a \"\"b\"\", c\n=1+1\"" + tags,
                        ""),
                List.of(asked.text().split("\r\n", -1)));
        assertTrue(asked.contentType().startsWith("text/csv"), asked.contentType());
        assertTrue(asked.header("Content-Disposition").contains(device.id() + ".csv"));
        assertEquals(asked.text(), accepted.text());
        assertTrue(device.http()
                .accepting("text/html, */*;q=0.8")
                .get(device.data(""))
                .contentType()
                .startsWith("application/json"));
        assertTrue(device.http()
                .accepting("text/csv")
                .get(device.data("?format=json"))
                .contentType()
                .startsWith("application/json"));
        Reply refused = device.http().accepting("text/csv").get(device.data("?start=never"));
        assertEquals("start", violation(refused));
    }

    @Test
    void streamsAllPointsAsCsvHoweverMany() {
        for (int batch = 0; batch < 5; batch++) {
            int first = batch * 5_000;
            String points = IntStream.range(first, first + 5_000)
                    .mapToObj(i ->
                            "{\"device_id\":\"%s\",\"measurement\":\"%s\",\"fields\":{\"v\":%d},\"timestamp\":\"%s\"}"
                                    .formatted(device.id(), m, i, START.plusMillis(i * 100L)))
                    .collect(Collectors.joining(","));
            Reply reply = device.http().post("/api/v1/influxdb/telemetry/batch", "{\"points\":[" + points + "]}");
            assertEquals(201, reply.status(), reply.text());
        }

        List<String> lines = device.http()
                .get(device.data("?start=2026-01-01T00:00:00Z&format=csv"))
                .text()
                .lines()
                .toList();

        assertEquals(25_001, lines.size());
        for (int i = 0; i < 25_000; i++) {
            assertTrue(lines.get(i + 1).startsWith(START.plusMillis(i * 100L) + "," + m + ",v," + i + ".0,"));
        }
        JsonObject json = range("?start=2026-01-01T00:00:00Z&limit=12345");
        assertEquals(12_345, json.getInt("count"));
        List<String> rest = device.http()
                .get(device.data(
                        "?start=2026-01-01T00:00:00Z&format=csv&limit=11000&cursor=" + json.getString("next_cursor")))
                .text()
                .lines()
                .toList();
        assertEquals(lines.subList(12_346, 23_346), rest.subList(1, rest.size()));
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

    private JsonArray latest() {
        return device.http().get(device.latest("?measurement=" + m)).json().getJsonArray("latest_fields");
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

    private static List<String> times(JsonArray points) {
        return points.getValuesAs(JsonObject.class).stream()
                .map(it -> it.getString("time"))
                .toList();
    }

    private static List<String> places(JsonArray points) {
        return points.getValuesAs(JsonObject.class).stream()
                .map(it -> it.getString("time") + " " + it.getString("measurement") + " " + it.getString("field"))
                .toList();
    }

    private static String violation(Reply reply) {
        return reply.json().getJsonArray("violations").getJsonObject(0).getString("field");
    }
}
