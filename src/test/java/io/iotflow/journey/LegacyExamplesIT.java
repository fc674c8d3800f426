package io.iotflow.journey;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Client;
import io.iotflow.stack.Deployed;
import io.iotflow.stack.OnPostgresql;
import io.iotflow.stack.Reply;
import io.iotflow.stack.TestDevice;
import jakarta.json.JsonObject;
import java.net.URI;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The examples of the Python prototype's document, to the message: its users paste them. */
@Deployed(OnPostgresql.class)
class LegacyExamplesIT {

    @ArquillianResource
    private URI base;

    private Client admin;
    private TestDevice first;

    @BeforeEach
    void register() {
        admin = Client.admin(base);
        first = admin.newDevice("esp32_001", "office");
        admin.newDevice("esp32_002", null);
    }

    @AfterEach
    void delete() {
        admin.delete("/api/v1/admin/devices/esp32_001");
        admin.delete("/api/v1/admin/devices/esp32_002");
    }

    @Test
    void writesThePointOfTheDocumentAndReadsItBack() {
        Reply written = first.http().post("/api/v1/influxdb/telemetry", """
                {
                  "device_id": "esp32_001",
                  "measurement": "temperature",
                  "fields": {
                    "value": 23.5,
                    "humidity": 45.0
                  },
                  "tags": {
                    "location": "office",
                    "sensor_type": "dht22"
                  },
                  "timestamp": "2024-01-01T12:00:00Z"
                }""");

        assertEquals(201, written.status(), written.text());
        assertEquals("esp32_001", written.json().getString("device_id"));
        assertEquals("2024-01-01T12:00:00Z", written.json().getString("timestamp"));
        JsonObject data = first.http()
                .get(
                        "/api/v1/influxdb/device/esp32_001/data?start=2024-01-01T00:00:00Z&stop=now()&measurement=temperature")
                .json();
        assertEquals(2, data.getInt("count"));
        assertEquals("2024-01-01T00:00:00Z", data.getString("start_time"));
        assertEquals("now()", data.getString("stop_time"));
        JsonObject value = data.getJsonArray("data_points").getValuesAs(JsonObject.class).stream()
                .filter(it -> it.getString("field").equals("value"))
                .findFirst()
                .orElseThrow();
        assertEquals("2024-01-01T12:00:00Z", value.getString("time"));
        assertEquals("temperature", value.getString("measurement"));
        assertEquals("esp32_001", value.getString("device_id"));
        assertEquals("office", value.getString("location"));
        assertEquals(23.5, value.getJsonNumber("value").doubleValue());
    }

    @Test
    void writesTheBatchOfTheDocument() {
        Reply written = admin.post("/api/v1/influxdb/telemetry/batch", """
                {
                  "points": [
                    {
                      "device_id": "esp32_001",
                      "measurement": "temperature",
                      "fields": {"value": 23.5},
                      "tags": {"location": "office"}
                    },
                    {
                      "device_id": "esp32_002",
                      "measurement": "humidity",\s
                      "fields": {"value": 55.0},
                      "tags": {"location": "kitchen"}
                    }
                  ]
                }""");

        assertEquals(201, written.status(), written.text());
        assertEquals(2, written.json().getInt("count"));
        JsonObject latest = first.http()
                .get("/api/v1/influxdb/device/esp32_001/latest?measurement=temperature")
                .json();
        assertEquals("esp32_001", latest.getString("device_id"));
        assertEquals(
                1,
                first.http()
                        .get("/api/v1/influxdb/device/esp32_001/data?start=-1h&stop=now()&measurement=temperature")
                        .json()
                        .getInt("count"));
    }

    @Test
    void takesTheUploadsOfTheDocument() {
        Reply environmental = first.http().post("/api/v1/devices/telemetry", """
                {
                  "data": {
                    "temperature": 24.5,
                    "humidity": 60.0,
                    "battery_level": 85.0
                  },
                  "type": "environmental",
                  "metadata": {
                    "location": "sensor_room_1"
                  }
                }""");
        Reply byHand = first.http().post("/api/v1/devices/telemetry", """
                {
                    "data": {"temperature": 25.0, "humidity": 60.0},
                    "type": "environmental"
                  }""");

        assertEquals(201, environmental.status(), environmental.text());
        assertEquals(201, byHand.status(), byHand.text());
        assertEquals(
                5,
                first.http()
                        .get("/api/v1/influxdb/device/esp32_001/data?start=-1h&measurement=environmental")
                        .json()
                        .getInt("count"));
    }

    @Test
    void takesTheMqttMessageOfTheDocument() {
        first.publish(
                "telemetry/temperature",
                "{\"temperature\": 25.5, \"humidity\": 60.0, \"timestamp\": \"2024-01-01T12:00:00Z\"}");

        await().until(() -> first.http()
                        .get(
                                "/api/v1/influxdb/device/esp32_001/data?start=2024-01-01T00:00:00Z&measurement=temperature")
                        .json()
                        .getInt("count")
                == 2);
    }

    @Test
    void deletesTheRangeOfTheDocument() {
        first.http()
                .post(
                        "/api/v1/influxdb/telemetry",
                        "{\"device_id\":\"esp32_001\",\"measurement\":\"t\",\"fields\":{\"value\":1},"
                                + "\"timestamp\":\"2024-01-01T12:00:00Z\"}");

        Reply deleted = first.http()
                .delete("/api/v1/influxdb/device/esp32_001/data?start=2024-01-01T00:00:00Z&stop=2024-01-02T00:00:00Z");

        assertEquals(200, deleted.status(), deleted.text());
        assertEquals(
                0,
                first.http()
                        .get("/api/v1/influxdb/device/esp32_001/data?start=2024-01-01T00:00:00Z")
                        .json()
                        .getInt("count"));
    }

    @Test
    void answersTheHealthCheckOfTheDocumentWithAnyKeyOrNone() {
        Reply withKey = first.http().get("/api/v1/influxdb/health");
        Reply without = admin.withKey(null).get("/api/v1/influxdb/health");

        assertEquals(200, withKey.status());
        assertEquals(200, without.status());
        assertTrue(without.json().getJsonObject("influxdb").containsKey("version"));
        assertTrue(without.json().containsKey("connected"));
    }
}
