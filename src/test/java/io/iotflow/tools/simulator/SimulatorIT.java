package io.iotflow.tools.simulator;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Application;
import io.iotflow.stack.Client;
import io.iotflow.stack.Reply;
import io.iotflow.stack.TestStack;
import io.iotflow.tools.api.ApiClient;
import io.iotflow.tools.mqtt.MqttEndpoint;
import io.iotflow.tools.quickstart.EmbeddedBroker;
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
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Simulated fleets against the whole stack: what they say of it is true, and they behave as devices do. */
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

        assertTrue(summary("sent") > 0);
        assertEquals(summary("sent"), summary("acknowledged"));
        assertEquals(summary("sent"), summary("compared"));
        assertEquals(summary("sent"), stored());
        assertEquals(0, summary("lost") + summary("duplicate") + summary("different"));
    }

    @Test
    void sendsOverHttpTooAndUsesTheDevicesOfTheRunBefore() throws IOException {
        assertEquals(0, simulate("--http", "--devices", "8", "--rate", "80", "--duration", "3s"), said::toString);
        long first = stored();
        said.getBuffer().setLength(0);

        assertEquals(0, simulate("--http", "--devices", "8", "--rate", "80", "--duration", "3s"), said::toString);
        assertEquals(first + summary("sent"), stored());
        assertEquals(8, devices().json().getJsonObject("pagination").getInt("total"));
    }

    @Test
    void noticesWhatTheStoreHasLostDoubledOrChanged() throws Exception {
        try (Fleet fleet = fleet(2, 20)) {
            Instant since = Instant.now().minusSeconds(1).truncatedTo(ChronoUnit.MILLIS);
            await().atMost(30, SECONDS).until(() -> fleet.tally().figures().acknowledged() >= 20);
            fleet.stopMeasuring();
            SimulatedDevice device = fleet.devices().get(0);
            device.receipts().add(new Reading(Instant.now().plusSeconds(60), Map.of("temperature", 1.0)));
            Instant sent = device.receipts().digests().keySet().stream()
                    .min(Instant::compareTo)
                    .orElseThrow();
            device.receipts().add(new Reading(sent, Map.of("temperature", -99.0)));

            Verification.Result result = new Verification(
                            new ApiClient(application.uri()), since, Duration.ofSeconds(3))
                    .of(fleet.devices());

            assertEquals(1, result.lost());
            assertEquals(1, result.different());
            assertEquals(0, result.duplicates());
        }
    }

    @Test
    void keepsWhatItCannotDeliverAndDeliversItOnceWhenTheBrokerIsBack() throws Exception {
        Instant since = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        try (Fleet fleet = fleet(20, 100)) {
            await().atMost(30, SECONDS).until(() -> fleet.tally().figures().acknowledged() >= 200);
            broker.close();
            try {
                await().atMost(30, SECONDS).until(() -> fleet.tally().figures().waiting() >= 200);
            } finally {
                broker = TestStack.startBroker(brokerFolder, port);
            }
            await().atMost(60, SECONDS).until(() -> fleet.tally().figures().connected() == 20);
            fleet.stopMeasuring();
            await().atMost(30, SECONDS).until(() -> fleet.tally().figures().waiting() == 0);

            Verification.Result result = new Verification(new ApiClient(application.uri()), since).of(fleet.devices());

            assertTrue(result.isSound(), result.toString());
            assertEquals(fleet.tally().figures().sent(), result.compared());
            assertTrue(fleet.tally().figures().failedAttempts() > 0);
        }
    }

    @Test
    void doesWhatItIsToldOverMqttAndSaysSo() throws Exception {
        try (Fleet fleet = fleet(1, 10)) {
            String device = fleet.devices().get(0).identity().deviceId();
            await().atMost(30, SECONDS).until(() -> fleet.tally().figures().connected() == 1);
            order(device, "config", "{\"interval\":3600}", "c-1");
            order(device, "firmware", "{\"version\":\"2.0.0\"}", "c-2");
            order(device, "control", "{\"action\":\"explode\"}", "c-3");

            awaitResult(device, "c-1", "succeeded", "measures every 3600 s");
            awaitResult(device, "c-2", "succeeded", "runs 2.0.0");
            awaitResult(device, "c-3", "failed", "action must be");
            assertTrue(status(device).contains("2.0.0"), status(device));
            assertTrue(status(device).contains("3600"), status(device));
        }
    }

    @Test
    void fetchesItsCommandsOverHttp() throws Exception {
        String device = prefix + "-environmental-1";
        Thread simulator =
                new Thread(() -> simulateQuietly("--http", "--devices", "1", "--rate", "5", "--duration", "15s"));
        simulator.start();
        await().atMost(30, SECONDS).until(() -> stored() > 0);
        order(device, "config", "{\"interval\":2}", "c-1");

        awaitResult(device, "c-1", "succeeded", "measures every 2 s");
        simulator.join();
        assertTrue(said.toString().contains("answers"), said::toString);
    }

    @Test
    void isSeenAsOfflineWhenItLosesItsConnectionAndComesBack() throws Exception {
        try (Fleet fleet = fleet(1, 20)) {
            String device = fleet.devices().get(0).identity().deviceId();
            await().atMost(30, SECONDS).until(() -> isOnline(device));
            order(device, "control", "{\"action\":\"fault\",\"fault\":\"offline\",\"seconds\":30}", "c-1");

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
        assertEquals(summary("sent"), stored());
        Reply quarantine = admin().get("/api/v1/admin/quarantine?device_id=" + prefix + "-environmental-1");
        assertTrue(quarantine.json().toString().contains("not valid JSON"), quarantine.text());
    }

    @Test
    void isCommandedAsAGroupAndLeavesNothingWhenItIsToldSo() throws Exception {
        Thread simulator = new Thread(() ->
                simulateQuietly("--devices", "3", "--rate", "3", "--duration", "10s", "--group", prefix, "--remove"));
        simulator.start();
        await().atMost(30, SECONDS).until(() -> stored() > 0);
        Reply sent = admin().post(
                        "/api/v1/mqtt/fleet/" + prefix + "/command",
                        "{\"command\":{\"action\":\"report\"},\"command_id\":\"f-1\"}");
        assertEquals(200, sent.status(), sent.text());
        for (int i = 1; i <= 3; i++) {
            awaitResult(FleetPlan.of(3, 1).deviceId(i - 1).replace("sim", prefix), "f-1", "succeeded", "has reported");
        }
        simulator.join();

        assertEquals(0, devices().json().getJsonObject("pagination").getInt("total"));
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

        assertTrue(said.toString().contains("is there already and is not simulated"), said::toString);
        assertEquals(200, owner.get("/api/v1/devices/status").status());
    }

    private Fleet fleet(int devices, double rate) throws IOException, InterruptedException {
        FleetPlan plan = new FleetPlan(devices, List.of(Profile.environmental), rate, 1, prefix, Map.of());
        return Fleet.start(
                plan, new ApiClient(application.uri()), TestStack.ADMIN_KEY, MqttEndpoint.plain("127.0.0.1", port));
    }

    private int simulate(String... options) throws IOException {
        Path key = Files.writeString(folder.resolve("key"), TestStack.ADMIN_KEY);
        PrintWriter writer = new PrintWriter(said, true);
        CommandLine simulator = new CommandLine(new Simulator()).setOut(writer).setErr(writer);
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.addAll(List.of("--to", application.uri().toString(), "--mqtt", "mqtt://127.0.0.1:" + port));
        arguments.addAll(List.of("--key-file", key.toString(), "--prefix", prefix));
        return simulator.execute(arguments.toArray(String[]::new));
    }

    private void simulateQuietly(String... options) {
        try {
            simulate(options);
        } catch (IOException e) {
            said.write(e.toString());
        }
    }

    /** A figure of the summary. */
    private long summary(String name) {
        Matcher row = Pattern.compile("(?m)^  " + name + " +([0-9,]+)").matcher(said.toString());
        assertTrue(row.find(), () -> "no row '" + name + "' in " + said);
        return Long.parseLong(row.group(1).replace(",", ""));
    }

    /** The messages that the product has of this test's fleet. */
    private long stored() {
        return TestStack.queryLong("SELECT count(*) FROM telemetry log JOIN device ON device.id = log.device"
                + " WHERE log.measurement <> 'status' AND device.device_id LIKE '" + prefix + "-%'");
    }

    private static Client admin() {
        return Client.admin(application.uri());
    }

    private Reply devices() {
        return admin().get("/api/v1/admin/devices?search=" + prefix);
    }

    private static boolean isOnline(String device) {
        Reply reply = admin().get("/api/v1/admin/devices/" + device);
        return reply.json().getJsonObject("device").getBoolean("is_online");
    }

    private static String status(String device) {
        return admin().get("/api/v1/influxdb/device/" + device + "/latest?measurement=status")
                .text();
    }

    private static void order(String device, String type, String command, String id) {
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
