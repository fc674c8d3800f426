package io.iotflow.journey;

import static io.iotflow.stack.Waiting.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Application;
import io.iotflow.stack.Client;
import io.iotflow.stack.FullSuite;
import io.iotflow.stack.Reply;
import io.iotflow.stack.TestDevice;
import io.iotflow.stack.TestServer;
import io.iotflow.stack.TestStack;
import io.iotflow.tools.api.RegisteredDevice;
import io.iotflow.tools.bench.HttpLoad;
import io.iotflow.tools.bench.Load;
import io.iotflow.tools.bench.LoadPlan;
import io.iotflow.tools.bench.MqttLoad;
import io.iotflow.tools.bench.StoredMessages;
import io.iotflow.tools.quickstart.JavaHome;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the product is for, on both servers that it runs on; the figures of both are printed. */
@FullSuite
class TwoServersIT {

    private static final String TELEMETRY = "/api/v1/devices/telemetry";
    private static final int RATE = 200; // messages a second, over each of MQTT and HTTP

    @ParameterizedTest
    @EnumSource
    void serveDevicesAndOperatorsAndLoseNothingWhenTheyAreKilled(TestServer server) throws Exception {
        JavaHome java = server.java();
        Instant begin = Instant.now();
        try (Application application = Application.launch(TestStack.with(Map.of()), java)) {
            application.awaitReady();
            Duration start = Duration.between(begin, Instant.now());
            TestDevice device = Client.admin(application.uri()).newDevice();
            storesAndAnswers(device);
            commands(application.uri(), device);
            describesItself(application.uri());
            System.out.printf(
                    "%s on Java %d: ready after %d ms, started again after kill -9 in %d ms, %s; %d MB resident%n",
                    name(application),
                    java.release(),
                    start.toMillis(),
                    killUnderLoad(application).toMillis(),
                    "0 lost",
                    application.rssBytes() >> 20);
        }
    }

    private static String name(Application application) {
        return application.log().stream()
                .flatMap(it -> Pattern.compile("Payara Micro [67]\\.[0-9.]+")
                        .matcher(it)
                        .results())
                .map(MatchResult::group)
                .findFirst()
                .orElseThrow();
    }

    private static void storesAndAnswers(TestDevice device) {
        assertEquals(
                201, device.http().post(TELEMETRY, "{\"data\":{\"http\":21.5}}").status());
        device.publish("telemetry/m", "{\"mqtt\":22.5}");

        soon().until(() -> device.http().get(device.data("?start=-1h")).json().getInt("count") == 2);
        String latest = device.http().get(device.latest("")).text();
        assertTrue(latest.contains("21.5") || latest.contains("22.5"), latest);
    }

    private static void commands(URI server, TestDevice device) throws Exception {
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        try (MqttClient mqtt = device.connect()) {
            mqtt.subscribe(
                    "iotflow/devices/" + device.id() + "/commands/#",
                    1,
                    (topic, message) -> received.add(new String(message.getPayload(), StandardCharsets.UTF_8)));
            Reply sent = Client.admin(server)
                    .post(
                            "/api/v1/mqtt/device/" + device.id() + "/command",
                            "{\"command_type\":\"control\",\"command\":\"led_on\"}");
            assertTrue(sent.status() < 300, sent.text());
            String command = received.poll(30, TimeUnit.SECONDS);
            assertTrue(command != null && command.contains("led_on"), "received: " + command);
            mqtt.disconnect();
        }
    }

    private static void describesItself(URI server) {
        Client anybody = Client.admin(server).withKey(null);
        assertEquals(200, anybody.get("/health/ready").status());
        assertEquals(200, anybody.get("/health/live").status());
        assertTrue(anybody.get("/metrics").text().contains("iotflow_received_total"));
        assertTrue(anybody.get("/openapi").text().contains(TELEMETRY));
    }

    /** How long it took to be ready again. */
    private static Duration killUnderLoad(Application application) throws SQLException {
        String overMqtt = "mqtt-" + UUID.randomUUID();
        String overHttp = "http-" + UUID.randomUUID();
        try (Load mqtt = MqttLoad.start("127.0.0.1", TestStack.mqttPort(), plan(application, overMqtt));
                Load http = HttpLoad.start(application.uri(), plan(application, overHttp))) {
            awaitMore(mqtt, http);
            application.kill();
            Instant begin = Instant.now();
            application.restart();
            Duration restart = Duration.between(begin, Instant.now());
            awaitMore(mqtt, http);
            http.stop();
            mqtt.stop();
            compare(mqtt, overMqtt);
            compare(http, overHttp);
            return restart;
        }
    }

    private static LoadPlan plan(Application application, String measurement) {
        TestDevice device = Client.admin(application.uri()).newDevice();
        return LoadPlan.of(List.of(new RegisteredDevice(device.id(), device.key())), measurement)
                .withRate(RATE);
    }

    private static void awaitMore(Load mqtt, Load http) {
        long overMqtt = mqtt.acknowledgedCount() + RATE;
        long overHttp = http.acknowledgedCount() + RATE;
        soon().until(() -> mqtt.acknowledgedCount() >= overMqtt && http.acknowledgedCount() >= overHttp);
    }

    private static void compare(Load load, String measurement) throws SQLException {
        soon().until(() -> StoredMessages.read(TestStack.database(), measurement)
                .missing(load.acknowledged())
                .isEmpty());
        assertEquals(0, StoredMessages.read(TestStack.database(), measurement).duplicates());
        System.out.printf("%s: %d acknowledged, all stored once%n", measurement, load.acknowledgedCount());
    }
}
