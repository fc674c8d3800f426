package io.iotflow.timeseries;

import static io.iotflow.stack.Waiting.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Client;
import io.iotflow.stack.Reply;
import io.iotflow.stack.TestDevice;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Questions about many devices in one call, the same for both stores. */
abstract class FleetQueryContract {

    static final String QUERY = "/api/v1/timeseries/query";
    static final String DAY = "\"start\":\"2026-02-01T00:00:00Z\",\"stop\":\"2026-02-02T00:00:00Z\"";

    @ArquillianResource
    private URI base;

    Client admin;
    TestDevice one;
    private TestDevice two;
    private String location;

    /** Who is to answer. */
    abstract String source();

    @BeforeEach
    void register() {
        admin = Client.admin(base);
        location = "hall-" + UUID.randomUUID();
        one = admin.newDevice("q-a-" + UUID.randomUUID(), location);
        two = admin.newDevice("q-b-" + UUID.randomUUID(), location);
    }

    @Test
    void comparesDevicesWhateverTheirTransport() {
        reading(one, "2026-02-01T10:00:00Z", 20);
        one.publish("telemetry/environmental", "{\"temperature\":22,\"timestamp\":\"2026-02-01T10:10:00Z\"}");
        reading(two, "2026-02-01T10:00:00Z", 30);

        JsonArray series = soon().until(
                        () -> ask(both(
                                        "\"window\":\"1h\",\"functions\":[\"mean\",\"count\"],\"fields\":[\"temperature\"]"))
                                .getJsonArray("series"),
                        it -> it.toString().contains("21.0"));

        assertEquals(2, series.size());
        JsonObject first = series.getJsonObject(0);
        assertEquals(one.id(), first.getString("device_id"));
        assertEquals(location, first.getString("location"));
        assertEquals(
                "[[\"2026-02-01T10:00:00Z\",21.0,2.0]]",
                first.getJsonArray("points").toString());
        assertEquals(
                "[[\"2026-02-01T10:00:00Z\",30.0,1.0]]",
                series.getJsonObject(1).getJsonArray("points").toString());
    }

    @Test
    void aDayOfBerlinHas23HoursWhenTheClockChanges() {
        reading(one, "2026-03-28T22:30:00Z", 1); // before midnight
        reading(one, "2026-03-28T23:00:00Z", 2);
        reading(one, "2026-03-29T21:59:59Z", 4);
        reading(one, "2026-03-29T22:00:00Z", 8);

        JsonObject answer = ask("{\"devices\":[\"" + one.id() + "\"],\"fields\":[\"temperature\"],\"window\":\"1d\","
                + "\"functions\":[\"sum\",\"first\",\"spread\"],\"timezone\":\"Europe/Berlin\","
                + "\"start\":\"2026-03-28\",\"stop\":\"2026-03-31\"}");

        assertEquals(
                "[[\"2026-03-28T00:00:00+01:00\",1.0,1.0,0.0],[\"2026-03-29T00:00:00+01:00\",6.0,2.0,2.0],"
                        + "[\"2026-03-30T00:00:00+02:00\",8.0,8.0,0.0]]",
                points(answer).toString());
    }

    @Test
    void onlyMessagesThatMeetTheConditions() {
        reading(one, "2026-02-01T10:00:00Z", -20);
        reading(one, "2026-02-01T11:00:00Z", 20);
        reading(two, "2026-02-01T11:00:00Z", 30);
        one.publish("telemetry/environmental", "{\"temperature\":25,\"timestamp\":\"2026-02-01T12:00:00Z\"}");
        String condition = both("\"fields\":[\"temperature\"],\"functions\":[\"count\",\"max\"],\"where\":[%s]");

        JsonArray cold = ask(condition.formatted("{\"field\":\"temperature\",\"op\":\"<\",\"value\":-3.5}"))
                .getJsonArray("series");
        JsonArray http = ask(condition.formatted("{\"tag\":\"topic\",\"op\":\"missing\"}"))
                .getJsonArray("series");
        JsonArray mqtt = soon().until(
                        () -> ask(condition.formatted("{\"tag\":\"topic\",\"op\":\"exists\"}"))
                                .getJsonArray("series"),
                        it -> !it.isEmpty());

        assertEquals("[[\"2026-02-01T00:00:00Z\",1.0,-20.0]]", points(cold, 0));
        assertEquals("[[\"2026-02-01T00:00:00Z\",2.0,20.0]]", points(http, 0));
        assertEquals("[[\"2026-02-01T00:00:00Z\",1.0,30.0]]", points(http, 1));
        assertEquals("[[\"2026-02-01T00:00:00Z\",1.0,25.0]]", points(mqtt, 0));
    }

    @Test
    void textsAndBooleansAreComparedByTheirValues() {
        state("10", "idle \\\"1\\\"", true);
        state("11", "runs", false);
        state("12", "runs", false);
        String question = both("\"fields\":[\"%s\"],\"functions\":[\"count\"],\"where\":[{\"field\":\"%<s\",%s}]");

        for (String condition : List.of(
                "\"op\":\"=\",\"value\":\"idle \\\"1\\\"\"",
                "\"op\":\"in\",\"value\":[\"idle \\\"1\\\"\",\"never\"]")) {
            JsonArray found = ask(question.formatted("state", condition)).getJsonArray("series");
            assertEquals("[[\"2026-02-01T00:00:00Z\",1.0]]", points(found, 0), condition);
        }
        JsonArray closed =
                ask(question.formatted("open", "\"op\":\"=\",\"value\":false")).getJsonArray("series");
        assertEquals("[[\"2026-02-01T00:00:00Z\",2.0]]", points(closed, 0));
    }

    private void state(String hour, String state, boolean isOpen) {
        String body = "{\"data\":{\"state\":\"%s\",\"open\":%s},\"timestamp\":\"2026-02-01T%s:00:00Z\"}";
        Reply reply = one.http().post("/api/v1/devices/telemetry", body.formatted(state, isOpen, hour));
        assertEquals(201, reply.status(), reply.text());
    }

    private static String points(JsonArray series, int index) {
        return series.getJsonObject(index).getJsonArray("points").toString();
    }

    @Test
    void oneSeriesForAGroupOrALocation() {
        reading(one, "2026-02-01T10:00:00Z", 20);
        reading(two, "2026-02-01T10:20:00Z", 30);
        String group = "g" + UUID.randomUUID().toString().substring(0, 8);
        admin.post("/api/v1/admin/groups", "{\"group_id\":\"" + group + "\",\"name\":\"North\"}");
        admin.put("/api/v1/admin/groups/" + group + "/devices/" + one.id(), "");

        String mean = ",\"functions\":[\"mean\",\"devices\"]," + DAY + "}";
        JsonObject byLocation = ask("{\"location\":\"" + location + "\",\"group_by\":[\"location\"]" + mean);
        JsonObject byGroup = ask("{\"group\":\"" + group + "\",\"group_by\":[\"group\"]" + mean);

        assertEquals("[[\"2026-02-01T00:00:00Z\",25.0,2.0]]", points(byLocation).toString());
        assertEquals(
                location, byLocation.getJsonArray("series").getJsonObject(0).getString("location"));
        assertEquals("[[\"2026-02-01T00:00:00Z\",20.0,1.0]]", points(byGroup).toString());
        assertEquals(group, byGroup.getJsonArray("series").getJsonObject(0).getString("group"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "\"none\";[[\"2026-02-01T10:00:00Z\",20.0],[\"2026-02-01T12:00:00Z\",24.0]]",
                "null;[[\"2026-02-01T10:00:00Z\",20.0],[\"2026-02-01T11:00:00Z\",null],[\"2026-02-01T12:00:00Z\",24.0]]",
                "\"previous\";[[\"2026-02-01T10:00:00Z\",20.0],[\"2026-02-01T11:00:00Z\",20.0],[\"2026-02-01T12:00:00Z\",24.0]]",
                "\"linear\";[[\"2026-02-01T10:00:00Z\",20.0],[\"2026-02-01T11:00:00Z\",22.0],[\"2026-02-01T12:00:00Z\",24.0]]",
                "-1;[[\"2026-02-01T10:00:00Z\",20.0],[\"2026-02-01T11:00:00Z\",-1.0],[\"2026-02-01T12:00:00Z\",24.0]]"
            })
    void fillsGaps(String fill, String points) {
        reading(one, "2026-02-01T10:00:00Z", 20);
        reading(one, "2026-02-01T12:00:00Z", 24);

        JsonObject answer = ask("{\"devices\":[\"" + one.id() + "\"],\"window\":\"1h\",\"fill\":" + fill
                + ",\"start\":\"2026-02-01T10:00:00Z\",\"stop\":\"2026-02-01T13:00:00Z\"}");

        assertEquals(points, points(answer).toString());
    }

    @Test
    void theSameInFourShapesAndThreeFormats() {
        reading(one, "2026-02-01T10:00:00Z", 20);
        reading(two, "2026-02-01T10:00:00Z", 30);
        String question = both("\"fields\":[\"temperature\"],\"shape\":\"%s\",\"format\":\"%s\"");

        JsonObject columns = ask(question.formatted("columns", "json"));
        JsonObject rows = ask(question.formatted("rows", "json"));
        JsonObject wide = ask(question.formatted("wide", "json"));
        String csv = admin.post(QUERY, of(question.formatted("wide", "csv"))).text();
        String longCsv =
                admin.post(QUERY, of(question.formatted("rows", "csv"))).text();
        String ndjson =
                admin.post(QUERY, of(question.formatted("rows", "ndjson"))).text();

        assertEquals(
                "[20.0]",
                columns.getJsonArray("series")
                        .getJsonObject(0)
                        .getJsonArray("value")
                        .toString());
        assertEquals(
                30.0,
                rows.getJsonArray("rows")
                        .getJsonObject(1)
                        .getJsonNumber("value")
                        .doubleValue());
        assertEquals(
                "[[\"2026-02-01T10:00:00Z\",20.0,30.0]]",
                wide.getJsonArray("rows").toString());
        assertEquals("time," + one.id() + "," + two.id() + "\r\n2026-02-01T10:00:00Z,20.0,30.0\r\n", csv);
        assertEquals(
                "time,device_id,device_name,device_type,location,measurement,field,value",
                longCsv.lines().findFirst().orElseThrow());
        assertEquals(3, longCsv.lines().count());
        assertTrue(ndjson.lines()
                .findFirst()
                .orElseThrow()
                .startsWith("{\"time\":\"2026-02-01T10:00:00Z\",\"device_id\":"));
        assertEquals(2, ndjson.lines().count());
    }

    @Test
    void newestFirstAndPageByPageMissesAndRepeatsNothing() {
        IntStream.range(0, 7).forEach(i -> reading(i % 2 == 0 ? one : two, "2026-02-01T10:00:0" + i / 2 + "Z", i));

        List<String> values = new ArrayList<>();
        String cursor = "";
        do {
            JsonObject page = ask(both("\"order\":\"desc\",\"shape\":\"rows\",\"limit\":2" + cursor));
            page.getJsonArray("rows")
                    .forEach(it -> values.add(it.asJsonObject().get("value").toString()));
            cursor = page.isNull("next_cursor") ? null : ",\"cursor\":\"" + page.getString("next_cursor") + "\"";
        } while (cursor != null);

        assertEquals(List.of("6.0", "4.0", "5.0", "2.0", "3.0", "0.0", "1.0"), values);
    }

    @Test
    void aSeriesSaysItsUnit() {
        String measurement = "m" + UUID.randomUUID().toString().substring(0, 8);
        tagged(one, measurement, "\"level\":1,\"depth\":1", "cm");
        tagged(two, measurement, "\"level\":2", "cm");
        tagged(two, measurement, "\"depth\":2", "m");
        Reply declared = admin.put(
                "/api/v1/admin/measurements/" + measurement + "/fields/depth",
                "{\"type\":\"number\",\"unit\":\" °C \"}");
        assertEquals("°C", declared.json().getString("unit"), declared.text());

        JsonArray series =
                ask(both("\"measurements\":[\"" + measurement + "\"]")).getJsonArray("series");
        JsonArray together = ask(both(
                        "\"shape\":\"columns\",\"group_by\":[],\"measurements\":[\"" + measurement + "\"]"))
                .getJsonArray("series");

        assertEquals(
                List.of("depth \"°C\"", "depth \"°C\"", "level \"cm\"", "level null"), // of the second: cm and m
                series.stream()
                        .map(it -> it.asJsonObject().getString("field") + " "
                                + it.asJsonObject().get("unit"))
                        .sorted()
                        .toList());
        assertEquals(2, together.size());
        String list = admin.get("/api/v1/admin/measurements?measurement=" + measurement)
                .text();
        assertTrue(list.contains("\"unit\":\"°C\"") && list.contains("\"unit\":null"), list);
        assertEquals(
                400,
                admin.put(
                                "/api/v1/admin/measurements/" + measurement + "/fields/depth",
                                "{\"type\":\"number\",\"unit\":\"" + "x".repeat(33) + "\"}")
                        .status());
    }

    private static void tagged(TestDevice device, String measurement, String data, String unit) {
        Reply reply = device.http()
                .post(
                        "/api/v1/devices/telemetry",
                        "{\"type\":\"%s\",\"data\":{%s},\"metadata\":{\"unit\":\"%s\"},\"timestamp\":\"2026-02-01T10:00:00Z\"}"
                                .formatted(measurement, data, unit));
        assertEquals(201, reply.status(), reply.text());
    }

    @Test
    void theLatestOfAllChosenDevices() {
        reading(one, "2026-02-01T10:00:00Z", 1);
        reading(one, "2026-02-01T11:00:00Z", 2);
        reading(two, "2026-02-01T09:00:00Z", 3);

        JsonObject answer = ask(both("\"latest\":true,\"shape\":\"rows\",\"fields\":[\"temperature\"]"));

        assertEquals(
                List.of("2.0", "3.0"),
                answer.getJsonArray("rows").stream()
                        .map(it -> it.asJsonObject().get("value").toString())
                        .toList());
    }

    @Test
    void aDeviceAsksAboutItselfOnly() {
        reading(one, "2026-02-01T10:00:00Z", 1);

        assertEquals(1, one.http().post(QUERY, of("{" + DAY + "}")).json().getInt("count"));
        assertEquals(
                403,
                one.http().post(QUERY, "{\"devices\":[\"" + two.id() + "\"]}").status());
        assertEquals(403, one.http().post(QUERY, "{\"all\":true}").status());
        assertEquals(401, admin.withKey(null).post(QUERY, "{\"all\":true}").status());
    }

    @Test
    void aUrlAsksTheSame() {
        reading(one, "2026-02-01T10:00:00Z", 20);

        Reply reply = admin.get(
                QUERY + "?devices=" + one.id() + "&fields=temperature&window=1h&functions=max&functions=count&source="
                        + source() + "&start=2026-02-01&stop=2026-02-02&limit=5");

        assertEquals(
                "[[\"2026-02-01T10:00:00Z\",20.0,1.0]]", points(reply.json()).toString());
        assertEquals(400, admin.get(QUERY + "?all=maybe").status());
        assertEquals(400, admin.get(QUERY + "?device=" + one.id()).status());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | devices",
                "{\"all\":true,\"windows\":\"1h\"} | windows",
                "{\"devices\":[\"nobody\"]} | devices[0]",
                "{\"devices\":[7]} | devices[0]",
                "{\"devices\":\"x\"} | devices",
                "{\"group\":\"nobody\"} | group",
                "{\"all\":true,\"group\":\"g\"} | all",
                "{\"all\":true,\"functions\":[\"average\"]} | functions[0]",
                "{\"all\":true,\"functions\":[\"p101\"]} | functions[0]",
                "{\"all\":true,\"functions\":[\"increase\"]} | fields",
                "{\"all\":true,\"timezone\":\"Berlin\"} | timezone",
                "{\"all\":true,\"window\":\"-1h\"} | window",
                "{\"all\":true,\"window\":\"1ms\",\"start\":\"-1d\"} | window",
                "{\"all\":true,\"start\":\"now()\",\"stop\":\"-1h\"} | start",
                "{\"all\":true,\"start\":\"yesterday\"} | start",
                "{\"all\":true,\"offset\":\"1h\"} | offset",
                "{\"all\":true,\"fill\":\"zero\",\"window\":\"1h\"} | fill",
                "{\"all\":true,\"fill\":\"null\"} | fill",
                "{\"all\":true,\"order\":\"up\"} | order",
                "{\"all\":true,\"limit\":0} | limit",
                "{\"all\":true,\"limit\":\"5\"} | limit",
                "{\"all\":true,\"group_by\":[\"colour\"]} | group_by[0]",
                "{\"all\":true,\"group_by\":[\"tag:\"]} | group_by[0]",
                "{\"all\":true,\"cursor\":\"AAAA\"} | cursor",
                "{\"all\":true,\"shape\":\"round\"} | shape",
                "{\"all\":true,\"source\":\"mysql\"} | source",
                "{\"all\":true,\"format\":\"csv\",\"shape\":\"series\"} | shape",
                "{\"all\":true,\"latest\":true,\"window\":\"1h\"} | latest",
                "{\"all\":true,\"fields\":[\"a\\u0000b\"]} | fields[0]",
                "{\"all\":true,\"location\":\"a\\u0000b\"} | location",
                "{\"all\":true,\"where\":[{\"field\":\"t\",\"op\":\"~\",\"value\":1}]} | where[0].op",
                "{\"all\":true,\"where\":[{\"field\":\"t\",\"op\":\">\",\"value\":\"1\"}]} | where[0].value",
                "{\"all\":true,\"where\":[{\"field\":\"t\",\"op\":\"=\",\"value\":\"\\u0000\"}]} | where[0].value",
                "{\"all\":true,\"where\":[{\"tag\":\"t\",\"op\":\">\",\"value\":\"1\"}]} | where[0].op",
                "{\"all\":true,\"where\":[{\"tag\":\"t\",\"field\":\"t\",\"op\":\"=\",\"value\":\"1\"}]} | where[0]",
                "{\"all\":true,\"where\":[{\"field\":\"t\",\"op\":\"in\",\"value\":[]}]} | where[0].value",
                "{\"all\":true,\"where\":{}} | where"
            })
    void whatIsWrongIsNamed(String question, String member) {
        assertRefused(question, member);
    }

    final void assertRefused(String question, String member) {
        Reply reply = admin.post(QUERY, question);

        assertEquals(400, reply.status(), reply.text());
        assertEquals(
                member, reply.json().getJsonArray("violations").getJsonObject(0).getString("field"), reply.text());
    }

    @Test
    void hostileTextIsOnlyText() {
        reading(one, "2026-02-01T10:00:00Z", 20);
        Stream.of("' OR 1=1 --", "\\\"; DROP TABLE telemetry; --", "?", "${x}", "%s", "\\uD83D\\uDE00", "{}", "$1")
                .forEach(text -> {
                    Reply reply = admin.post(
                            QUERY,
                            of(both("\"fields\":[\"" + text + "\"],\"measurements\":[\"" + text
                                    + "\"],\"group_by\":[\"tag:"
                                    + text + "\"],\"where\":[{\"tag\":\"" + text + "\",\"op\":\"!=\",\"value\":\""
                                    + text
                                    + "\"},{\"field\":\"" + text + "\",\"op\":\"=\",\"value\":\"" + text + "\"}]")));
                    assertEquals(200, reply.status(), reply.text());
                    assertEquals(0, reply.json().getInt("count"));
                });
    }

    final String both(String more) {
        return "{\"devices\":[\"" + one.id() + "\",\"" + two.id() + "\"]," + DAY + (more.isEmpty() ? "" : "," + more)
                + "}";
    }

    final JsonObject ask(String question) {
        Reply reply = admin.post(QUERY, of(question));
        assertEquals(200, reply.status(), reply.text());
        assertEquals(source(), reply.json().getString("source"));
        return reply.json();
    }

    private String of(String question) {
        return "{\"source\":\"" + source() + "\"," + question.substring(1);
    }

    static JsonArray points(JsonObject answer) {
        assertEquals(1, answer.getJsonArray("series").size(), answer.toString());
        return answer.getJsonArray("series").getJsonObject(0).getJsonArray("points");
    }

    static void reading(TestDevice device, String time, double temperature) {
        Reply reply = device.http()
                .post(
                        "/api/v1/devices/telemetry",
                        "{\"type\":\"environmental\",\"data\":{\"temperature\":" + temperature + "},\"timestamp\":\""
                                + time + "\"}");
        assertEquals(201, reply.status(), reply.text());
    }
}
