package io.iotflow.journey;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iotflow.influx.InfluxTestServer;
import io.iotflow.stack.Application;
import io.iotflow.stack.Client;
import io.iotflow.stack.FullSuite;
import io.iotflow.stack.TestDevice;
import io.iotflow.stack.TestStack;
import io.iotflow.tools.api.RegisteredDevice;
import io.iotflow.tools.bench.HttpLoad;
import io.iotflow.tools.bench.Load;
import io.iotflow.tools.bench.LoadPlan;
import io.iotflow.tools.bench.MqttLoad;
import io.iotflow.tools.bench.StoredMessages;
import jakarta.json.JsonObject;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Parts die while devices send over MQTT and HTTP: every acknowledged message is stored, once, in both stores. */
@FullSuite
class FaultsUnderLoadIT {

    private static final int DEVICES = 4;

    /** Messages a second; {@code -Dfaults.rate=2000} is what two cores carry beside all that runs here. */
    private static final double RATE = Double.parseDouble(System.getProperty("faults.rate", "1200"));

    private static final double MQTT_RATE = RATE * 3 / 4;
    private static final double HTTP_RATE = RATE / 4;

    private static Application application;
    private static InfluxTestServer influx;

    private final String overMqtt = "mqtt-" + UUID.randomUUID();
    private final String overHttp = "http-" + UUID.randomUUID();
    private Load mqtt;
    private Load http;

    @BeforeAll
    static void start() {
        influx = TestStack.influxDouble();
        application = Application.start(TestStack.withDouble());
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @AfterEach
    void sendNoMore() {
        http.stop();
        mqtt.stop(); // also after a failure: what went on would be a flood in the tests that follow
        influx.start();
    }

    @BeforeEach
    void sendFromNewDevices() {
        mqtt = MqttLoad.start("127.0.0.1", TestStack.mqttPort(), plan(overMqtt, MQTT_RATE));
        http = HttpLoad.start(application.uri(), plan(overHttp, HTTP_RATE));
        awaitMore(1000);
    }

    @Test
    void loseNothingWhenTheApplicationIsKilled() throws SQLException {
        for (int kills = 0; kills < 2; kills++) {
            application.kill();
            application.restart();
            awaitMore(1000);
        }

        stopAndCompare("application killed twice");
    }

    @Test
    void loseNothingWhileInfluxIsAway() throws SQLException {
        influx.stop();
        awaitMore(5000);
        influx.start();

        stopAndCompare("InfluxDB away");
    }

    @Test
    void loseNothingWhenPostgresqlIsKilled() throws SQLException {
        TestStack.killDatabase();
        try {
            await().atMost(30, SECONDS)
                    .until(() -> http.lastFailure().orElse("").contains("503"));
            // Nothing of these is in memory: the registry itself has to be asked.
            Client stranger = Client.admin(application.uri()).withKey("iotf_never_seen_before");
            assertEquals(503, stranger.get("/api/v1/influxdb/device/x/latest").status());
            assertEquals(
                    503,
                    Client.admin(application.uri())
                            .post("/api/v1/devices/register", "{\"name\":\"n\",\"device_type\":\"t\"}")
                            .status());
        } finally {
            TestStack.startDatabase();
        }
        awaitMore(1000);

        stopAndCompare("PostgreSQL killed");
    }

    /** So many over MQTT, and a tenth over HTTP, where each device waits for the commit of the one before. */
    private void awaitMore(int messages) {
        long overMqtt = mqtt.acknowledgedCount() + messages;
        long overHttp = http.acknowledgedCount() + messages / 10;
        await().atMost(90, SECONDS)
                .until(() -> mqtt.acknowledgedCount() >= overMqtt && http.acknowledgedCount() >= overHttp);
    }

    private void stopAndCompare(String what) throws SQLException {
        http.stop();
        mqtt.stop();
        compare(what + ", MQTT", mqtt, overMqtt);
        compare(what + ", HTTP", http, overHttp);
        await().atMost(90, SECONDS).until(() -> flow().getInt("backlog") == 0);
        assertEquals(
                "{\"received\":0,\"rows\":0,\"points\":0}",
                flow().getJsonObject("unaccounted").toString());
        System.out.println(what + ": " + flow());
    }

    /** What became of all messages, by the product's own account. */
    private static JsonObject flow() {
        return Client.admin(application.uri())
                .get("/api/v1/admin/dashboard")
                .json()
                .getJsonObject("statistics")
                .getJsonObject("flow");
    }

    private static void compare(String what, Load load, String measurement) throws SQLException {
        Map<String, BitSet> acknowledged = load.acknowledged();
        await().atMost(90, SECONDS)
                .until(() -> stored(measurement).missing(acknowledged).isEmpty());
        StoredMessages stored = stored(measurement);
        assertEquals(0, stored.duplicates());
        await().atMost(90, SECONDS).until(() -> inInflux(measurement) == stored.rows());
        System.out.printf(
                "%s: %d sent, %d acknowledged, %d stored, %d in InfluxDB, 0 lost%n",
                what, load.sent(), load.acknowledgedCount(), stored.rows(), inInflux(measurement));
    }

    private static StoredMessages stored(String measurement) throws SQLException {
        return StoredMessages.read(TestStack.database(), measurement);
    }

    private static long inInflux(String measurement) {
        return influx.valueCount(measurement, "seq");
    }

    private static LoadPlan plan(String measurement, double rate) {
        Client admin = Client.admin(application.uri());
        List<RegisteredDevice> devices = IntStream.range(0, DEVICES)
                .mapToObj(i -> admin.newDevice())
                .map(FaultsUnderLoadIT::loadDevice)
                .toList();
        return LoadPlan.of(devices, measurement).withRate(rate);
    }

    private static RegisteredDevice loadDevice(TestDevice device) {
        return new RegisteredDevice(device.id(), device.key());
    }
}
