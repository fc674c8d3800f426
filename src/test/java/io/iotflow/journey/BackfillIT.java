package io.iotflow.journey;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iotflow.influx.InfluxTestServer;
import io.iotflow.stack.Alone;
import io.iotflow.stack.Application;
import io.iotflow.stack.Client;
import io.iotflow.stack.FullSuite;
import io.iotflow.stack.TestDevice;
import io.iotflow.stack.TestStack;
import io.iotflow.tools.api.RegisteredDevice;
import io.iotflow.tools.bench.LoadPlan;
import io.iotflow.tools.bench.MqttLoad;
import io.iotflow.tools.bench.StoredMessages;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.junit.jupiter.api.Test;

/** A device that comes back after 35 hours sends all that it kept at once, with the limits that we ship. */
@Alone
@FullSuite
class BackfillIT {

    private static final int KEPT = 12_500;

    @Test
    void itLosesNothingAndTheOthersGoOn() throws Exception {
        Map<String, String> settings = new HashMap<>(TestStack.withDouble());
        settings.remove("iotflow.rate.telemetry");
        try (Application application = Application.start(settings)) {
            Client admin = Client.admin(application.uri());
            TestDevice back = admin.newDevice();
            TestDevice other = admin.newDevice();
            LoadPlan plan = LoadPlan.of(List.of(new RegisteredDevice(back.id(), back.key())), "backfill");
            List<Long> waits = new ArrayList<>();
            try (MqttLoad load = MqttLoad.start("127.0.0.1", TestStack.mqttPort(), plan);
                    MqttClient connection = other.connect()) {
                load.allow(KEPT);
                while (load.acknowledgedCount() < KEPT) {
                    waits.add(publish(connection, other, waits.size()));
                }
                connection.disconnect();
            }

            await().atMost(60, SECONDS).until(() -> stored().rows() == KEPT);
            assertEquals(0, stored().duplicates());
            InfluxTestServer influx = TestStack.influxDouble();
            await().atMost(60, SECONDS).until(() -> points(influx, "backfill") == KEPT);
            await().atMost(60, SECONDS).until(() -> points(influx, "meanwhile") == waits.size());
            assertEquals(
                    0, TestStack.queryLong("SELECT count(*) FROM quarantine WHERE device_id = '" + back.id() + "'"));
            waits.sort(null);
            System.out.printf(
                    "%d readings at once; of another device's %d meanwhile the PUBACK took %.1f ms (p50), %.1f ms (p99)%n",
                    KEPT, waits.size(), waits.get(waits.size() / 2) / 1e6, waits.get(waits.size() * 99 / 100) / 1e6);
        }
    }

    /** How long its acknowledgement took, in nanoseconds. */
    private static long publish(MqttClient connection, TestDevice device, int seq) throws Exception {
        long begin = System.nanoTime();
        connection.publish(
                "iotflow/devices/" + device.id() + "/telemetry/meanwhile",
                ("{\"seq\":" + seq + ",\"timestamp\":\"" + Instant.now() + "\"}").getBytes(),
                1,
                false);
        return System.nanoTime() - begin;
    }

    private static StoredMessages stored() throws SQLException {
        return StoredMessages.read(TestStack.database(), "backfill");
    }

    private static long points(InfluxTestServer influx, String measurement) {
        return influx.values().stream()
                .filter(it -> it.measurement().equals(measurement) && it.field().equals("seq"))
                .count();
    }
}
