package io.iotflow.monitoring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Client;
import io.iotflow.stack.Deployed;
import io.iotflow.stack.OnPostgresql;
import io.iotflow.stack.Reply;
import io.iotflow.stack.TestDevice;
import jakarta.json.JsonObject;
import java.net.URI;
import java.util.UUID;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators see: statistics, one device, messages across devices, index and health. */
@Deployed(OnPostgresql.class)
class MonitoringIT {

    private static final String TELEMETRY = "/api/v1/admin/telemetry";

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
    void countsDevicesAndMessagesAtOnce() {
        JsonObject before = statistics();

        send("{\"data\":{\"v\":1}}");
        send("{\"data\":{\"v\":2}}");
        admin.put("/api/v1/admin/devices/" + admin.newDevice().id(), "{\"status\":\"inactive\"}");

        JsonObject after = statistics();
        assertEquals(2, grown(before, after, "telemetry", "total_records"));
        assertEquals(2, grown(before, after, "telemetry", "last_24h"));
        assertEquals(1, grown(before, after, "devices", "total"));
        assertEquals(1, grown(before, after, "devices", "inactive"));
        assertEquals(0, grown(before, after, "devices", "active"));
        assertTrue(after.getJsonArray("device_types").stream()
                .anyMatch(it -> it.asJsonObject().getString("type").equals("environmental")));
    }

    @Test
    void showsADeviceWithItsStatisticsAndNewestMessages() {
        for (int i = 0; i < 11; i++) {
            send("{\"type\":\"climate\",\"data\":{\"v\":%d,\"deep\":{\"x\":[1]}},\"metadata\":{\"a\":\"é\"}}"
                    .formatted(i));
        }

        JsonObject shown =
                admin.get("/api/v1/admin/devices/" + device.id()).json().getJsonObject("device");

        assertEquals(11, shown.getJsonObject("statistics").getInt("telemetry_count"));
        assertEquals(10, shown.getJsonArray("recent_telemetry").size());
        JsonObject newest = shown.getJsonArray("recent_telemetry").getJsonObject(0);
        assertEquals(
                "{\"v\":10,\"deep\":{\"x\":[1]}}",
                newest.getJsonObject("payload").toString());
        assertEquals("climate", newest.getString("data_type"));
        assertEquals("é", newest.getJsonObject("metadata").getString("a"));
        assertTrue(shown.getBoolean("is_online"));
        assertFalse(shown.isNull("last_seen"));
        assertFalse(shown.toString().contains(device.key()));
        assertProblem(404, admin.get("/api/v1/admin/devices/no-such-device"));
    }

    @Test
    void listsMessagesAcrossDevicesByTypeAndInPages() {
        String type = "type-" + UUID.randomUUID();
        TestDevice other = admin.newDevice();
        send("{\"type\":\"%s\",\"data\":{\"v\":1}}".formatted(type));
        other.http().post("/api/v1/devices/telemetry", "{\"type\":\"%s\",\"data\":{\"v\":2}}".formatted(type));

        JsonObject all = admin.get(TELEMETRY + "?type=" + type).json();
        JsonObject second =
                admin.get(TELEMETRY + "?per_page=1&page=2&type=" + type).json();
        JsonObject one = admin.get(TELEMETRY + "?device_id=" + device.id() + "&type=" + type)
                .json();

        assertEquals(2, all.getJsonArray("telemetry").size());
        assertEquals(other.id(), all.getJsonArray("telemetry").getJsonObject(0).getString("device_id"));
        assertEquals(2, all.getJsonObject("pagination").getInt("total"));
        assertEquals(
                device.id(), second.getJsonArray("telemetry").getJsonObject(0).getString("device_id"));
        assertEquals(1, one.getJsonArray("telemetry").size());
    }

    @Test
    void takesAHeartbeatForNoTelemetryUnlessItIsRequested() {
        device.http().post("/api/v1/devices/telemetry", "{\"data\":{\"v\":1},\"timestamp\":\"2026-01-01T00:00:00Z\"}");
        device.http().post("/api/v1/devices/telemetry", "{\"data\":{\"v\":2},\"timestamp\":\"2026-01-02T00:00:00Z\"}");
        assertEquals(200, device.http().post("/api/v1/devices/heartbeat", "").status());

        JsonObject shown =
                admin.get("/api/v1/admin/devices/" + device.id()).json().getJsonObject("device");
        JsonObject statistics = shown.getJsonObject("statistics");
        String ofDevice = TELEMETRY + "?device_id=" + device.id();

        assertEquals(2, statistics.getInt("total_telemetry_records"));
        assertEquals("2026-01-02T00:00:00Z", statistics.getString("latest_telemetry"));
        assertEquals("2026-01-01T00:00:00Z", statistics.getString("first_telemetry"));
        assertTrue(statistics.getBoolean("is_online"));
        assertEquals(2, shown.getJsonArray("recent_telemetry").size());
        assertEquals(2, admin.get(ofDevice).json().getJsonObject("pagination").getInt("total"));
        assertEquals(2, admin.get(ofDevice).json().getJsonArray("telemetry").size());
        assertEquals(
                1,
                admin.get(ofDevice + "&type=status")
                        .json()
                        .getJsonArray("telemetry")
                        .size());
        assertEquals(2, device.http().get("/api/v1/devices/telemetry").json().getInt("count"));
        assertEquals(
                1,
                device.http()
                        .get("/api/v1/devices/telemetry?type=status")
                        .json()
                        .getInt("count"));
        assertEquals(
                2,
                device.http()
                        .get("/api/v1/devices/status")
                        .json()
                        .getJsonObject("device")
                        .getInt("telemetry_count"));
        assertEquals(
                2,
                admin.get("/api/v1/admin/devices?search=" + device.id())
                        .json()
                        .getJsonArray("devices")
                        .getJsonObject(0)
                        .getInt("telemetry_count"));
    }

    @Test
    void showsAsMuchAsTheFormerProductAndHowOldItMayBe() {
        device.http().post("/api/v1/devices/telemetry", "{\"data\":{\"v\":1},\"timestamp\":\"2019-01-01T00:00:00Z\"}");
        String ofDevice = TELEMETRY + "?device_id=" + device.id();

        JsonObject all = admin.get(ofDevice).json();

        assertEquals(100, all.getJsonObject("pagination").getInt("per_page"));
        JsonObject reading = all.getJsonArray("telemetry").getJsonObject(0);
        assertFalse(reading.getString("device_name").isEmpty());
        assertEquals(
                0,
                admin.get(ofDevice + "&hours=24")
                        .json()
                        .getJsonArray("telemetry")
                        .size());
        assertEquals(
                1,
                admin.get(ofDevice + "&hours=999999")
                        .json()
                        .getJsonArray("telemetry")
                        .size());
        assertEquals(
                500,
                admin.get(ofDevice + "&per_page=5000")
                        .json()
                        .getJsonObject("pagination")
                        .getInt("per_page"));
    }

    @Test
    void saysInDetailWhatTheFormerProductSaid() {
        for (String path : new String[] {"/status", "/health?detailed=true"}) {
            Reply status = admin.withKey(null).get(path);

            assertEquals(200, status.status(), status.text());
            assertEquals("healthy", status.json().getString("status"));
            JsonObject database = status.json().getJsonObject("checks").getJsonObject("database");
            assertTrue(database.getBoolean("healthy"));
            assertEquals("connected", database.getString("status"));
            assertTrue(database.containsKey("response_time_ms"));
            JsonObject metrics = status.json().getJsonObject("metrics");
            assertTrue(metrics.getJsonObject("system").containsKey("cpu_percent"));
            assertTrue(metrics.getJsonObject("system").containsKey("memory_percent"));
            assertTrue(metrics.containsKey("application"));
            assertTrue(metrics.getJsonObject("devices").getInt("total_devices") > 0);
            assertTrue(metrics.getJsonObject("devices").containsKey("telemetry_last_hour"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"page=0", "per_page=0", "hours=0", "hours=x", "page=100000&per_page=500", "type=%00"})
    void refusesABadQuery(String query) {
        assertProblem(400, admin.get(TELEMETRY + "?" + query));
    }

    @Test
    void saysWhenTheDeviceOfAQueryIsUnknown() {
        assertProblem(404, admin.get(TELEMETRY + "?device_id=no-such-device"));
    }

    @Test
    void saysHowItIsInTheFormerProductsWords() {
        Reply brief = admin.withKey(null).get("/health");
        Reply detailed = admin.withKey(null).get("/health?detailed=true");

        assertEquals(200, brief.status(), brief.text());
        assertEquals("healthy", brief.json().getString("status"));
        assertFalse(brief.json().getString("version").isEmpty());
        assertFalse(brief.json().containsKey("parts"));
        assertTrue(detailed.json().getJsonArray("parts").stream()
                .map(it -> it.asJsonObject().getString("name"))
                .anyMatch("postgresql"::equals));
        assertFalse(detailed.text().contains("tcp://"), "strangers are not told where the broker is");
        assertEquals("UP", admin.withKey(null).get("/health/ready").json().getString("status"));
        assertEquals("UP", admin.withKey(null).get("/health/live").json().getString("status"));
    }

    @Test
    void answersTheIndexToAProgramAndAPageToABrowser() {
        Reply program = admin.withKey(null).get("/");
        Reply browser = admin.withKey(null).accepting("text/html").get("/");

        assertEquals("application/json", program.contentType());
        assertEquals("/openapi", program.json().getJsonObject("endpoints").getString("openapi"));
        assertTrue(browser.contentType().startsWith("text/html"), browser.contentType());
        assertTrue(browser.text().contains("/docs/"));
    }

    @Test
    void showsNoBucketsAndSaysWhoAnswersWhereInfluxDbIsNotConfigured() {
        JsonObject stats = admin.get("/api/v1/influxdb/stats").json();

        assertEquals(
                "{\"buckets\":[],\"count\":0}",
                admin.get("/api/v1/influxdb/buckets").text());
        assertEquals("postgresql", stats.getString("store"));
        assertFalse(stats.getBoolean("connected"));
        assertTrue(stats.getJsonObject("writer").containsKey("backlog"));
    }

    private void send(String upload) {
        assertEquals(
                201, device.http().post("/api/v1/devices/telemetry", upload).status());
    }

    private JsonObject statistics() {
        return admin.get("/api/v1/admin/dashboard").json().getJsonObject("statistics");
    }

    private static int grown(JsonObject before, JsonObject after, String group, String figure) {
        return after.getJsonObject(group).getInt(figure)
                - before.getJsonObject(group).getInt(figure);
    }

    private static void assertProblem(int status, Reply reply) {
        assertEquals(status, reply.status(), reply.text());
        assertEquals("application/problem+json", reply.contentType());
    }
}
