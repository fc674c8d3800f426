package io.iotflow.journey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Client;
import io.iotflow.stack.Deployed;
import io.iotflow.stack.OnPostgresql;
import io.iotflow.stack.Reply;
import jakarta.json.JsonObject;
import java.net.URI;
import java.util.UUID;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The Python prototype's published HTTP clients, its test, simulators and fleet, by the bytes that they send. */
@Deployed(OnPostgresql.class)
class PrototypeClientsIT {

    @ArquillianResource
    private URI base;

    private Client admin;

    @BeforeEach
    void operator() {
        admin = Client.admin(base);
    }

    @Test
    void theHttpTestPasses() {
        Reply health = admin.withKey(null).get("/health");
        assertEquals(200, health.status());
        JsonObject device = register("Test Device " + System.nanoTime(), "sensor");
        Client own = admin.withKey(device.getString("api_key"));

        JsonObject status = ok(own.get("/api/v1/devices/status")).getJsonObject("device");
        assertEquals(device.getString("name"), status.getString("name"));
        assertEquals("active", status.getString("status"));
        assertTrue(status.containsKey("is_online"));

        Reply first = own.post(
                "/api/v1/devices/telemetry",
                "{\"data\": {\"temperature\": 22.5, \"humidity\": 65, \"pressure\": 1013.25}, \"metadata\": {\"battery_level\":"
                        + " 85, \"signal_strength\": -45}, \"type\": \"sensor\"}");
        Reply second = own.post(
                "/api/v1/devices/telemetry",
                "{\"data\": {\"temperature\": 23.1, \"humidity\": 62, \"pressure\": 1012.8}, \"metadata\": {\"battery_level\":"
                        + " 84, \"signal_strength\": -43}, \"type\": \"sensor\"}");
        assertEquals(201, first.status(), first.text());
        assertEquals(201, second.status(), second.text());
        assertTrue(second.json().getJsonNumber("telemetry_id").longValueExact()
                > first.json().getJsonNumber("telemetry_id").longValueExact());

        JsonObject read = ok(own.get("/api/v1/devices/telemetry?limit=5"));
        assertEquals(2, read.getInt("count"));
        JsonObject newest = read.getJsonArray("telemetry").getJsonObject(0);
        assertEquals(62, newest.getJsonObject("payload").getInt("humidity"));
        assertEquals(-43, newest.getJsonObject("metadata").getInt("signal_strength"));
        assertEquals("sensor", newest.getString("data_type"));

        assertEquals(
                201,
                own.post("/api/v1/devices/telemetry", "{\"data\": {\"temperature\": 1}, \"metadata\": [1, \"a\"]}")
                        .status());

        JsonObject heartbeat = ok(own.call("POST", "/api/v1/devices/heartbeat", null));
        assertEquals("online", heartbeat.getString("status"));
        assertTrue(heartbeat.containsKey("device_id"));

        JsonObject statistics = ok(admin.get("/api/v1/admin/dashboard")).getJsonObject("statistics");
        assertTrue(statistics.getJsonObject("devices").containsKey("total"));
        assertTrue(statistics.getJsonObject("devices").containsKey("active"));
        assertTrue(statistics.getJsonObject("telemetry").containsKey("total_records"));
        JsonObject page = ok(admin.get("/api/v1/admin/devices?per_page=5"));
        assertTrue(page.getJsonArray("devices").size() <= 5);
        assertTrue(page.getJsonObject("pagination").getInt("total") >= 1);
        delete(device);
    }

    @Test
    void theSimulatorsOfDevicesAndFleetsSendWhatTheyAlwaysSent() {
        String basic =
                "{\"data\": {\"temperature\": 17.43, \"humidity\": 75.2, \"pressure\": 1016.02, \"battery_level\": 100.0,"
                        + " \"signal_strength\": -57, \"timestamp\": \"2026-11-28T20:44:06.446125\"}}";
        String thermometer = "{\"data\": {\"temperature\": 21.08, \"humidity\": 66.1, \"location\": \"Server Room\","
                + " \"sensor_status\": \"active\", \"battery_level\": 100.0}}";
        String lock =
                "{\"data\": {\"lock_status\": \"locked\", \"last_access\": null, \"event_type\": \"status_check\","
                        + " \"access_attempts_today\": 0, \"battery_level\": 100.0, \"signal_strength\": -34}}";
        String camera =
                "{\"data\": {\"motion_detected\": false, \"recording_status\": \"standby\", \"storage_used_mb\": 0,"
                        + " \"video_quality\": \"1080p\", \"infrared_mode\": true, \"wifi_signal\": -47}}";
        String air =
                "{\"data\": {\"pm25\": 12.3, \"co2\": 512.0, \"air_quality_index\": \"Moderate\", \"temperature\": 21.3,"
                        + " \"humidity\": 47.5, \"fan_speed\": \"auto\"}}";
        String thermostat =
                "{\"data\": {\"current_temperature\": 21.3, \"target_temperature\": 22.0, \"mode\": \"auto\","
                        + " \"schedule_enabled\": true, \"heating_cooling\": false, \"energy_usage_kwh\": 0.1,"
                        + " \"outdoor_temperature\": 9.8}}";
        String run = UUID.randomUUID().toString().substring(0, 8);
        int number = 0;
        for (String body : new String[] {basic, thermometer, lock, camera, air, thermostat}) {
            JsonObject device = register("camera_%03d %s".formatted(++number, run), "security_camera");
            Client own = admin.withKey(device.getString("api_key"));

            assertEquals(
                    200, own.call("POST", "/api/v1/devices/heartbeat", null).status());
            Reply sent = own.post("/api/v1/devices/telemetry", body);

            assertEquals(201, sent.status(), body + "\n" + sent.text());
            JsonObject stored = ok(own.get("/api/v1/devices/telemetry"))
                    .getJsonArray("telemetry")
                    .getJsonObject(0);
            assertFalse(stored.containsKey("left_out"), stored.toString());
            JsonObject data = io.iotflow.platform.json.Json.readObject(body).getJsonObject("data");
            data.forEach((name, value) -> assertTrue(
                    stored.getJsonObject("payload").containsKey(name) || value == jakarta.json.JsonValue.NULL,
                    name + " in " + stored));
            delete(device);
        }
    }

    private JsonObject register(String name, String type) {
        Reply reply = admin.post(
                "/api/v1/devices/register",
                "{\"name\": \"%s\", \"description\": \"Simulated %s device\", \"device_type\": \"%s\", \"location\":"
                                .formatted(name, type, type)
                        + " \"Simulation Environment\", \"firmware_version\": \"1.0.0\", \"hardware_version\": \"sim-v1.0\"}");
        assertEquals(201, reply.status(), reply.text());
        JsonObject device = reply.json().getJsonObject("device");
        assertTrue(device.getJsonNumber("id").longValueExact() > 0);
        return device;
    }

    private static JsonObject ok(Reply reply) {
        assertEquals(200, reply.status(), reply.text());
        return reply.json();
    }

    private void delete(JsonObject device) {
        ok(admin.delete("/api/v1/admin/devices/" + device.get("id")));
    }
}
