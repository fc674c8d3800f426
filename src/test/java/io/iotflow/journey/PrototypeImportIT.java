package io.iotflow.journey;

import static io.iotflow.stack.Waiting.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Client;
import io.iotflow.stack.Deployed;
import io.iotflow.stack.OnPostgresql;
import io.iotflow.stack.TestDevice;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Devices, keys, passwords and readings of the Python prototype come over by its command. */
@Deployed(OnPostgresql.class)
class PrototypeImportIT {

    @ArquillianResource
    private URI base;

    private Client admin;

    @BeforeEach
    void operator() {
        admin = Client.admin(base);
    }

    @Test
    void movesDevicesKeysAndReadingsOverAndNobodyTouchesADevice(@TempDir Path folder) throws IOException {
        LegacyInstallation legacy = LegacyInstallation.create();
        long office = legacy.addDevice("Office sensor", "active", "1.2.3");
        long store = legacy.addDevice("Store room", "inactive", null);
        long hostile = legacy.addDevice("evil\u0001name", "active", null);
        long broken = legacy.addDevice("\"|> drop()", "broken", "0.9");
        long twin = legacy.addDevice("Twin", "active", null);
        legacy.rename(twin, "Office sensor " + office);
        legacy.addReading(office, "{\"temperature\": 21.5, \"gps\": {\"lat\": 1}}", "2025-05-01 12:00:00.123456+00");
        legacy.addReading(office, "{\"api_key\": \"secret\", \"humidity\": 40}", "2025-05-01 12:01:00+02");
        legacy.addReading(office, "{\"temperature\": NaN, \"humidity\": 41}", "2025-05-01 12:02:00+00");
        legacy.addReading(office, "[1, 2]", "2025-05-01 12:03:00+00");
        legacy.addReading(office, "{\"time\": 1}", "2025-05-01 12:04:00+00");
        legacy.addReading(office, "{\"temperature\": 1}", null);
        legacy.addReading(office, "{\"a\": 1}", "2025-05-01 12:05:00+00");
        legacy.addReading(office, "{\"b\": 2}", "2025-05-01 12:05:00+00");
        legacy.addReading(hostile, "{\"temperature\": 1}", "2025-05-01 12:00:00+00");
        legacy.addReading(store, "{\"open\": true}", "2025-05-01 12:00:00+00");

        String dry = importFrom(legacy, folder, "--dry-run");
        assertEquals(
                401,
                legacy.device(office, admin)
                        .http()
                        .get("/api/v1/devices/status")
                        .status());

        String report = importFrom(legacy, folder);
        assertEquals(sorted(dry), sorted(report));
        TestDevice device = legacy.device(office, admin);
        JsonObject status = device.http().get("/api/v1/devices/status").json().getJsonObject("device");
        assertEquals(office, status.getJsonNumber("id").longValueExact());
        assertEquals(String.valueOf(office), status.getString("device_id"));
        assertEquals("Office sensor " + office, status.getString("name"));
        assertEquals("1.2.3", status.getString("firmware_version"));
        assertEquals("2025-04-01T10:00:00Z", status.getString("created_at"));
        assertEquals(7, status.getInt("telemetry_count"));
        soon().until(() -> device.http().get("/api/v1/devices/status").text().contains("2025-05-02T10:00:00Z"));
        assertFalse(device.http()
                .get("/api/v1/devices/status")
                .json()
                .getJsonObject("device")
                .getBoolean("is_online"));
        String readings = device.http().get("/api/v1/devices/telemetry").text();
        assertTrue(readings.contains("\"gps\":{\"lat\":1}") && readings.contains("\"a\":1"), readings);
        assertTrue(readings.contains("2025-05-01T10:01:00Z") && !readings.contains("secret"), readings);
        assertEquals(
                9,
                device.http()
                        .get(device.data("?start=2025-05-01T00:00:00Z&measurement=environmental"))
                        .json()
                        .getInt("count"),
                "temperature (twice), gps_lat, humidity (twice), value_0, value_1, a and b");
        device.publish("telemetry/temperature", "22");
        soon().until(() -> device.http().get("/api/v1/devices/status").text().contains("\"telemetry_count\":8"));
        assertEquals(
                403,
                legacy.device(store, admin).http().get("/api/v1/devices/status").status());
        assertEquals(
                "inactive",
                admin.get("/api/v1/admin/devices/" + broken)
                        .json()
                        .getJsonObject("device")
                        .getString("status"));
        assertEquals(
                401,
                legacy.device(hostile, admin)
                        .http()
                        .get("/api/v1/devices/status")
                        .status());
        for (String reason : new String[] {
            "devices," + hostile + "," + hostile + ",left out,\"name must not contain control characters",
            "devices," + twin + "," + twin + ",left out,\"A device named 'Office sensor " + office + "' exists already",
            "changed,\"status 'broken' is not known, so it is inactive",
            "changed,\"without temperature (no_value)",
            "data.time must not be named 'time'",
            "timestamp is missing, so it has that of the row before: 2025-05-01T12:04:00Z",
            "have one device, type and time",
            "telemetry_data,*," + hostile + ",left out,\"1 readings: their device was refused",
            "device_auth,*,,left out"
        }) {
            assertTrue(report.contains(reason), reason + " should be in:\n" + report);
        }

        long rows = legacy.rowsHere();
        long newest = legacy.newestRowHere();
        importFrom(legacy, folder);
        assertEquals(rows, legacy.rowsHere());
        assertEquals(newest, legacy.newestRowHere(), "nothing was sent again");
        importFrom(legacy, folder, "--again");
        assertEquals(rows, legacy.rowsHere());

        legacy.rename(hostile, "No longer evil");
        importFrom(legacy, folder);
        assertEquals(rows + 1, legacy.rowsHere(), "what the device had before comes with it");
        legacy.drop(admin);
    }

    @Test
    void aDryRunPromisesExactlyWhatComesAndOneBadPartDropsNoReading(@TempDir Path folder) throws IOException {
        LegacyInstallation legacy = LegacyInstallation.create();
        long device = legacy.addDevice("Nasty", "active", null);
        long other = legacy.addDevice("Other", "active", null);
        String type = "nasty" + device;
        String rest = ", \"ok\": 1}";
        String[] payloads = {
            "{\"n\": 1" + rest,
            "{\"n\": \"text\"" + rest,
            "{\"n\": \"text\"}",
            "{\"n\": \"2.5\"}",
            "{\"n\": true, \"late\": true" + rest,
            "{\"big\": \"" + "x".repeat(300_000) + "\", \"later\": \"a\"" + rest,
            "{\"late\": 5, \"later\": 6" + rest,
            "{\"late\": 5}",
            "{\"\": 1, \"time\": 2, \"" + "k".repeat(300) + "\": 3" + rest,
            "{\"n\": nan, \"m\": None, 'o': 1e999" + rest,
            "{\"n\": \"unavailable\"" + rest,
            "{\"a\": {\"b\": {\"c\": {\"d\": {\"e\": {\"f\": {\"g\": {\"h\": 1}}}}}}}" + rest,
            "{\"text\": \"a\\u0000b\"" + rest,
            "[1, 2]",
            "21.5",
            "\"a word\"",
            "null",
            "{}",
            "{broken"
        };
        for (int i = 0; i < payloads.length; i++) {
            legacy.addReading(
                    i % 2 == 0 ? device : other, payloads[i], "2025-05-01 12:00:%02d+00".formatted(i), null, type);
        }
        legacy.addReading(device, "{\"n\": 3}", null, null, type);
        legacy.addReading(device, "{\"n\": 4}", "1969-12-31 00:00:00+00", null, type);
        legacy.addReading(device, "{\"n\": 5}", "2999-01-01 00:00:00+00", null, type);
        legacy.addReading(device, "{\"n\": 6}", "2025-05-01 13:00:00+00", "[1, 2]", type);
        legacy.addReading(device, "{\"n\": 7}", "2025-05-01 13:00:01+00", "{\"location\": [1]}", type);
        legacy.addReading(device, "{\"n\": 8}", "2025-05-01 13:00:02+00", "{broken", type);
        legacy.addReading(device, "{\"n\": 9}", "2025-05-01 13:00:03+00", null, "a\u0001b");

        String promised = importFrom(legacy, folder, "--dry-run");
        assertEquals(0, legacy.rowsHere());
        String result = importFrom(legacy, folder);

        assertEquals(sorted(promised), sorted(result));
        assertEquals(20, legacy.rowsHere(), result);
        long leftOut = result.lines()
                .filter(it -> it.startsWith("telemetry_data,") && it.contains(",left out,"))
                .count();
        assertEquals(payloads.length + 7, legacy.rowsHere() + leftOut, "each row is here or named:\n" + result);
        legacy.drop(admin);
    }

    @Test
    void mqttOnlyDevicesComeWithTheirPasswords(@TempDir Path folder) throws Exception {
        LegacyInstallation legacy = LegacyInstallation.create();
        String user = "mqtt-" + System.nanoTime();
        String hash = "$7$101$c6+bT4LwMKDiZ2kD$" + "A".repeat(86) + "==";
        Path passwords = Files.writeString(
                folder.resolve("passwd"),
                "admin:" + hash + "\n" + user + ":" + hash + "\n\nbad user:" + hash + "\nno-hash:x\n");

        String promised = importFrom(legacy, folder, "--dry-run", "--mosquitto-passwords", passwords.toString());
        assertEquals(404, admin.get("/api/v1/admin/devices/" + user).status());
        String result = importFrom(legacy, folder, "--mosquitto-passwords", passwords.toString());

        assertEquals(sorted(promised), sorted(result));
        assertEquals(200, admin.get("/api/v1/admin/devices/" + user).status());
        assertTrue(result.contains("mosquitto,1,admin,left out,"), result);
        assertTrue(result.contains("mosquitto,4,bad user,left out,"), result);
        assertTrue(result.contains("mosquitto,5,no-hash,left out,"), result);
        assertFalse(result.contains("c6+bT4Lw"), "no hash in the report");
        assertEquals(sorted(result), sorted(importFrom(legacy, folder, "--mosquitto-passwords", passwords.toString())));
        admin.delete("/api/v1/admin/devices/" + user);
        legacy.drop(admin);
    }

    /** Runs the command and gives back its report. */
    private String importFrom(LegacyInstallation legacy, Path folder, String... more) throws IOException {
        return legacy.importInto(base, folder, more);
    }

    private static List<String> sorted(String report) {
        return report.lines().sorted().toList();
    }
}
