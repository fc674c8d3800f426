package io.iotflow.brokerauth;

import static io.iotflow.stack.Waiting.soon;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Application;
import io.iotflow.stack.Attempts;
import io.iotflow.stack.Client;
import io.iotflow.stack.Connection;
import io.iotflow.stack.FullSuite;
import io.iotflow.stack.Reply;
import io.iotflow.stack.TestDevice;
import io.iotflow.stack.TestMosquitto;
import io.iotflow.stack.TestStack;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Mosquitto with dynamic security, with the configuration that we ship. */
@FullSuite
class MosquittoAccountsIT {

    private static final int MORE_THAN_A_CHUNK = 120; // of those that one CSV is registered in
    private static final String ORPHAN =
            "orphan-" + UUID.randomUUID(); // made first: for a while it may become somebody's

    @TempDir
    private static Path folder;

    private static TestMosquitto mosquitto;
    private static Application application;
    private static Client admin;

    private TestDevice device;

    @BeforeAll
    static void start() throws MqttException {
        mosquitto = TestMosquitto.startIn(folder, "accounts in it");
        application = Application.start(TestStack.with(Map.of(
                "mqtt.port",
                String.valueOf(mosquitto.serverPort()),
                "mqtt.username",
                TestMosquitto.USERNAME,
                "mqtt.password",
                TestMosquitto.PASSWORD,
                "iotflow.broker.accounts",
                "mosquitto",
                "iotflow.broker.reconcile.interval",
                "PT1S")));
        admin = Client.admin(application.uri());
        try (Control control = new Control()) {
            control.run(
                    "{\"command\":\"createClient\",\"username\":\"%s\",\"password\":\"p\",\"textname\":\"IoTFlow device\"}"
                            .formatted(ORPHAN));
        }
    }

    @AfterAll
    static void stop() {
        if (application != null) {
            application.close();
        }
        if (mosquitto != null) {
            mosquitto.close();
        }
    }

    @BeforeEach
    void register() {
        device = admin.newDevice();
    }

    @Test
    void aRegisteredDeviceSendsAndIsSentCommands() throws MqttException {
        try (Connection mine = connect(device);
                Connection server = server()) {
            assertTrue(mine.subscribes("iotflow/devices/" + device.id() + "/commands/#"));
            assertTrue(mine.publishes("iotflow/devices/" + device.id() + "/telemetry/m", "{\"value\":1}"));
            assertTrue(server.publishes("iotflow/devices/" + device.id() + "/commands/config", "on"));

            soon().until(() -> count(device) == 1);
            soon().until(() -> mine.received().contains("iotflow/devices/" + device.id() + "/commands/config on"));
        }
    }

    @Test
    void eachDeviceOfACsvHasItsAccount() throws MqttException {
        String fleet = "fleet-" + UUID.randomUUID().toString().substring(0, 8);
        StringBuilder csv = new StringBuilder("name,device_type,device_id\n");
        for (int i = 0; i < MORE_THAN_A_CHUNK; i++) {
            csv.append("%1$s %2$d,climate,%1$s-%2$d%n".formatted(fleet, i));
        }
        long begin = System.nanoTime();
        Reply made =
                admin.post("/api/v1/devices/register/csv", csv.toString().getBytes(StandardCharsets.UTF_8), "text/csv");
        System.out.printf(
                "%d devices with accounts at Mosquitto in %d ms%n",
                MORE_THAN_A_CHUNK, Duration.ofNanos(System.nanoTime() - begin).toMillis());
        assertEquals(MORE_THAN_A_CHUNK, made.json().getInt("registered"), made.text());

        for (int i : new int[] {0, 99, 100, MORE_THAN_A_CHUNK - 1}) {
            JsonObject one = made.json().getJsonArray("devices").getJsonObject(i);
            try (Connection mine = open(one.getString("device_id"), one.getString("api_key"))) {
                assertTrue(mine.publishes(
                        "iotflow/devices/" + one.getString("device_id") + "/telemetry/m", "{\"value\":1}"));
            }
        }
    }

    @Test
    void devicesWhoseNamesMakeOneIdAreAllRegisteredAtOnce() throws MqttException {
        String name = "twin-" + UUID.randomUUID().toString().substring(0, 8);
        List<CompletableFuture<Reply>> all = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> admin.post(
                        "/api/v1/devices/register",
                        "{\"name\":\"%s%s\",\"device_type\":\"t\"}".formatted("-".repeat(i), name))))
                .toList();

        for (CompletableFuture<Reply> each : all) {
            assertEquals(201, each.join().status(), each.join().text());
            JsonObject made = each.join().json().getJsonObject("device");
            String deviceId = made.getString("device_id");
            assertTrue(Set.of(name, name + "_" + made.getJsonNumber("id")).contains(deviceId), deviceId);
            try (Connection mine = open(deviceId, made.getString("api_key"))) {
                assertTrue(mine.publishes("iotflow/devices/" + deviceId + "/telemetry/m", "{\"value\":1}"));
            }
        }
    }

    @Test
    void theServersNodesShareWhatDevicesSend() throws MqttException {
        String shared = "$share/iotflow/iotflow/devices/+/telemetry/shared";
        try (Connection mine = connect(device);
                Connection here = server();
                Connection there = server()) {
            assertTrue(here.subscribes(shared) && there.subscribes(shared));

            for (int i = 0; i < 20; i++) {
                mine.publishes("iotflow/devices/" + device.id() + "/telemetry/shared", "{\"value\":1}");
            }

            soon().until(() -> here.received().size() + there.received().size() == 20);
            assertFalse(here.received().isEmpty() || there.received().isEmpty());
        }
    }

    @Test
    void aDevicePublishesOnItsMappedTopicUntilTheMappingIsDeleted() throws MqttException {
        TestDevice other = admin.newDevice();
        String mapping = "{\"name\":\"mapped\",\"topics\":[\"tele/{device_id}/SENSOR\"],\"measurement\":\"'mapped'\","
                + "\"fields\":\"$\"}";
        assertEquals(201, admin.post("/api/v1/admin/mappings", mapping).status());

        soon().until(() -> {
            try (Connection mine = connect(device);
                    Connection theirs = connect(other)) {
                theirs.publishes("tele/" + device.id() + "/SENSOR", "{\"t\":666}");
                mine.publishes("tele/" + device.id() + "/SENSOR", "{\"t\":1}");
                return count(device) > 0;
            }
        });
        String stored = device.http().get("/api/v1/devices/telemetry").text();
        assertFalse(stored.contains("\"t\":666"), stored); // an id may well have 666 in it

        assertEquals(200, admin.delete("/api/v1/admin/mappings/mapped").status());
        soon().until(() -> !admin.get("/api/v1/mqtt/status").text().contains("tele/+/SENSOR"));
    }

    @Test
    void nobodyConnectsWithoutOrWithAnotherKey() {
        assertThrows(MqttException.class, () -> open(device.id(), "iotf_wrong"));
        assertThrows(
                MqttException.class, () -> open(device.id(), admin.newDevice().key()));
        assertThrows(MqttException.class, () -> open("nobody-" + UUID.randomUUID(), device.key()));
    }

    @Test
    void aRevokedKeyIsRefusedAndTheSessionEnds() throws MqttException {
        try (Connection session = connect(device)) {
            assertEquals(
                    200,
                    admin.delete("/api/v1/admin/devices/" + device.id() + "/keys")
                            .status());

            soon().until(() -> !session.isConnected());
            assertThrows(MqttException.class, () -> connect(device));
        }
    }

    @Test
    void aRevokedDeviceWorksAgainWithANewKey() throws MqttException {
        assertEquals(
                200,
                admin.delete("/api/v1/admin/devices/" + device.id() + "/keys").status());
        soon().until(() -> isRefused(device));

        TestDevice renewed = rotate(device);
        stays(() -> !isRefused(renewed));
        assertThrows(MqttException.class, () -> connect(device));
    }

    @Test
    void aDeletedDeviceIsRefusedAndItsAccountIsGone() throws MqttException {
        try (Connection session = connect(device)) {
            Reply deleted = admin.delete("/api/v1/admin/devices/" + device.id());
            assertEquals(200, deleted.status(), deleted.text());

            soon().until(() -> !session.isConnected());
            assertThrows(MqttException.class, () -> connect(device));
            try (Control control = new Control()) {
                soon().until(() -> control.error(getClient(device.id())).equals("Client not found"));
                soon().until(() -> control.error(getRole(device.id())).equals("Role not found"));
            }
        }
    }

    @Test
    void aDeactivatedDeviceIsCutOffUntilItIsActiveAgain() throws MqttException {
        try (Connection session = connect(device)) {
            status("inactive");
            soon().until(() -> !session.isConnected());
            assertThrows(MqttException.class, () -> connect(device));

            status("active");
            soon().until(() -> !isRefused(device));
        }
    }

    @Test
    void ofARotatedKeyOnlyTheNewOneIsGoodAtTheBroker() throws MqttException {
        try (Connection session = connect(device)) {
            TestDevice renewed = rotate(device);

            soon().until(() -> !session.isConnected());
            assertThrows(MqttException.class, () -> connect(device));
            connect(renewed).close();
            assertEquals(200, device.http().get(device.data("")).status(), "the old key is good over HTTP meanwhile");
        }
    }

    @Test
    void aStrangersTopicsReachNobody() throws MqttException {
        TestDevice stranger = admin.newDevice();
        String mark = UUID.randomUUID().toString();
        try (Connection observer = server();
                Connection mine = connect(device)) {
            assertTrue(observer.subscribes("#"));
            for (String topic : Attempts.publishing(device.id(), stranger.id())) {
                assertTrue(mine.publishes(topic, mark), topic);
            }
            assertTrue(mine.publishes("iotflow/devices/" + device.id() + "/status/online", mark));

            soon().until(() -> observer.received().stream().anyMatch(it -> it.endsWith(mark)));
            assertEquals(
                    List.of("iotflow/devices/" + device.id() + "/status/online " + mark),
                    observer.received().stream().filter(it -> it.endsWith(mark)).toList());
        }
    }

    @Test
    void aStrangersTopicsCannotBeSubscribedToWithAnyWildcard() throws MqttException {
        TestDevice stranger = admin.newDevice();
        try (Connection mine = connect(device)) {
            for (String filter : Attempts.subscribing(device.id(), stranger.id())) {
                assertFalse(mine.subscribes(filter), filter);
            }
            for (String filter : Attempts.allowed(device.id())) {
                assertTrue(mine.subscribes(filter), filter);
            }
        }
    }

    @Test
    void aLastWillOnAStrangersTopicIsRefusedOrReachesNobody() throws MqttException {
        String topic = "iotflow/devices/" + admin.newDevice().id() + "/status/offline";
        try (Connection observer = server()) {
            assertTrue(observer.subscribes(topic));
            try (Connection mine = Connection.withWill(mosquitto.devicePort(), device.id(), device.key(), topic)) {
                assertEquals(
                        200,
                        admin.delete("/api/v1/admin/devices/" + device.id() + "/keys")
                                .status());
                soon().until(() -> !mine.isConnected());
            } catch (MqttException e) {
                assertEquals(MqttException.REASON_CODE_NOT_AUTHORIZED, e.getReasonCode());
            }
            assertTrue(observer.publishes(topic, "end"));
            soon().until(() -> observer.received().contains(topic + " end"));
            assertEquals(1, observer.received().size());
        }
    }

    @Test
    void nobodyTakesOverAnotherDevicesSession() throws MqttException {
        TestDevice stranger = admin.newDevice();
        try (Connection mine = connect(device);
                Connection thief =
                        Connection.open(mosquitto.devicePort(), stranger.id(), stranger.key(), device.id())) {
            assertTrue(thief.subscribes("iotflow/devices/" + stranger.id() + "/commands/#"));
            assertTrue(mine.publishes("iotflow/devices/" + device.id() + "/status/online", "1"));
            assertTrue(mine.isConnected());
        }
    }

    @Test
    void aFleetsCommandsReachItsMembersOnly() throws MqttException {
        String group = "fleet-" + UUID.randomUUID().toString().substring(0, 8);
        String topic = "iotflow/fleet/commands/" + group;
        assertEquals(
                201,
                admin.post("/api/v1/admin/groups", "{\"group_id\":\"%s\",\"name\":\"%s\"}".formatted(group, group))
                        .status());
        String member = "/api/v1/admin/groups/" + group + "/devices/" + device.id();
        try (Connection mine = connect(device);
                Connection server = server()) {
            assertFalse(mine.subscribes(topic));
            assertEquals(200, admin.put(member, "").status());
            soon().until(() -> mine.subscribes(topic));
            assertTrue(server.publishes(topic, "first"));
            soon().until(() -> mine.received().contains(topic + " first"));

            assertEquals(200, admin.delete(member).status());
            soon().until(() -> !mine.subscribes(topic));
            assertTrue(mine.subscribes("iotflow/devices/" + device.id() + "/commands/#"));
            assertTrue(server.publishes(topic, "second"));
            assertTrue(server.publishes("iotflow/devices/" + device.id() + "/commands/config", "end"));
            soon().until(() -> mine.received().stream().anyMatch(it -> it.endsWith(" end")));
            assertFalse(mine.received().contains(topic + " second"), "the old subscription is not served");
        }
    }

    @Test
    void aRevocationWhileTheBrokerIsAwayIsAppliedWhenItIsBack() throws MqttException {
        connect(device).close();
        mosquitto.stop();
        try {
            assertEquals(
                    200,
                    admin.delete("/api/v1/admin/devices/" + device.id() + "/keys")
                            .status());
        } finally {
            mosquitto.start();
        }

        await().atMost(30, SECONDS).until(() -> isRefused(device));
    }

    @Test
    void nothingIsRegisteredWhileTheBrokerIsAway() {
        mosquitto.stop();
        String name = "never-" + UUID.randomUUID();
        String body = "{\"name\":\"%s\",\"device_id\":\"%s\",\"device_type\":\"t\"}".formatted(name, name);
        Reply refused;
        try {
            refused = admin.post("/api/v1/devices/register", body);
        } finally {
            mosquitto.start();
        }
        assertEquals(503, refused.status());
        assertFalse(refused.header("Retry-After").isEmpty());
        assertTrue(refused.text().contains("broker"), refused.text());

        await().atMost(30, SECONDS)
                .until(() -> admin.post("/api/v1/devices/register", body).status() == 201);
    }

    @Test
    void aBrokerThatHangsHoldsUpNoReading() {
        assertEquals(Set.of(201), statuses(registerManyAtOnce()), "while all is well");
        List<Duration> readings = new ArrayList<>();
        List<CompletableFuture<Reply>> registrations;
        mosquitto.pause();
        try {
            registrations = registerManyAtOnce();
            timeOfAReading(); // shares the processors with forty requests that begin
            while (!registrations.stream().allMatch(CompletableFuture::isDone)) {
                readings.add(timeOfAReading());
            }
        } finally {
            mosquitto.resume();
        }

        assertEquals(Set.of(503), statuses(registrations));
        assertFalse(readings.isEmpty(), "the first reading took as long as the broker hung");
        assertTrue(Collections.max(readings).toMillis() < 2_000, readings::toString);
    }

    @Test
    void aDeviceCannotTakeAnAccountThatIsNotOurs() throws MqttException {
        Reply refused = admin.post(
                "/api/v1/devices/register",
                "{\"name\":\"%s\",\"device_id\":\"%s\",\"device_type\":\"t\"}"
                        .formatted(UUID.randomUUID(), TestMosquitto.USERNAME));

        assertEquals(409, refused.status(), refused.text());
        server().close();
    }

    @Test
    void whatDriftedIsCorrected() throws MqttException {
        double before = missing(); // devices that other tests registered without a broker
        String stranger = "stranger-" + UUID.randomUUID();
        try (Control control = new Control()) {
            control.run("{\"command\":\"disableClient\",\"username\":\"%s\"}".formatted(device.id()));
            soon().until(() -> !isRefused(device));

            control.run(
                    "{\"command\":\"addRoleACL\",\"rolename\":\"iotflow-device-%s\",\"acltype\":\"subscribePattern\",\"topic\":\"#\",\"allow\":true}"
                            .formatted(device.id()));
            try (Connection mine = connect(device)) {
                soon().until(() -> !mine.subscribes("#"));
            }

            control.run(
                    "{\"command\":\"createClient\",\"username\":\"%s\",\"password\":\"p\",\"textname\":\"operator's own\"}"
                            .formatted(stranger));
            control.run("{\"command\":\"deleteClient\",\"username\":\"%s\"}".formatted(device.id()));
            assertTrue(isRefused(device));
            soon().until(() -> missing() == before + 1);
            assertEquals(200, device.http().get(device.data("")).status());
            soon().until(() -> !isRefused(device));
            soon().until(() -> missing() == before);
            assertEquals("", control.error(getClient(stranger)), "not ours, so left alone");
        }
    }

    @Test
    void aKeyThatTheRegistryDidNotKeepGivesWayToTheDevicesOwn() throws MqttException, SQLException {
        Reply refused;
        try {
            execute("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
                    + " $$ BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = '40001'; END $$");
            execute("CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON device_key DEFERRABLE INITIALLY DEFERRED"
                    + " FOR EACH ROW EXECUTE FUNCTION refuse()"); // at the commit
            refused = admin.post("/api/v1/admin/devices/" + device.id() + "/keys/rotate", "");
        } finally {
            execute("DROP FUNCTION refuse() CASCADE");
        }

        assertEquals(503, refused.status(), refused.text());
        assertFalse(refused.header("Retry-After").isEmpty());
        assertTrue(isRefused(device), "the broker had the new key before");
        assertEquals(200, device.http().get(device.data("")).status());
        soon().until(() -> !isRefused(device));
    }

    @Test
    void anAccountOfNoDeviceIsRemoved() throws MqttException {
        try (Control control = new Control()) {
            await().atMost(60, SECONDS)
                    .until(() -> control.error(getClient(ORPHAN)).equals("Client not found"));
        }
    }

    // What the tests need

    private static void execute(String sql) throws SQLException {
        try (java.sql.Connection connection = TestStack.database().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** What is so now is so after the notes of the changes have been seen to, too. */
    private static void stays(java.util.concurrent.Callable<Boolean> condition) {
        soon().until(condition);
        soon().until(() ->
                TestStack.queryLong("SELECT count(*) FROM broker_account_change WHERE due_at <= now()") == 0);
        soon().until(condition);
    }

    /** Forty: more than there are connections to the database. */
    private static List<CompletableFuture<Reply>> registerManyAtOnce() {
        ExecutorService operators = Executors.newFixedThreadPool(40);
        try {
            return IntStream.range(0, 40)
                    .mapToObj(i -> UUID.randomUUID())
                    .map(id -> "{\"name\":\"%s\",\"device_id\":\"%<s\",\"device_type\":\"t\"}".formatted(id))
                    .map(body -> CompletableFuture.supplyAsync(
                            () -> admin.post("/api/v1/devices/register", body), operators))
                    .toList();
        } finally {
            operators.shutdown();
        }
    }

    private static Set<Integer> statuses(List<CompletableFuture<Reply>> replies) {
        return replies.stream().map(it -> it.join().status()).collect(Collectors.toSet());
    }

    private Duration timeOfAReading() {
        long begin = System.nanoTime();
        Reply reply = device.http().post("/api/v1/devices/telemetry", "{\"data\":{\"v\":1}}");
        assertEquals(201, reply.status(), reply.text());
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private void status(String status) {
        Reply reply = admin.put("/api/v1/admin/devices/" + device.id(), "{\"status\":\"" + status + "\"}");
        assertEquals(200, reply.status(), reply.text());
    }

    private static TestDevice rotate(TestDevice device) {
        Reply reply = admin.post("/api/v1/admin/devices/" + device.id() + "/keys/rotate", "");
        assertEquals(200, reply.status(), reply.text());
        String key = reply.json().getString("api_key");
        return new TestDevice(device.id(), key, device.http().withKey(key));
    }

    private static Connection connect(TestDevice device) throws MqttException {
        return open(device.id(), device.key());
    }

    private static Connection open(String username, String password) throws MqttException {
        return Connection.open(mosquitto.devicePort(), username, password, "client-" + username);
    }

    private static Connection server() throws MqttException {
        return Connection.open(
                mosquitto.serverPort(), TestMosquitto.USERNAME, TestMosquitto.PASSWORD, "test-" + UUID.randomUUID());
    }

    private static boolean isRefused(TestDevice device) {
        try {
            connect(device).close();
            return false;
        } catch (MqttException e) {
            return true;
        }
    }

    private static int count(TestDevice device) {
        return device.http().get(device.data("")).json().getInt("count");
    }

    private static double missing() {
        return admin.withKey(null)
                .get("/metrics")
                .text()
                .lines()
                .filter(it -> it.startsWith("iotflow_broker_accounts{") && it.contains("state=\"missing\""))
                .mapToDouble(it -> Double.parseDouble(it.substring(it.lastIndexOf(' '))))
                .findFirst()
                .orElse(-1);
    }

    private static String getClient(String username) {
        return "{\"command\":\"getClient\",\"username\":\"%s\"}".formatted(username);
    }

    private static String getRole(String deviceId) {
        return "{\"command\":\"getRole\",\"rolename\":\"iotflow-device-%s\"}".formatted(deviceId);
    }

    /** An operator at the plugin's own topics. */
    private static final class Control implements AutoCloseable {

        private final Connection connection = server();

        Control() throws MqttException {
            assertTrue(connection.subscribes("$CONTROL/dynamic-security/v1/response"));
        }

        /** Executes a command that must work. */
        void run(String command) {
            assertEquals("", error(command), command);
        }

        /** The plugin's error, empty for none. */
        String error(String command) {
            String correlation = UUID.randomUUID().toString();
            assertTrue(connection.publishes(
                    "$CONTROL/dynamic-security/v1",
                    "{\"commands\":[%s,\"correlationData\":\"%s\"}]}"
                            .formatted(command.substring(0, command.length() - 1), correlation)));
            String answer = soon().until(
                            () -> connection.received().stream()
                                    .filter(it -> it.contains(correlation))
                                    .findFirst()
                                    .orElse(""),
                            it -> !it.isEmpty());
            byte[] json = answer.substring(answer.indexOf(' ') + 1).getBytes(StandardCharsets.UTF_8);
            return Json.createReader(new java.io.ByteArrayInputStream(json))
                    .readObject()
                    .getJsonArray("responses")
                    .getJsonObject(0)
                    .getString("error", "");
        }

        @Override
        public void close() {
            connection.close();
        }
    }
}
