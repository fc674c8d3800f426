package io.iotflow.refusal;

import static io.iotflow.stack.Waiting.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Client;
import io.iotflow.stack.Deployed;
import io.iotflow.stack.OnPostgresql;
import io.iotflow.stack.Operators;
import io.iotflow.stack.Reply;
import io.iotflow.stack.TestDevice;
import io.iotflow.stack.TestStack;
import jakarta.json.JsonObject;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a device is refused leaves a trace, on whatever way it came, for whom it concerns. */
@Deployed(OnPostgresql.class)
class RefusalIT {

    private static final String TELEMETRY = "/api/v1/devices/telemetry";

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
    void aReadingThatIsRefusedIsNotedWithAllThatHelpsToFindTheCause() {
        Instant before = Instant.now();
        Reply refused = device.http().post(TELEMETRY, "{\"data\":{\"t\":1e999}}");
        assertEquals(400, refused.status());

        JsonObject noted = only(device);

        assertEquals("http", noted.getString("over"));
        assertEquals("bad_number", noted.getString("reason"));
        assertEquals(refused.json().getString("detail"), noted.getString("detail"));
        assertEquals("POST " + TELEMETRY, noted.getString("request"));
        assertTrue(noted.getString("address").matches("[0-9a-f.:]+"), noted.toString());
        assertEquals(1, noted.getInt("times"));
        assertEquals(1, noted.getInt("messages"));
        assertTrue(Instant.parse(noted.getString("last_at")).isAfter(before.minusSeconds(1)), noted.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/v1/devices/telemetry | {broken | application/json | bad_json",
                "/api/v1/devices/telemetry | {\"data\":{}} | application/json | no_field",
                "/api/v1/devices/telemetry | data=1 | application/x-www-form-urlencoded | unsupported_type",
                "/api/v1/devices/telemetry?unknown=1 | {\"data\":{\"v\":1}} | application/json | bad_request",
                "/api/v1/devices/heartbeat | [] | application/json | bad_request",
                "/api/v1/influxdb/telemetry | {\"device_id\":\"ME\",\"measurement\":\"m\",\"fields\":{\"\\u0001\":1}} | application/json | bad_name",
                "/api/v1/influxdb/telemetry | {\"device_id\":\"other\",\"measurement\":\"m\",\"fields\":{\"v\":1}} | application/json | forbidden",
                "/api/v1/influxdb/write | m,tag v=1 | text/plain | wrong_type",
                "/api/v2/write?org=a&bucket=b | m v=1 1700000000000000000000 | text/plain | bad_timestamp"
            })
    void everyOperationThatTakesMessagesNotesWhatItRefuses(String path, String body, String type, String reason) {
        Reply refused = device.http().post(path, body.replace("ME", device.id()).getBytes(), type);
        assertTrue(refused.status() >= 400, refused.text());

        JsonObject noted = only(device);

        assertEquals(reason, noted.getString("reason"), noted.toString());
        assertEquals("POST " + path.replaceAll("\\?.*", ""), noted.getString("request"));
    }

    @Test
    void ofABatchThatIsRefusedAllItsPointsAreCounted() {
        assertEquals(400, batch("", 3, 2).status());

        assertEquals(5, only(device).getInt("messages"));
    }

    @Test
    void ofABatchThatIsStoredInPartTheOthersAreCounted() {
        Reply stored = batch("?partial=true", 3, 2);
        assertEquals(201, stored.status(), stored.text());

        JsonObject noted = only(device);

        assertEquals(2, noted.getInt("messages"));
        assertEquals("bad_number", noted.getString("reason"));
        assertTrue(noted.getString("detail").startsWith("points[3]."), noted.toString());
    }

    @Test
    void ofLinesThatAreStoredInPartTheOthersAreCounted() {
        assertEquals(
                400,
                device.http()
                        .post(
                                "/api/v2/write",
                                "m v=1\nm v=\nm v=2 1700000000000000000000\nm v\n".getBytes(),
                                "text/plain")
                        .status());

        assertEquals(3, only(device).getInt("messages"));
    }

    @Test
    void aFieldOfAnotherTypeIsNotedWithItsReason() {
        String measurement = "m" + UUID.randomUUID().toString().substring(0, 8);
        String body = "{\"type\":\"%s\",\"data\":{\"v\":%s}}";
        assertEquals(
                201,
                device.http().post(TELEMETRY, body.formatted(measurement, "1")).status());
        assertEquals(
                400,
                device.http()
                        .post(TELEMETRY, body.formatted(measurement, "\"x\""))
                        .status());

        assertEquals("field_type", only(device).getString("reason"));
    }

    @Test
    void aTooLargeBodyIsNoted() {
        byte[] huge = new byte[20 * 1024 * 1024];
        assertEquals(
                413, device.http().post(TELEMETRY, huge, "application/json").status());

        assertEquals("too_large", only(device).getString("reason"));
    }

    @Test
    void aDeviceThatIsInactiveIsNotedForItsOperator() {
        assertEquals(
                200,
                admin.put("/api/v1/admin/devices/" + device.id(), "{\"status\":\"inactive\"}")
                        .status());
        assertEquals(403, device.http().post(TELEMETRY, "{\"data\":{\"v\":1}}").status());

        assertEquals("inactive_device", refusals(admin, device.id()).get(0).getString("reason"));
    }

    @Test
    void aMessageOverMqttIsNotedToo() {
        device.publish("telemetry/m", "{broken");
        List<JsonObject> noted = soon().until(() -> refusals(device.http(), device.id()), it -> !it.isEmpty());

        assertEquals("mqtt", noted.get(0).getString("over"));
        assertEquals("bad_json", noted.get(0).getString("reason"));
        assertEquals(
                "iotflow/devices/" + device.id() + "/telemetry/m", noted.get(0).getString("request"));
        assertTrue(noted.get(0).isNull("address"));
    }

    @Test
    void aKeyThatNobodyHasIsCountedAndNothingIsStoredOfIt() {
        double before = count("http", "unauthorized");
        long rows = TestStack.queryLong("SELECT count(*) FROM refusal WHERE reason = 'unauthorized'");

        assertEquals(401, admin.withKey("iotf_wrong").post(TELEMETRY, "{}").status());
        assertEquals(401, admin.withKey(null).post(TELEMETRY, "{}").status());

        assertEquals(before + 2, count("http", "unauthorized"));
        refusals(admin, device.id()); // which writes what is pending
        assertEquals(rows, TestStack.queryLong("SELECT count(*) FROM refusal WHERE reason = 'unauthorized'"));
    }

    @Test
    void whatAnOperatorIsRefusedIsCounted() {
        double before = count("http", "unknown_device");

        Reply stored = admin.post(
                "/api/v1/admin/import/telemetry",
                "{\"messages\":[{\"device_id\":\"nobody\",\"data\":{\"v\":1},\"timestamp\":\"2026-01-01T00:00:00Z\"}]}");
        assertEquals(200, stored.status(), stored.text());

        assertEquals(before + 1, count("http", "unknown_device"));
    }

    @Test
    void whatIsNoMessageIsNotNoted() {
        assertEquals(400, device.http().get(TELEMETRY + "?limit=x").status());
        assertEquals(
                400, device.http().put("/api/v1/devices/config", "{}broken").status());
        assertEquals(201, device.http().post(TELEMETRY, "{\"data\":{\"v\":1}}").status());

        assertEquals(List.of(), refusals(device.http(), device.id()));
    }

    @Test
    void isReadByItsDeviceAndByOperatorsAlone() {
        device.http().post(TELEMETRY, "{broken");
        Client viewer = Operators.newViewer(admin);

        assertEquals(1, refusals(viewer, device.id()).size());
        assertEquals(403, admin.newDevice().http().get(path(device.id())).status());
        assertEquals(401, admin.withKey(null).get(path(device.id())).status());
        assertEquals(404, admin.get(path("nobody-" + device.id())).status());
    }

    @Test
    void isReadOfADeviceThatIsNamedLikeAnotherPath() {
        TestDevice odd = admin.newDevice("telemetry", null);
        try {
            odd.http().post(TELEMETRY, "{broken");

            assertEquals(1, refusals(odd.http(), odd.id()).size());
        } finally {
            admin.delete("/api/v1/admin/devices/telemetry");
        }
    }

    @Test
    void goesWithItsDevice() {
        device.http().post(TELEMETRY, "{broken");
        assertEquals(1, refusals(admin, device.id()).size());

        assertEquals(200, admin.delete("/api/v1/admin/devices/" + device.id()).status());
        TestDevice again = admin.newDevice(device.id(), null);

        assertEquals(List.of(), refusals(admin, again.id()));
    }

    private Reply batch(String query, int good, int bad) {
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < good + bad; i++) {
            points.append(i == 0 ? "" : ",")
                    .append("{\"device_id\":\"%s\",\"measurement\":\"m\",\"fields\":{\"v\":%s}}"
                            .formatted(device.id(), i < good ? "1" : "1e999"));
        }
        return device.http().post("/api/v1/influxdb/telemetry/batch" + query, "{\"points\":[" + points + "]}");
    }

    private static JsonObject only(TestDevice device) {
        List<JsonObject> noted = refusals(device.http(), device.id());
        assertEquals(1, noted.size(), noted.toString());
        return noted.get(0);
    }

    private static List<JsonObject> refusals(Client caller, String deviceId) {
        Reply reply = caller.get(path(deviceId));
        assertEquals(200, reply.status(), reply.text());
        assertEquals(deviceId, reply.json().getString("device_id"));
        return reply.json().getJsonArray("refusals").getValuesAs(JsonObject.class);
    }

    private static String path(String deviceId) {
        return "/api/v1/devices/" + deviceId + "/refusals";
    }

    private double count(String over, String reason) {
        return admin.withKey(null)
                .get("/metrics")
                .text()
                .lines()
                .filter(it -> it.startsWith("iotflow_refused_total{")
                        && it.contains("over=\"" + over + "\"")
                        && it.contains("reason=\"" + reason + "\""))
                .mapToDouble(it -> Double.parseDouble(it.substring(it.lastIndexOf(' '))))
                .sum();
    }
}
