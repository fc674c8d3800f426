package io.iotflow.timeseries;

import static io.iotflow.stack.Waiting.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.influx.InfluxTestServer;
import io.iotflow.stack.Client;
import io.iotflow.stack.Deployed;
import io.iotflow.stack.OnInfluxDouble;
import io.iotflow.stack.Quarantined;
import io.iotflow.stack.Reply;
import io.iotflow.stack.TestDevice;
import io.iotflow.stack.TestStack;
import java.net.URI;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A device is deleted with its data in both stores, or not at all. */
@Deployed(OnInfluxDouble.class)
class DeletedDeviceIT {

    @ArquillianResource
    private URI base;

    private Client admin;
    private TestDevice device;
    private InfluxTestServer influx;

    @BeforeEach
    void register() {
        admin = Client.admin(base);
        device = admin.newDevice();
        influx = TestStack.influxDouble();
        device.http().post("/api/v1/devices/telemetry", "{\"data\":{\"v\":1}}");
        soon().until(() -> inInflux() == 1);
    }

    @AfterEach
    void recover() {
        influx.recover();
        influx.start();
    }

    @Test
    void leavesNothingInInflux() {
        assertEquals(200, delete().status());

        assertEquals(0, inInflux());
        assertEquals(404, delete().status());
    }

    @Test
    void takesWhatItHadRefusedAlong() {
        device.publish("telemetry/m", "{bad");
        soon().until(() -> Quarantined.of(device.id()) != null);

        assertEquals(200, delete().status());

        assertNull(Quarantined.of(device.id()));
    }

    @Test
    void isWrittenForByNobodyOnceItIsInactive() {
        admin.put("/api/v1/admin/devices/" + device.id(), "{\"status\":\"inactive\"}");
        String point = "{\"device_id\":\"%s\",\"measurement\":\"m\",\"fields\":{\"v\":1}}".formatted(device.id());

        assertEquals(403, admin.post("/api/v1/influxdb/telemetry", point).status());
        Reply batch = admin.post("/api/v1/influxdb/telemetry/batch", "{\"points\":[" + point + "]}");
        assertEquals(400, batch.status());
        assertTrue(batch.text().contains("points[0].device_id"), batch.text());
    }

    @Test
    void isKeptInactiveWhileInfluxIsAwayAndDeletedAfterwards() {
        influx.stop();

        Reply reply = delete();
        assertEquals(503, reply.status(), reply.text());
        assertFalse(reply.header("Retry-After").isEmpty());
        assertEquals(403, device.http().get("/api/v1/devices/status").status());

        influx.start();
        soon().until(() -> delete().status() == 200);
        assertEquals(0, inInflux());
    }

    private Reply delete() {
        return admin.delete("/api/v1/admin/devices/" + device.id());
    }

    private long inInflux() {
        return influx.values().stream()
                .filter(it -> device.id().equals(it.tags().get("device_id")))
                .count();
    }
}
