package io.iotflow.telemetry.store;

import static io.iotflow.stack.Waiting.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Client;
import io.iotflow.stack.Deployed;
import io.iotflow.stack.OnPostgresql;
import io.iotflow.stack.Reply;
import io.iotflow.stack.TestDevice;
import io.iotflow.stack.TestStack;
import jakarta.json.JsonObject;
import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is stored is listed as it was sent, counted exactly, and deleted without a rest. */
@Deployed(OnPostgresql.class)
class StoredTelemetryIT {

    private static final String TELEMETRY = "/api/v1/devices/telemetry";
    private static final String BATCH = "/api/v1/influxdb/telemetry/batch";
    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

    @ArquillianResource
    private URI base;

    private Client admin;
    private TestDevice device;

    @BeforeEach
    void register() {
        admin = Client.admin(base);
        device = admin.newDevice();
    }

    @Test
    void storesAReadingAndTheTypesOfItsNewFieldsInOneTransaction() {
        String field = "f" + UUID.randomUUID().toString().replace("-", "");
        assertEquals(
                201,
                device.http()
                        .post("/api/v1/devices/telemetry", "{\"data\":{\"" + field + "\":1}}")
                        .status());

        assertEquals(
                1,
                TestStack.queryLong("SELECT count(*) FROM field_type JOIN telemetry"
                        + " ON telemetry.xmin::text = field_type.xmin::text WHERE field_type.field = '" + field + "'"));
    }

    // Listing

    @Test
    void listsWhatWasSentNewestFirst() {
        send("{\"data\":{\"v\":1.5},\"timestamp\":\"2026-01-01T00:00:00Z\"}");
        send("{\"data\":{\"v\":2,\"gps\":{\"lat\":1},\"text\":\"Ä€\\\"\\\\😀\"},\"type\":\"soil\","
                + "\"metadata\":{\"by\":[1,2],\"location\":\"r1\"},\"timestamp\":\"2026-01-01T00:00:01Z\"}");

        JsonObject page = page("");
        assertEquals("success", page.getString("status"));
        assertEquals(2, page.getInt("count"));
        assertEquals(100, page.getInt("limit"));
        assertEquals(0, page.getInt("offset"));
        assertTrue(page.isNull("next_cursor"));
        JsonObject newest = page.getJsonArray("telemetry").getJsonObject(0);
        assertEquals(
                "{\"v\":2,\"gps\":{\"lat\":1},\"text\":\"Ä€\\\"\\\\😀\"}",
                newest.getJsonObject("payload").toString());
        assertEquals(
                "{\"by\":[1,2],\"location\":\"r1\"}",
                newest.getJsonObject("metadata").toString());
        assertEquals("soil", newest.getString("data_type"));
        assertEquals("2026-01-01T00:00:01Z", newest.getString("timestamp"));
        assertEquals(device.id(), newest.getString("device_id"));
        JsonObject oldest = page.getJsonArray("telemetry").getJsonObject(1);
        assertEquals(1.5, oldest.getJsonObject("payload").getJsonNumber("v").doubleValue());
        assertEquals("{}", oldest.getJsonObject("metadata").toString());
        assertEquals("sensor", oldest.getString("data_type"));
    }

    @Test
    void listsOnlyItsOwnAndOnlyOfTheTypeAsked() {
        TestDevice other = admin.newDevice();
        storeBatch(other, 0, 3);
        send("{\"data\":{\"v\":1},\"type\":\"soil\"}");
        send("{\"data\":{\"v\":1},\"type\":\"air\"}");

        assertEquals(2, page("").getInt("count"));
        assertEquals(1, page("?type=air").getInt("count"));
        assertEquals(0, page("?type=none").getInt("count"));
    }

    @Test
    void pagesThroughTiesWithoutLossOrRepetitionWhileNewOnesArrive() {
        String ties = IntStream.range(0, 7)
                .mapToObj(i -> point(device, "m" + i, TIME, i))
                .collect(Collectors.joining(","));
        post(device, ties);
        storeBatch(device, 1, 6);

        List<String> seen = new ArrayList<>();
        String cursor = null;
        do {
            JsonObject page = page("?limit=3" + (cursor == null ? "" : "&cursor=" + cursor));
            page.getJsonArray("telemetry").getValuesAs(JsonObject.class).stream()
                    .map(it -> it.getString("timestamp") + it.getString("data_type"))
                    .forEach(seen::add);
            cursor = page.isNull("next_cursor") ? null : page.getString("next_cursor");
            storeBatch(device, 100 + seen.size(), 2); // newer than all: on no later page
        } while (cursor != null);

        List<String> expected = Stream.concat(
                        IntStream.range(0, 6).mapToObj(i -> TIME.plusSeconds(6 - i) + "m"),
                        IntStream.range(0, 7).mapToObj(i -> TIME + "m" + (6 - i)))
                .toList();
        assertEquals(expected, seen);
    }

    @Test
    void skips() {
        storeBatch(device, 0, 10);

        JsonObject page = page("?limit=4&offset=8");
        assertEquals(2, page.getInt("count"));
        assertEquals(8, page.getInt("offset"));
        assertEquals(
                TIME.plusSeconds(1).toString(),
                page.getJsonArray("telemetry").getJsonObject(0).getString("timestamp"));
    }

    @ParameterizedTest
    @CsvSource({
        "limit, limit=0",
        "limit, limit=-1",
        "limit, limit=many",
        "offset, offset=-1",
        "offset, offset=100001",
        "offset, offset=1.5",
        "offset, offset=1&cursor=ZAAAAAAAAAAAbQ",
        "cursor, cursor=x",
        "cursor, cursor=%00",
        "cursor, cursor=YQAAAAAAAAAB",
        "cursor, cursor=ZP__________bQ",
        "cursor, cursor=%E2%82%AC",
        "type, type=a%00b",
        "type, type=a%0Ab",
    })
    void refusesABadPageAndNamesTheParameter(String field, String query) {
        Reply reply = device.http().get(TELEMETRY + "?" + query);

        assertEquals(400, reply.status(), reply.text());
        assertEquals(
                field, reply.json().getJsonArray("violations").getJsonObject(0).getString("field"));
    }

    @Test
    void listsForTheDeviceOnly() {
        assertEquals(401, admin.withKey(null).get(TELEMETRY).status());
        assertEquals(401, admin.withKey("wrong").get(TELEMETRY).status());
        assertEquals(403, admin.get(TELEMETRY).status());
    }

    // Counting

    @Test
    void countsARepeatedDeliveryOnce() throws SQLException {
        String message = "{\"data\":{\"v\":1},\"timestamp\":\"2026-01-01T00:00:00Z\"}";
        send(message);
        send(message);
        assertEquals(1, count());
        storeBatch(device, 1, 500);
        storeBatch(device, 1, 500);
        storeBatch(device, 250, 500);
        assertEquals(750, count());

        awaitAddedUp();
        assertEquals(750, count());
        assertCountsAreExact();
    }

    @Test
    void takesDeletedMessagesFromTheCounts() throws SQLException {
        storeBatch(device, 0, 100);
        String range = "?start=" + TIME.plusSeconds(10) + "&stop=" + TIME.plusSeconds(30);
        assertEquals(20, device.http().delete(device.data(range)).json().getInt("deleted"));
        assertEquals(80, count());

        awaitAddedUp();
        assertEquals(80, count());
        assertEquals(80, device.http().delete(device.data("?all=true")).json().getInt("deleted"));
        assertEquals(0, count());
        awaitAddedUp();
        assertEquals(0, number("SELECT count(*) FROM telemetry_count WHERE device = " + number()));
        assertCountsAreExact();
    }

    // Deleting

    @Test
    void deletesADeviceWithMoreMessagesThanOnePieceAndLeavesNothing() throws SQLException {
        storeBatch(device, 0, 8_000);
        storeBatch(device, 8_000, 8_000);
        long row = number();
        device.http().post("/api/v1/devices/heartbeat", "{}");

        assertEquals(200, admin.delete("/api/v1/admin/devices/" + device.id()).status());

        assertEquals(0, number("SELECT count(*) FROM telemetry WHERE device = " + row));
        assertEquals(0, number("SELECT count(*) FROM presence WHERE device = " + row));
        awaitAddedUp();
        assertEquals(0, number("SELECT count(*) FROM telemetry_count WHERE device = " + row));
        assertCountsAreExact();
        assertEquals(401, device.http().get("/api/v1/devices/status").status());
    }

    private void send(String body) {
        Reply reply = device.http().post(TELEMETRY, body);
        assertEquals(201, reply.status(), reply.text());
    }

    /** Messages of measurement m, one a second. */
    private static void storeBatch(TestDevice device, int from, int count) {
        post(
                device,
                IntStream.range(from, from + count)
                        .mapToObj(i -> point(device, "m", TIME.plusSeconds(i), i))
                        .collect(Collectors.joining(",")));
    }

    private static void post(TestDevice device, String points) {
        Reply reply = device.http().post(BATCH, "{\"points\":[" + points + "]}");
        assertEquals(201, reply.status(), reply.text());
    }

    private static String point(TestDevice device, String measurement, Instant time, int value) {
        return "{\"device_id\":\"%s\",\"measurement\":\"%s\",\"fields\":{\"v\":%d},\"timestamp\":\"%s\"}"
                .formatted(device.id(), measurement, value, time);
    }

    private JsonObject page(String query) {
        Reply reply = device.http().get(TELEMETRY + query);
        assertEquals(200, reply.status(), reply.text());
        return reply.json();
    }

    private int count() {
        return device.http()
                .get("/api/v1/devices/status")
                .json()
                .getJsonObject("device")
                .getInt("telemetry_count");
    }

    private static void awaitAddedUp() {
        soon().until(() -> number("SELECT count(*) FROM telemetry_tally") == 0);
    }

    /** Against a count of the rows, in one snapshot. */
    private static void assertCountsAreExact() throws SQLException {
        assertEquals(0, number("""
                SELECT (SELECT count(*) FROM telemetry)
                     - (SELECT coalesce(sum(messages), 0) FROM telemetry_minute)
                     - (SELECT coalesce(sum(messages), 0) FROM telemetry_tally)"""));
        assertEquals(0, number("""
                SELECT count(*) FROM (SELECT date_bin('1 minute', received_at, timestamptz 'epoch') AS minute, count(*)
                    FROM telemetry WHERE received_at > now() - interval '20 hours' GROUP BY 1) AS counted (minute, n)
                LEFT JOIN telemetry_minute AS kept USING (minute) WHERE kept.messages IS DISTINCT FROM n"""));
        assertEquals(0, number("""
                SELECT count(*) FROM (SELECT device, count(*) FROM telemetry GROUP BY device) AS counted (device, n)
                FULL JOIN telemetry_count AS kept USING (device) WHERE kept.messages IS DISTINCT FROM n"""));
    }

    private long number() throws SQLException {
        return number("SELECT id FROM device WHERE device_id = '" + device.id() + "'");
    }

    private static long number(String sql) throws SQLException {
        try (Connection connection = TestStack.database().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
