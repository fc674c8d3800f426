package io.iotflow.device;

import static io.iotflow.stack.Waiting.soon;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Application;
import io.iotflow.stack.Client;
import io.iotflow.stack.FullSuite;
import io.iotflow.stack.Reply;
import io.iotflow.stack.TestDevice;
import io.iotflow.stack.TestStack;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two nodes on one PostgreSQL: what one changes the other knows at once, though it remembers what it has looked up. */
@FullSuite
class TwoNodesIT {

    private static final String TELEMETRY = "/api/v1/devices/telemetry";
    private static final String READING = "{\"data\":{\"v\":1}}";
    private static final Duration SOON = Duration.ofSeconds(60);

    private static Application first;
    private static Application second;

    @BeforeAll
    static void start() {
        Map<String, String> formerlyAlone = node();
        TestStack.leaveSubscribed(formerlyAlone.get("mqtt.client.id"), DeviceTopics.ALL_TELEMETRY);
        first = Application.launch(formerlyAlone);
        second = Application.start(node());
        first.awaitReady();
    }

    @AfterAll
    static void stop() {
        first.close();
        second.close();
    }

    private static Map<String, String> node() {
        Map<String, String> settings = new HashMap<>(TestStack.withDouble());
        settings.put("mqtt.client.id", "iotflow-server-" + UUID.randomUUID());
        settings.put("mqtt.shared.subscription", "true");
        settings.put("iotflow.telemetry.measurement.fields", "60");
        return settings;
    }

    @Test
    void refusesARevokedDeviceKeyOnTheOtherNode() {
        TestDevice device = Client.admin(first.uri()).newDevice();
        Client there = new Client(second.uri(), device.key());
        assertEquals(201, there.post(TELEMETRY, READING).status());

        Client.admin(first.uri()).delete("/api/v1/admin/devices/" + device.id() + "/keys");

        soon().until(() -> there.post(TELEMETRY, READING).status() == 401);
    }

    @Test
    void refusesARevokedOperatorKeyOnTheOtherNode() {
        Client here = Client.admin(first.uri());
        var key = here.post(
                        "/api/v1/admin/keys", "{\"name\":\"n-%s\",\"role\":\"viewer\"}".formatted(UUID.randomUUID()))
                .json()
                .getJsonObject("key");
        Client there = new Client(second.uri(), key.getString("api_key"));
        assertEquals(200, there.get("/api/v1/admin/devices").status());

        here.delete("/api/v1/admin/keys/" + key.getInt("id"));

        soon().until(() -> there.get("/api/v1/admin/devices").status() == 401);
    }

    @Test
    void refusesADeviceThatWasMadeInactiveOnTheOtherNode() {
        TestDevice device = Client.admin(first.uri()).newDevice();
        Client there = new Client(second.uri(), device.key());
        assertEquals(201, there.post(TELEMETRY, READING).status());

        Client.admin(first.uri()).put("/api/v1/admin/devices/" + device.id(), "{\"status\":\"inactive\"}");

        soon().until(() -> there.post(TELEMETRY, READING).status() == 403);
    }

    @Test
    void aNodeWaitsWhileAnotherOneUpdatesTheSchemaAndKeyUsesAreWritten() throws SQLException {
        TestDevice device = Client.admin(first.uri()).newDevice();
        assertEquals(201, device.http().post(TELEMETRY, READING).status());
        Map<String, String> withoutBroker = node(); // its session would take messages of the other tests
        withoutBroker.put("mqtt.port", "1");
        try (Connection updater = TestStack.database().getConnection();
                Statement lock = updater.createStatement()) {
            lock.execute("SELECT pg_advisory_lock(" + 0x10F_10BL + ")");
            try (Application third = Application.launch(withoutBroker)) {
                awaitLog(third, "another node is updating it");
                lock.execute("SELECT pg_advisory_unlock(" + 0x10F_10BL + ")");
                awaitLog(third, "schema: up to date");
            }
        }

        await().atMost(Duration.ofSeconds(90)) // once a minute
                .until(() -> TestStack.queryLong("SELECT count(*) FROM device_key WHERE last_used_at IS NOT NULL"
                                + " AND device = (SELECT id FROM device WHERE device_id = '" + device.id() + "')")
                        == 1);
    }

    private static void awaitLog(Application application, String part) {
        await().atMost(Duration.ofMinutes(2))
                .ignoreExceptions() // there is no log at first
                .until(() -> application.log().stream().anyMatch(it -> it.contains(part)));
    }

    @Test
    void takeEachMqttMessageOnceBetweenThem() throws MqttException {
        TestDevice device = Client.admin(first.uri()).newDevice();
        long before = arrivals(first) + arrivals(second);

        publish(device, 300);

        await().atMost(SOON).untilAsserted(() -> assertEquals(300, stored(device)));
        assertEquals(300, arrivals(first) + arrivals(second) - before);
    }

    @Test
    void takeOverWhatAnotherNodeWouldHaveTaken() throws MqttException {
        TestDevice device = Client.admin(first.uri()).newDevice();
        second.kill();
        try {
            publish(device, 50);

            await().atMost(SOON).untilAsserted(() -> assertEquals(50, stored(device)));
        } finally {
            second.restart();
        }
    }

    @Test
    void writeABacklogTogetherAndThenDoNothing() {
        TestDevice device = Client.admin(first.uri()).newDevice();
        soon().until(() -> backlog() == 0);
        double[] before = {written(first), written(second)};
        TestStack.influxDouble().stop();
        try {
            for (int request = 0; request < 20; request++) {
                long begin = 1_767_225_600_000L + request * 10_000L;
                String lines = LongStream.range(begin, begin + 10_000)
                        .mapToObj(it -> "backlog v=1 " + it)
                        .collect(Collectors.joining("\n"));
                Client node = new Client((request % 2 == 0 ? first : second).uri(), device.key());
                assertEquals(204, node.post("/api/v2/write?precision=ms", lines).status());
            }
        } finally {
            TestStack.influxDouble().start();
        }

        await().atMost(Duration.ofMinutes(3)).until(() -> backlog() == 0);

        double[] shares = {written(first) - before[0], written(second) - before[1]};
        System.out.printf("a backlog of 200,000: %.0f and %.0f points%n", shares[0], shares[1]);
        assertEquals(200_000, shares[0] + shares[1]);
        assertTrue(Math.min(shares[0], shares[1]) > 20_000, "both write");
        double idle = Math.max(cpuShare(first), cpuShare(second));
        System.out.printf("then the busier node takes %.1f %% of a CPU%n", idle * 100);
        assertTrue(idle < 0.05, "idle: " + idle);
    }

    private static long backlog() {
        return Client.admin(first.uri())
                .get("/api/v1/admin/dashboard")
                .json()
                .getJsonObject("statistics")
                .getJsonObject("flow")
                .getInt("backlog");
    }

    private static double written(Application node) {
        return new Client(node.uri(), "")
                .get("/metrics")
                .text()
                .lines()
                .filter(it -> it.startsWith("iotflow_influx_written_total"))
                .mapToDouble(it -> Double.parseDouble(it.substring(it.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Of one CPU, over ten seconds. */
    private static double cpuShare(Application node) {
        Duration before = node.cpuTime();
        await().pollDelay(Duration.ofSeconds(10)).until(() -> true);
        return node.cpuTime().minus(before).toMillis() / 10_000.0;
    }

    private static void publish(TestDevice device, int messages) throws MqttException {
        try (MqttClient mqtt = device.connect()) {
            for (int i = 0; i < messages; i++) {
                mqtt.publish("iotflow/devices/" + device.id() + "/telemetry/m", new byte[] {'1'}, 1, false);
            }
            mqtt.disconnect();
        }
    }

    /** Messages without a time of their own: each that came twice would be two. */
    private static long stored(TestDevice device) {
        return new Client(first.uri(), device.key())
                .get("/api/v1/devices/status")
                .json()
                .getJsonObject("device")
                .getInt("telemetry_count");
    }

    private static long arrivals(Application node) {
        return new Client(node.uri(), "")
                .get("/metrics")
                .text()
                .lines()
                .filter(it -> it.startsWith("iotflow_received_total{") && it.contains("over=\"mqtt\""))
                .mapToLong(it -> (long) Double.parseDouble(it.substring(it.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Test
    void agreeOnTheTypeOfAFieldThatBothSeeFirst() {
        TestDevice device = Client.admin(first.uri()).newDevice();
        Client here = new Client(first.uri(), device.key());
        Client there = new Client(second.uri(), device.key());
        String measurement = "race-" + UUID.randomUUID();

        for (int i = 0; i < 20; i++) {
            String field = "f" + i;
            CompletableFuture<Reply> number = CompletableFuture.supplyAsync(() -> store(here, measurement, field, "1"));
            CompletableFuture<Reply> text =
                    CompletableFuture.supplyAsync(() -> store(there, measurement, field, "\"a\""));

            assertEquals(
                    List.of(201, 400),
                    Stream.of(number, text)
                            .map(it -> it.join().status())
                            .sorted()
                            .toList());
            String winner = number.join().status() == 201 ? "1" : "\"a\"";
            assertEquals(201, store(here, measurement, field, winner).status());
            assertEquals(201, store(there, measurement, field, winner).status());
        }
    }

    @Test
    void registerNoMoreFieldsTogetherThanThereMayBe() {
        TestDevice device = Client.admin(first.uri()).newDevice();
        List<Client> nodes = List.of(new Client(first.uri(), device.key()), new Client(second.uri(), device.key()));
        String measurement = "many-" + UUID.randomUUID();

        List<Reply> replies = IntStream.range(0, 100)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> store(nodes.get(i % 2), measurement, "f" + i, "1")))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();

        assertEquals(60, replies.stream().filter(it -> it.status() == 201).count());
        Reply refused =
                replies.stream().filter(it -> it.status() != 201).findFirst().orElseThrow();
        assertEquals(400, refused.status());
        assertTrue(refused.text().contains("has 60 already, as many as it may have"), refused.text());
        assertEquals(
                60,
                Client.admin(first.uri())
                        .get("/api/v1/admin/measurements?measurement=" + measurement)
                        .json()
                        .getInt("count"));
        for (int i = 0; i < 100; i++) { // the known ones still pass, on either node
            int expected = replies.get(i).status();
            assertEquals(
                    expected,
                    store(nodes.get((i + 1) % 2), measurement, "f" + i, "2").status());
        }
    }

    @Test
    void forgetATypeThatWasRemovedOnTheOtherNode() {
        TestDevice device = Client.admin(first.uri()).newDevice();
        Client there = new Client(second.uri(), device.key());
        String measurement = "corrected-" + UUID.randomUUID();
        assertEquals(201, store(there, measurement, "v", "\"a\"").status());
        assertEquals(400, store(there, measurement, "v", "1").status());

        Client.admin(first.uri()).delete("/api/v1/admin/measurements/" + measurement + "/fields/v");

        soon().until(() -> store(there, measurement, "v", "1").status() == 201);
    }

    private static Reply store(Client client, String measurement, String field, String value) {
        return client.post(TELEMETRY, "{\"data\":{\"%s\":%s},\"type\":\"%s\"}".formatted(field, value, measurement));
    }
}
