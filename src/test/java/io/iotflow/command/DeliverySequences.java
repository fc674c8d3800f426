package io.iotflow.command;

import static io.iotflow.stack.Waiting.soon;
import static java.util.concurrent.TimeUnit.MINUTES;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Client;
import io.iotflow.stack.Connection;
import io.iotflow.stack.Reply;
import io.iotflow.stack.TestDevice;
import io.iotflow.stack.TestStack;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.logging.Logger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttException;

/**
 * What devices do that were not there when a command was sent, over one broker. Each sequence returns when the device has
 * the command, and logs how long that took since it was there.
 */
final class DeliverySequences {

    private static final Logger LOG = Logger.getLogger(DeliverySequences.class.getName());
    private static final Path DEVICES_PAGE = Path.of("src/docs/devices.md");
    private static final Pattern JAVA = Pattern.compile("(?s)```java\n(.*?)```");

    private final String broker;
    private final int port;
    private final Client admin;
    private final TestDevice device;

    /** With a device of its own. */
    DeliverySequences(String broker, int port, Client admin) {
        this.broker = broker;
        this.port = port;
        this.admin = admin;
        this.device = admin.newDevice();
    }

    TestDevice device() {
        return device;
    }

    /** It connects for the first time, subscribes and sends. */
    void neverConnected() throws MqttException, SQLException {
        send();
        noMoreByItself();
        Instant there = Instant.now();
        try (Connection first = connect()) {
            listen(first);
            telemetry(first);
            awaitCommand(first, there, "never connected");
        }
    }

    /** It wakes, with a clean session each time, subscribes, sends, and sleeps without a word. */
    void cleanSessionSleeper() throws MqttException {
        wake();
        send();
    }

    /** It sleeps until the command was sent so often. */
    void itWakes(int attemptsIntoItsSleep) throws MqttException, SQLException {
        await().atMost(2, MINUTES).until(() -> command().getInt("attempts") >= attemptsIntoItsSleep);
        noMoreByItself();
        Instant there = Instant.now();
        try (Connection awake = connect()) {
            listen(awake);
            telemetry(awake);
            awaitCommand(awake, there, "clean-session sleeper");
        }
    }

    /** It subscribes, and never sends anything. */
    void relayThatOnlySubscribes(boolean brokerTells) throws MqttException, SQLException {
        send();
        if (brokerTells) {
            noMoreByItself();
        }
        Instant there = Instant.now();
        try (Connection relay = connect()) {
            listen(relay);
            awaitCommand(relay, there, "relay that only subscribes");
        }
    }

    /** The program of the documentation, as it stands there, once and once again. */
    void documentedClientTwice(Path folder) throws IOException, InterruptedException, SQLException {
        Path source = Files.writeString(folder.resolve("Reading.java"), documentedClient());
        Process once = run(source, folder.resolve("once.log"));
        awaitLine(folder.resolve("once.log"), "sent: ");
        end(once);
        send();
        noMoreByItself();
        Path log = folder.resolve("again.log");
        Instant start = Instant.now();
        Process again = run(source, log);
        awaitLine(log, "sent: ");
        Instant there = Instant.now();
        awaitLine(log, "command: {\"command_id\":\"c1\"");
        report("the documented Java client run twice", there);
        LOG.info(() ->
                "of which the program took " + Duration.between(start, there).toMillis() + " ms until it was there");
        end(again);
    }

    private static String documentedClient() throws IOException {
        return JAVA.matcher(Files.readString(DEVICES_PAGE))
                .results()
                .map((MatchResult it) -> it.group(1))
                .findFirst()
                .orElseThrow();
    }

    private Process run(Path source, Path log) throws IOException {
        String paho = Path.of(MqttClient.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .toString();
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        paho,
                        source.toString(),
                        "tcp://127.0.0.1:" + port,
                        device.id(),
                        device.key())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private static void awaitLine(Path log, String beginning) {
        soon().until(() -> Files.readAllLines(log).stream().anyMatch(it -> it.startsWith(beginning)));
    }

    private static void end(Process program) throws IOException, InterruptedException {
        program.getOutputStream().write('\n');
        program.getOutputStream().flush();
        assertTrue(program.waitFor(30, SECONDS));
        assertEquals(0, program.exitValue());
    }

    Connection connect() throws MqttException {
        return Connection.open(port, device.id(), device.key(), "client-" + device.id());
    }

    void listen(Connection connection) {
        assertTrue(connection.subscribes("iotflow/devices/" + device.id() + "/commands/#"));
    }

    private void telemetry(Connection connection) {
        assertTrue(connection.publishes("iotflow/devices/" + device.id() + "/telemetry/m", "{\"value\":1}"));
    }

    private void wake() throws MqttException {
        try (Connection awake = connect()) {
            listen(awake);
            telemetry(awake);
            soon().until(() -> isOnline());
        }
    }

    private boolean isOnline() {
        return device.http()
                .get("/api/v1/devices/status")
                .json()
                .getJsonObject("device")
                .getBoolean("is_online");
    }

    /** Sends the command {@code c1}, which the broker takes. */
    void send() {
        Reply reply = admin.post(
                "/api/v1/mqtt/device/" + device.id() + "/command",
                "{\"command_type\":\"control\",\"command\":1,\"command_id\":\"c1\"}");
        assertEquals(200, reply.status(), reply.text());
        soon().until(() -> command().getString("state").equals("sent"));
    }

    JsonObject command() {
        return admin.get("/api/v1/mqtt/device/" + device.id() + "/command/c1")
                .json()
                .getJsonObject("command");
    }

    /** From now on nothing but a sign of the device has its command sent. */
    void noMoreByItself() throws SQLException {
        try (java.sql.Connection connection = TestStack.database().getConnection();
                PreparedStatement update = connection.prepareStatement(
                        "UPDATE command SET next_attempt_at = now() + interval '1 hour' WHERE device_id = ?")) {
            update.setString(1, device.id());
            assertEquals(1, update.executeUpdate());
        }
    }

    void awaitCommand(Connection connection, Instant there, String who) {
        soon().until(() ->
                connection.received().stream().anyMatch(it -> it.contains("/commands/control {\"command_id\":\"c1\"")));
        report(who, there);
    }

    private void report(String who, Instant there) {
        long millis = Duration.between(there, Instant.now()).toMillis();
        LOG.info(() -> "%s, %s: it had the command after %d ms, attempts: %d"
                .formatted(broker, who, millis, command().getInt("attempts")));
    }
}
