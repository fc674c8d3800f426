package io.iotflow.tools.simulator;

import static io.iotflow.stack.Waiting.soon;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Application;
import io.iotflow.stack.Client;
import io.iotflow.stack.FullSuite;
import io.iotflow.stack.Reply;
import io.iotflow.stack.TestStack;
import io.iotflow.tools.api.ApiClient;
import io.iotflow.tools.api.RegisteredDevice;
import io.iotflow.tools.mqtt.MqttEndpoint;
import io.iotflow.tools.quickstart.EmbeddedBroker;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Simulated fleets against the whole stack: what they say of it is true, and they behave as devices do. */
@FullSuite
class SimulatorIT {

    @TempDir
    private static Path brokerFolder;

    private static int port;
    private static EmbeddedBroker broker;
    private static Application application;

    @TempDir
    private Path folder;

    private final String prefix = "s" + UUID.randomUUID().toString().substring(0, 8); // fleets of their own
    private final StringWriter said = new StringWriter();

    @BeforeAll
    static void start() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        broker = TestStack.startBroker(brokerFolder, port);
        application = Application.start(TestStack.withBrokerAt(port));
    }

    @AfterAll
    static void stop() {
        application.close();
        broker.close();
    }

    @Test
    void findsAllThatWasAcknowledgedOverMqttOnceAndAsItWasSent() throws IOException {
        assertEquals(0, simulate("--devices", "40", "--rate", "400", "--duration", "5s"), said::toString);

        assertTrue(summary("measured") > 0);
        assertEquals(summary("measured"), summary("acknowledged"));
        assertEquals(summary("measured"), summary("compared"));
        assertEquals(summary("measured"), stored());
        assertEquals(0, summary("lost") + summary("duplicate") + summary("different"));
    }

    @Test
    void usesTheDevicesOfTheRunBeforeAndLeavesNothingWhenItIsToldSo() throws IOException {
        String[] options = {"--http", "--devices", "8", "--rate", "80", "--duration", "2s"};
        assertEquals(0, simulate(options), said::toString);
        long first = stored();
        said.getBuffer().setLength(0);

        assertEquals(0, simulate(options), said::toString);
        assertEquals(first + summary("measured"), stored());
        assertEquals(8, devices());

        assertEquals(0, simulate("--devices", "8", "--duration", "6s", "--remove"), said::toString);
        assertEquals(0, devices());
    }

    @Test
    void noticesWhatTheStoreHasLostDoubledOrChanged() throws Exception {
        Instant since = now();
        try (Fleet fleet = start(2, 20, mqtt())) {
            await().atMost(30, SECONDS).until(() -> fleet.totals().metrics().acknowledged() >= 20);
            settle(fleet);
            assertTrue(compare(fleet, since).isSound());
            SimulatedDevice device = fleet.devices().get(0);
            Instant sent = device.receipts().all().firstKey();
            device.receipts().acknowledged(new Reading(sent, Map.of("temperature", -99.0)));
            device.receipts().acknowledged(new Reading(sent.plusNanos(1000), Map.of("temperature", 1.0)));
            Reply another = admin().withKey(device.identity().key())
                    .post("/api/v1/devices/telemetry", "{\"type\":\"environmental\",\"data\":{\"temperature\":2}}");
            assertEquals(201, another.status(), another.text());

            Verification.Result result = new Verification(api(), since, Duration.ZERO).of(fleet.devices());

            assertEquals(1, result.different());
            assertEquals(1, result.lost());
            assertEquals(1, result.duplicates());
        }
    }

    @Test
    void keepsWhatItCannotDeliverAndDeliversItOnceWhenTheBrokerIsBack() throws Exception {
        Instant since = now();
        try (Fleet fleet = start(20, 100, mqtt())) {
            await().atMost(30, SECONDS).until(() -> fleet.totals().metrics().acknowledged() >= 200);
            broker.close();
            try {
                await().atMost(30, SECONDS).until(() -> fleet.totals().metrics().waiting() >= 200);
            } finally {
                broker = TestStack.startBroker(brokerFolder, port);
            }
            await().atMost(60, SECONDS).until(() -> fleet.totals().metrics().connected() == 20);
            settle(fleet);

            Verification.Result result = compare(fleet, since);

            assertTrue(result.isSound(), result.toString());
            assertEquals(fleet.totals().metrics().measured(), result.compared());
            assertTrue(fleet.totals().metrics().failedAttempts() > 0);
        }
    }

    @Test
    void deliversOverHttpWhatTheServerCouldNotTake() throws Exception {
        Instant since = now();
        try (Fleet fleet = start(5, 50, HttpUplink.to(api()))) {
            await().atMost(30, SECONDS).until(() -> fleet.totals().metrics().acknowledged() >= 50);
            application.kill();
            try {
                await().atMost(30, SECONDS).until(() -> fleet.totals().metrics().waiting() >= 100);
            } finally {
                application.restart();
            }
            await().atMost(60, SECONDS).until(() -> fleet.totals().metrics().connected() == 5);
            settle(fleet);

            Verification.Result result = compare(fleet, since);

            assertTrue(result.isSound(), result.toString());
            assertEquals(fleet.totals().metrics().measured(), result.compared());
        }
    }

    @Test
    void doesWhatItIsToldOverMqttAndSaysSo() throws Exception {
        try (Fleet fleet = start(1, 10, mqtt())) {
            String device = fleet.devices().get(0).identity().deviceId();
            await().atMost(30, SECONDS).until(() -> fleet.totals().metrics().connected() == 1);
            send(device, "config", "{\"interval\":3600}", "c-1");
            send(device, "firmware", "{\"version\":\"2.0.0\"}", "c-2");
            send(device, "control", "{\"action\":\"explode\"}", "c-3");

            awaitResult(device, "c-1", "succeeded", "measures every 3600 s");
            awaitResult(device, "c-2", "succeeded", "runs 2.0.0");
            awaitResult(device, "c-3", "failed", "action must be");
            await().atMost(30, SECONDS)
                    .until(() ->
                            status(device).contains("2.0.0") && status(device).contains("3600"));
            soon().until(() -> admin().get("/api/v1/admin/devices?firmware=2.0.0&search=" + device)
                            .json()
                            .getJsonObject("pagination")
                            .getInt("total")
                    == 1);
        }
    }

    @Test
    void fetchesItsCommandsOverHttp() throws Exception {
        try (Fleet fleet = start(1, 5, HttpUplink.to(api()))) {
            String device = fleet.devices().get(0).identity().deviceId();
            send(device, "config", "{\"interval\":2}", "c-1");

            awaitResult(device, "c-1", "succeeded", "measures every 2 s");
            soon().until(() -> fleet.totals().metrics().commands() == 1);
        }
    }

    @Test
    void isCommandedAsAGroup() throws Exception {
        FleetRegistration registration = new FleetRegistration(api(), TestStack.ADMIN_KEY);
        FleetPlan plan = FleetPlan.of(3, 1, prefix);
        List<RegisteredDevice> registered = registration.register(plan);
        registration.join(prefix, registered);
        registration.join(prefix, registered); // a group that is there already is no failure
        try (Fleet fleet = new Fleet(plan, registered, api())) {
            fleet.connect(MqttUplink.to(MqttEndpoint.plain("127.0.0.1", port), Optional.of(prefix)));
            await().atMost(30, SECONDS).until(() -> fleet.totals().metrics().connected() == 3);
            Reply sent = admin().post(
                            "/api/v1/mqtt/fleet/" + prefix + "/command",
                            "{\"command\":{\"action\":\"report\"},\"command_id\":\"f-1\"}");
            assertEquals(200, sent.status(), sent.text());

            for (RegisteredDevice device : registered) {
                awaitResult(device.deviceId(), "f-1", "succeeded", "has reported");
            }
        }
    }

    @Test
    void isSeenAsOfflineWhenItLosesItsConnectionAndComesBack() throws Exception {
        try (Fleet fleet = start(1, 20, mqtt())) {
            String device = fleet.devices().get(0).identity().deviceId();
            await().atMost(30, SECONDS).until(() -> isOnline(device));
            send(device, "control", "{\"action\":\"fault\",\"fault\":\"offline\",\"seconds\":30}", "c-1");

            await().atMost(60, SECONDS).until(() -> !isOnline(device));
            await().atMost(60, SECONDS).until(() -> isOnline(device));
        }
    }

    @Test
    void bringsGarbledMessagesIntoTheQuarantineAndNothingElse() throws IOException {
        assertEquals(
                0,
                simulate("--devices", "4", "--rate", "80", "--duration", "3s", "--fault", "garbled=1"),
                said::toString);

        assertTrue(summary("garbled") > 0);
        assertEquals(summary("measured"), stored());
        Reply quarantine = admin().get("/api/v1/admin/quarantine?device_id=" + prefix + "-environmental-1");
        assertTrue(quarantine.json().toString().contains("not valid JSON"), quarantine.text());
    }

    @Test
    void saysThatNoDeviceCanConnectAndWhy() throws IOException {
        assertEquals(1, simulate("--devices", "2", "--mqtt", "mqtt://127.0.0.1:1"));

        assertTrue(said.toString().contains("no device could connect over MQTT to mqtt://127.0.0.1:1"), said::toString);
        assertTrue(said.toString().contains("Connection refused"), said::toString);
    }

    @Test
    void takesNoDeviceThatIsNotItsOwn() throws IOException {
        Reply registered = admin().post(
                        "/api/v1/devices/register",
                        "{\"name\":\"%1$s\",\"device_type\":\"environmental\",\"device_id\":\"%1$s\"}"
                                .formatted(prefix + "-environmental-1"));
        assertEquals(201, registered.status(), registered.text());
        Client owner = admin().withKey(registered.json().getJsonObject("device").getString("api_key"));

        assertEquals(1, simulate("--devices", "1", "--duration", "1s"));

        assertTrue(said.toString().contains("registered by somebody else. Choose other ids"), said::toString);
        assertEquals(200, owner.get("/api/v1/devices/status").status());
    }

    /** A fleet of this test, connected and measuring. */
    private Fleet start(int devices, double rate, Uplink.Opening way) throws IOException, InterruptedException {
        FleetPlan plan = new FleetPlan(devices, List.of(Profile.environmental), rate, 1, prefix, Map.of());
        Fleet fleet = new Fleet(plan, new FleetRegistration(api(), TestStack.ADMIN_KEY).register(plan), api());
        fleet.connect(way);
        fleet.measure();
        return fleet;
    }

    /** No new readings, and all are acknowledged. */
    private static void settle(Fleet fleet) {
        fleet.stopMeasuring();
        await().atMost(60, SECONDS).until(() -> fleet.totals().metrics().isAllDelivered());
    }

    private static Verification.Result compare(Fleet fleet, Instant since) throws IOException, InterruptedException {
        return new Verification(api(), since, Duration.ofSeconds(30)).of(fleet.devices());
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    private static ApiClient api() {
        return new ApiClient(application.uri());
    }

    private static Uplink.Opening mqtt() {
        return MqttUplink.to(MqttEndpoint.plain("127.0.0.1", port), Optional.empty());
    }

    private int simulate(String... options) throws IOException {
        Path key = Files.writeString(folder.resolve("key"), TestStack.ADMIN_KEY);
        PrintWriter writer = new PrintWriter(new BufferedWriter(said), true); // as picocli's
        CommandLine simulator = new CommandLine(new Simulator())
                .setOverwrittenOptionsAllowed(true)
                .setOut(writer)
                .setErr(writer);
        List<String> arguments =
                new ArrayList<>(List.of("--to", application.uri().toString(), "--mqtt", "mqtt://127.0.0.1:" + port));
        arguments.addAll(List.of("--key-file", key.toString(), "--prefix", prefix));
        arguments.addAll(List.of(options));
        return simulator.execute(arguments.toArray(String[]::new));
    }

    /** A figure of the summary. */
    private long summary(String name) {
        Matcher row = Pattern.compile("(?m)^  " + name + " +([0-9,]+)").matcher(said.toString());
        assertTrue(row.find(), () -> "no row '" + name + "' in " + said);
        return Long.parseLong(row.group(1).replace(",", ""));
    }

    /** The messages that the product has of this test's fleet. */
    private long stored() {
        return TestStack.queryLong(
                "SELECT count(*) FROM telemetry log JOIN series ON series.id = log.series JOIN device ON device.id = log.device"
                        + " WHERE series.measurement <> 'status' AND device.device_id LIKE '" + prefix + "-%'");
    }

    private static Client admin() {
        return Client.admin(application.uri());
    }

    private int devices() {
        Reply reply = admin().get("/api/v1/admin/devices?search=" + prefix);
        return reply.json().getJsonObject("pagination").getInt("total");
    }

    private static boolean isOnline(String device) {
        Reply reply = admin().get("/api/v1/admin/devices/" + device);
        return reply.json().getJsonObject("device").getBoolean("is_online");
    }

    private static String status(String device) {
        return admin().get("/api/v1/influxdb/device/" + device + "/latest?measurement=status")
                .text();
    }

    private static void send(String device, String type, String command, String id) {
        Reply reply = admin().post(
                        "/api/v1/mqtt/device/" + device + "/command",
                        "{\"command_type\":\"%s\",\"command\":%s,\"command_id\":\"%s\"}".formatted(type, command, id));
        assertEquals(200, reply.status(), reply.text());
    }

    private static void awaitResult(String device, String id, String result, String message) {
        await().atMost(30, SECONDS).until(() -> {
            String text = admin().get("/api/v1/mqtt/device/" + device + "/command/" + id)
                    .text();
            return text.contains("\"" + result + "\"") && text.contains(message);
        });
    }
}
