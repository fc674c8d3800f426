package io.iotflow.command;

import static io.iotflow.stack.Waiting.soon;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Client;
import io.iotflow.stack.Deployed;
import io.iotflow.stack.OnPostgresql;
import io.iotflow.stack.Operators;
import io.iotflow.stack.Reply;
import io.iotflow.stack.TestDevice;
import io.iotflow.stack.TestStack;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands on the real broker: to devices that are there, that are not, and that come back. */
@Deployed(OnPostgresql.class)
class CommandIT {

    private static final String HOSTILE = "\"'\\ ${jndi:x} <b>\n\t\u0000😀 + # ../ ; DROP TABLE command --";

    @ArquillianResource
    private URI base;

    private Client admin;
    private TestDevice device;

    @BeforeEach
    void register() {
        admin = Client.admin(base);
        device = admin.newDevice();
    }

    // Delivery

    @Test
    void keepsACommandForAnOfflineDeviceUntilItComesBackAndAnswers() throws Exception {
        takeLeave(device);
        JsonObject sent = send("{\"command_type\":\"control\",\"command\":\"led_on\",\"command_id\":\"c1\"}");
        assertEquals("success", sent.getString("status"));
        assertEquals(device.id(), sent.getString("device_id"));
        assertEquals("c1", sent.getString("command_id"));
        assertEquals("control", sent.getString("command_type"));
        assertEquals("iotflow/devices/" + device.id() + "/commands/control", sent.getString("topic"));
        assertEquals(2, sent.getInt("qos"));
        assertEquals("queued", sent.getString("state"));
        assertFalse(sent.getString("message").isEmpty());

        try (CommandListener listener = CommandListener.of(device)) {
            JsonObject received = listener.next();
            assertEquals("c1", received.getString("command_id"));
            assertEquals("led_on", received.getString("command"));
            assertFalse(listener.lastWasRetained());
            soon().until(() -> state("c1").equals("sent"));
            assertEquals(1, command("c1").getInt("attempts"));
            listener.say("command_response", "{\"command_id\":\"c1\",\"status\":\"success\",\"led\":true}");
        }

        soon().until(() -> state("c1").equals("acknowledged"));
        JsonObject command = command("c1");
        assertEquals("succeeded", command.getString("result"));
        assertTrue(command.getJsonObject("answer").getBoolean("led"));
        assertEquals("admin", command.getString("created_by"));
        assertFalse(command.isNull("answered_at"));
    }

    @Test
    void givesACommandToADeviceThatIsThereAtOnce() throws Exception {
        try (CommandListener listener = CommandListener.of(device)) {
            awaitOnline(device);
            send("{\"command_type\":\"config\",\"command\":{\"interval\":5},\"command_id\":\"c1\",\"qos\":1}");

            assertEquals(
                    "{\"interval\":5}", listener.next().getJsonObject("command").toString());
            soon().until(() -> state("c1").equals("sent"));
            assertEquals(1, command("c1").getInt("attempts"));
        }
    }

    @Test
    void deliversWhatIsQueuedInItsOrder() throws Exception {
        takeLeave(device);
        for (int i = 1; i <= 5; i++) {
            send("{\"command_type\":\"control\",\"command\":" + i + "}");
        }
        try (CommandListener listener = CommandListener.of(device)) {
            for (int i = 1; i <= 5; i++) {
                assertEquals(i, listener.next().getInt("command"));
            }
        }
    }

    @Test
    void repeatsAnUnansweredCommandWhenItsDeviceComesBackAndNoneThatIsAnswered() throws Exception {
        try (CommandListener listener = CommandListener.of(device)) {
            awaitOnline(device);
            send("{\"command_type\":\"control\",\"command\":1,\"command_id\":\"c1\"}");
            assertEquals("c1", listener.next().getString("command_id"));
        }
        soon().until(() -> state("c1").equals("sent"));
        takeLeave(device);
        try (CommandListener listener = CommandListener.of(device)) {
            assertEquals("c1", listener.next().getString("command_id"));
            soon().until(() -> command("c1").getInt("attempts") == 2);
            listener.say("command_response", "{\"command_id\":\"c1\",\"status\":\"ok\"}");
            soon().until(() -> state("c1").equals("acknowledged"));
        }
        takeLeave(device);
        send("{\"command_type\":\"control\",\"command\":2,\"command_id\":\"c2\"}");
        try (CommandListener listener = CommandListener.of(device)) {
            assertEquals("c2", listener.next().getString("command_id"));
        }
    }

    @Test
    void expiresWhatIsNotAnsweredInTimeAndDeliversItNoMore() throws Exception {
        takeLeave(device);
        send("{\"command_type\":\"control\",\"command\":1,\"command_id\":\"late\",\"expires_in\":1}");
        soon().until(() -> state("late").equals("expired"));
        send("{\"command_type\":\"control\",\"command\":2,\"command_id\":\"next\"}");

        try (CommandListener listener = CommandListener.of(device)) {
            assertEquals("next", listener.next().getString("command_id"));
            listener.say("command_response", "{\"command_id\":\"late\",\"status\":\"failed\",\"why\":\"too late\"}");
            soon().until(() -> state("late").equals("acknowledged"));
        }
        assertEquals("failed", command("late").getString("result"));
        assertEquals("too late", command("late").getJsonObject("answer").getString("why"));
    }

    @Test
    void deliversACancelledCommandNoMore() throws Exception {
        takeLeave(device);
        send("{\"command_type\":\"control\",\"command\":1,\"command_id\":\"c1\"}");
        send("{\"command_type\":\"control\",\"command\":2,\"command_id\":\"c2\"}");

        Reply cancelled = admin.delete(path("/command/c1"));
        assertEquals(200, cancelled.status(), cancelled.text());
        assertEquals("cancelled", state("c1"));
        assertEquals(200, admin.delete(path("/command/c1")).status());
        try (CommandListener listener = CommandListener.of(device)) {
            assertEquals("c2", listener.next().getString("command_id"));
            listener.say("command_response", "{\"command_id\":\"c2\",\"status\":\"done\"}");
            soon().until(() -> state("c2").equals("acknowledged"));
        }
        assertProblem(409, admin.delete(path("/command/c2")));
        assertProblem(404, admin.delete(path("/command/c3")));
    }

    // Fleets

    @Test
    void publishesAFleetsCommandOnceAndKeepsItForTheMemberThatIsAway() throws Exception {
        List<TestDevice> members = List.of(device, admin.newDevice(), admin.newDevice());
        String group = group(members);
        String topic = "iotflow/fleet/commands/" + group;
        TestDevice away = members.get(2);
        takeLeave(away);
        admin.post("/api/v1/mqtt/subscribe", "{\"topic\":\"" + topic + "\"}");
        String command = "{\"command\":\"reboot\",\"command_id\":\"r1\"}";

        Reply reply = admin.post("/api/v1/mqtt/fleet/" + group + "/command", command);

        assertEquals(200, reply.status(), reply.text());
        assertEquals("success", reply.json().getString("status"));
        assertEquals(group, reply.json().getString("group_id"));
        assertEquals("r1", reply.json().getString("command_id"));
        assertEquals(topic, reply.json().getString("topic"));
        assertEquals(2, reply.json().getInt("qos"));
        assertEquals(3, reply.json().getInt("members"));
        soon().until(() -> state(device, "r1").equals("sent"));
        soon().until(() -> state(members.get(1), "r1").equals("sent"));
        assertEquals("queued", state(away, "r1"));
        try (CommandListener listener = CommandListener.of(away)) {
            JsonObject received = listener.next();
            assertEquals("r1", received.getString("command_id"));
            assertEquals(group, received.getString("group_id"));
            listener.say("command_response", "{\"command_id\":\"r1\",\"status\":\"completed\"}");
            soon().until(() -> state(away, "r1").equals("acknowledged"));
        }
        assertEquals(
                reply.text(),
                admin.post("/api/v1/mqtt/fleet/" + group + "/command", command).text());
        assertEquals(1, observed(topic).getInt("messages"));
        assertEquals("sent", state(device, "r1"));
        admin.delete("/api/v1/mqtt/subscribe?topic=" + topic);
        assertProblem(
                409,
                admin.post(
                        "/api/v1/mqtt/fleet/" + group + "/command", "{\"command\":\"other\",\"command_id\":\"r1\"}"));
    }

    @Test
    void showsAFleetsCommandOverAllItsMembersInPages() {
        List<TestDevice> members = List.of(device, admin.newDevice(), admin.newDevice());
        String group = group(members);
        takeLeave(members.get(1));
        String path = "/api/v1/mqtt/fleet/" + group + "/command";
        admin.post(path, "{\"command\":\"reboot\",\"command_id\":\"r1\"}");
        device.http().post("/api/v1/devices/commands/r1/response", "{\"status\":\"failed\"}");

        Reply reply = Operators.newViewer(admin).get(path + "/r1?limit=2");

        assertEquals(200, reply.status(), reply.text());
        JsonObject fleet = reply.json();
        assertEquals("reboot", fleet.getString("command"));
        assertEquals(3, fleet.getInt("members"));
        assertEquals(1, fleet.getJsonObject("states").getInt("queued"));
        assertEquals(1, fleet.getJsonObject("states").getInt("acknowledged"));
        assertEquals(1, fleet.getJsonObject("results").getInt("failed"));
        assertEquals(2, fleet.getInt("count"));
        JsonObject rest = admin.get(path + "/r1?limit=2&cursor=" + fleet.getString("next_cursor"))
                .json();
        assertEquals(1, rest.getInt("count"));
        assertTrue(rest.isNull("next_cursor"));
        JsonObject failed = admin.get(path + "/r1?state=failed").json();
        assertEquals(
                device.id(), failed.getJsonArray("commands").getJsonObject(0).getString("device_id"));
        assertProblem(404, admin.get(path + "/r2"));
        assertProblem(404, admin.get("/api/v1/mqtt/fleet/nobody/command/r1"));
        assertProblem(400, admin.get(path + "/r1?state=other"));
    }

    @Test
    void storesNothingOfAFleetsCommandWhoseIdAMemberHasForAnother() {
        List<TestDevice> members = List.of(device, admin.newDevice());
        String group = group(members);
        send("{\"command_type\":\"control\",\"command\":1,\"command_id\":\"mine\"}");

        assertProblem(
                409, admin.post("/api/v1/mqtt/fleet/" + group + "/command", "{\"command\":1,\"command_id\":\"mine\"}"));
        assertProblem(404, admin.get("/api/v1/mqtt/device/" + members.get(1).id() + "/command/mine"));
    }

    @Test
    void sendsNothingToAFleetWithoutMembersAndKnowsNoOther() {
        Reply empty = admin.post("/api/v1/mqtt/fleet/" + group(List.of()) + "/command", "{\"command\":1}");

        assertEquals(200, empty.status(), empty.text());
        assertEquals(0, empty.json().getInt("members"));
        assertProblem(404, admin.post("/api/v1/mqtt/fleet/nobody/command", "{\"command\":1}"));
        assertProblem(404, admin.post("/api/v1/mqtt/fleet/" + Client.encode("+/#") + "/command", "{\"command\":1}"));
    }

    // Answers

    @Test
    void keepsTheFirstAnswerAndCountsWhatAnswersNoCommand() throws Exception {
        double before = unknownAnswers();
        try (CommandListener listener = CommandListener.of(device)) {
            awaitOnline(device);
            send("{\"command_type\":\"control\",\"command\":1,\"command_id\":\"c1\"}");
            listener.next();
            listener.say("command_response", "{\"command_id\":\"c1\",\"status\":\"received\"}");
            listener.say("command_response", "{\"command_id\":\"c1\",\"status\":\"error\",\"n\":1}");
            listener.say("command_response", "{\"command_id\":\"c1\",\"status\":\"ok\",\"n\":2}");
            listener.say("command_response", "{\"command_id\":\"nobody's\",\"status\":\"ok\"}");
            listener.say("command_response", "{\"command_id\":\"nobody\",\"status\":\"ok\"}");
            listener.say("command_response", "[]");
        }

        soon().until(() -> unknownAnswers() == before + 3);
        assertEquals("failed", command("c1").getString("result"));
        assertEquals(1, command("c1").getJsonObject("answer").getInt("n"));
    }

    @Test
    void doesNotTakeAnotherDevicesAnswer() throws Exception {
        TestDevice other = admin.newDevice();
        send("{\"command_type\":\"control\",\"command\":1,\"command_id\":\"c1\"}");
        double before = unknownAnswers();

        other.publish("status/command_response", "{\"command_id\":\"c1\",\"status\":\"ok\"}");

        soon().until(() -> unknownAnswers() == before + 1);
        assertProblem(404, other.http().post("/api/v1/devices/commands/c1/response", "{\"status\":\"ok\"}"));
        assertFalse(state("c1").equals("acknowledged"));
    }

    @Test
    void letsADeviceWithoutMqttPollAndAnswer() {
        takeLeave(device);
        send("{\"command_type\":\"control\",\"command\":1,\"command_id\":\"c1\"}");
        send("{\"command_type\":\"firmware\",\"command\":2,\"command_id\":\"c2\"}");

        JsonObject polled = device.http().get("/api/v1/devices/commands").json();
        assertEquals(List.of("c1", "c2"), ids(polled));
        assertEquals(
                List.of("c1"),
                ids(device.http().get("/api/v1/devices/commands?limit=1").json()));
        Reply answered =
                device.http().post("/api/v1/devices/commands/c1/response", "{\"status\":\"succeeded\",\"v\":\"😀\"}");
        assertEquals(200, answered.status(), answered.text());
        assertEquals("acknowledged", answered.json().getJsonObject("command").getString("state"));
        assertEquals("😀", command("c1").getJsonObject("answer").getString("v"));
        Reply again = device.http().post("/api/v1/devices/commands/c1/response", "{\"status\":\"failed\"}");
        assertEquals("succeeded", again.json().getJsonObject("command").getString("result"));
        assertEquals(
                List.of("c2"), ids(device.http().get("/api/v1/devices/commands").json()));
        assertEquals(
                List.of("c1"),
                ids(device.http()
                        .get("/api/v1/devices/commands?state=acknowledged")
                        .json()));
        assertProblem(400, device.http().post("/api/v1/devices/commands/c2/response", "{\"status\":\"maybe\"}"));
        Reply begun = device.http().post("/api/v1/devices/commands/c2/response", "{\"status\":\"in_progress\"}");
        assertEquals("in_progress", begun.json().getJsonObject("command").getString("state"));
        assertEquals(
                List.of("c2"), ids(device.http().get("/api/v1/devices/commands").json()));
        assertProblem(400, device.http().post("/api/v1/devices/commands/c2/response", "{}"));
        assertProblem(400, device.http().post("/api/v1/devices/commands/c2/response", "x"));
        assertProblem(404, device.http().post("/api/v1/devices/commands/none/response", "{\"status\":\"ok\"}"));
    }

    // Identity and content

    @Test
    void answersTheSameForTheSameCommandAndRefusesAnotherWithItsId() {
        takeLeave(device);
        String command = "{\"command_type\":\"control\",\"command\":{\"a\":1,\"b\":2},\"command_id\":\"same\"}";
        JsonObject first = send(command);

        assertEquals(first, send(command));
        assertEquals(
                first, send("{\"command_id\":\"same\",\"command\":{\"b\":2,\"a\":1},\"command_type\":\"control\"}"));
        assertProblem(409, post(command.replace(":2}", ":3}")));
        assertProblem(409, post(command.replace("control", "config")));
        assertEquals(1, admin.get(path("/commands")).json().getInt("count"));
        TestDevice other = admin.newDevice();
        assertEquals(
                200,
                admin.post("/api/v1/mqtt/device/" + other.id() + "/command", command.replace(":2}", ":3}"))
                        .status());
    }

    @Test
    void bringsEveryTextByteForByte() throws Exception {
        JsonObject command = Json.createObjectBuilder()
                .add("command_type", "control")
                .add("command", Json.createObjectBuilder().add(HOSTILE, HOSTILE).add("n", 1.50))
                .add("command_id", "A.b_c:-1")
                .build();
        JsonObject answer = Json.createObjectBuilder()
                .add("command_id", "A.b_c:-1")
                .add("status", "ok")
                .add(HOSTILE, HOSTILE)
                .build();
        try (CommandListener listener = CommandListener.of(device)) {
            awaitOnline(device);
            send(command.toString());
            assertEquals(command.getJsonObject("command"), listener.next().getJsonObject("command"));
            listener.say("command_response", answer.toString());
            soon().until(() -> state("A.b_c:-1").equals("acknowledged"));
        }
        assertEquals(command.getJsonObject("command"), command("A.b_c:-1").getJsonObject("command"));
        assertEquals(answer, command("A.b_c:-1").getJsonObject("answer"));
    }

    @Test
    void keepsAnAnswerWithBrokenUnicodeToo() {
        send("{\"command_type\":\"control\",\"command\":1,\"command_id\":\"c1\"}");

        device.http().post("/api/v1/devices/commands/c1/response", "{\"status\":\"ok\",\"x\":\"\\ud83d\"}");

        assertEquals("?", command("c1").getJsonObject("answer").getString("x"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "[]",
                "{}",
                "{\"command_type\":\"control\"}",
                "{\"command_type\":\"other\",\"command\":1}",
                "{\"command_type\":\"control\",\"command\":null}",
                "{\"command_type\":\"control\",\"command\":\"\\ud83d\"}",
                "{\"command_type\":\"control\",\"command\":1,\"command_id\":\"+/#\"}",
                "{\"command_type\":\"control\",\"command\":1,\"qos\":9}",
                "{\"command_type\":\"control\",\"command\":1,\"expires_in\":-1}"
            })
    void refusesACommandThatIsNotRight(String body) {
        assertProblem(400, post(body));
    }

    // Who may, and lists

    @ParameterizedTest
    @CsvSource({
        "POST, /mqtt/device/%s/command, admin",
        "DELETE, /mqtt/device/%s/command/none, admin",
        "POST, /mqtt/fleet/none/command, admin",
        "GET, /mqtt/fleet/none/command/none, operator",
        "GET, /mqtt/device/%s/commands, own",
        "GET, /mqtt/device/%s/command/none, own",
        "GET, /devices/commands, device",
        "POST, /devices/commands/none/response, device"
    })
    void letsOnlyWhoMay(String method, String template, String who) {
        String path = "/api/v1" + template.formatted(device.id());
        Client viewer = Operators.newViewer(admin);
        Client other = admin.newDevice().http();

        assertProblem(401, call(admin.withKey(null), method, path));
        assertProblem(401, call(admin.withKey("wrong"), method, path));
        switch (who) {
            case "admin" -> {
                assertProblem(403, call(device.http(), method, path));
                assertProblem(403, call(viewer, method, path));
            }
            case "operator" -> {
                assertProblem(403, call(device.http(), method, path));
                assertProblem(404, call(viewer, method, path));
            }
            case "own" -> {
                assertProblem(403, call(other, method, path));
                assertTrue(List.of(200, 404).contains(call(viewer, method, path).status()));
                assertTrue(List.of(200, 404)
                        .contains(call(device.http(), method, path).status()));
            }
            default -> {
                assertProblem(403, call(admin, method, path));
                assertProblem(403, call(viewer, method, path));
            }
        }
    }

    @Test
    void knowsNoCommandsOfAnUnknownDevice() {
        for (String id : List.of("nobody", Client.encode("../x"), Client.encode("+/😀#"))) {
            String command = "{\"command_type\":\"control\",\"command\":1}";
            assertProblem(404, admin.post("/api/v1/mqtt/device/" + id + "/command", command));
            assertProblem(404, admin.get("/api/v1/mqtt/device/" + id + "/commands"));
            assertProblem(404, admin.get("/api/v1/mqtt/device/" + id + "/command/c1"));
            assertProblem(404, admin.delete("/api/v1/mqtt/device/" + id + "/command/c1"));
        }
        assertProblem(404, admin.get(path("/command/" + Client.encode("a b"))));
    }

    @Test
    void listsTheNewestFirstByStateAndInPages() {
        takeLeave(device);
        for (int i = 1; i <= 3; i++) {
            send("{\"command_type\":\"control\",\"command\":1,\"command_id\":\"c" + i + "\"}");
        }
        admin.delete(path("/command/c2"));

        assertEquals(List.of("c3", "c2", "c1"), ids(admin.get(path("/commands")).json()));
        assertEquals(
                List.of("c3", "c1"),
                ids(admin.get(path("/commands?state=queued")).json()));
        JsonObject page = admin.get(path("/commands?limit=2")).json();
        assertEquals(List.of("c3", "c2"), ids(page));
        assertEquals(
                List.of("c1"),
                ids(admin.get(path("/commands?limit=2&cursor=" + page.getString("next_cursor")))
                        .json()));
        assertProblem(400, admin.get(path("/commands?state=other")));
        assertProblem(400, admin.get(path("/commands?limit=0")));
        assertProblem(400, admin.get(path("/commands?cursor=x")));
    }

    @Test
    void refusesACommandToAnInactiveDevice() {
        Reply closed = admin.put("/api/v1/admin/devices/" + device.id(), "{\"status\":\"inactive\"}");
        assertEquals(200, closed.status(), closed.text());

        assertProblem(409, post("{\"command_type\":\"control\",\"command\":1}"));
    }

    // What goes

    @Test
    void forgetsWhatWasClosedLongAgoAndNothingElse() throws SQLException {
        takeLeave(device);
        for (String id : List.of("old", "young", "open")) {
            send("{\"command_type\":\"control\",\"command\":1,\"command_id\":\"" + id + "\"}");
        }
        admin.delete(path("/command/old"));
        admin.delete(path("/command/young"));
        try (Connection connection = TestStack.database().getConnection();
                PreparedStatement age = connection.prepareStatement(
                        "UPDATE command SET closed_at = closed_at - interval '31 days' WHERE device_id = ?"
                                + " AND command_id = 'old'")) {
            age.setString(1, device.id());
            age.executeUpdate();
        }

        await().atMost(40, SECONDS).until(() -> admin.get(path("/command/old")).status() == 404);
        assertEquals(List.of("open", "young"), ids(admin.get(path("/commands")).json()));
    }

    @Test
    void goesWithItsDevice() throws SQLException {
        send("{\"command_type\":\"control\",\"command\":1}");
        assertEquals(1, rows());

        Reply deleted = admin.delete("/api/v1/admin/devices/" + device.id());

        assertEquals(200, deleted.status(), deleted.text());
        assertEquals(0, rows());
    }

    @Test
    void recordsWhoSentWhat() {
        send("{\"command_type\":\"control\",\"command\":\"secret?\",\"command_id\":\"c1\"}");

        Reply audit = admin.get("/api/v1/admin/audit?action=command.send&target=" + device.id());
        JsonObject change = audit.json().getJsonArray("changes").getJsonObject(0);
        assertEquals("c1", change.getJsonObject("detail").getString("command_id"));
        assertFalse(audit.text().contains("secret?"));
    }

    private int rows() throws SQLException {
        try (Connection connection = TestStack.database().getConnection();
                PreparedStatement query =
                        connection.prepareStatement("SELECT count(*) FROM command WHERE device_id = ?")) {
            query.setString(1, device.id());
            ResultSet row = query.executeQuery();
            row.next();
            return row.getInt(1);
        }
    }

    private String group(List<TestDevice> members) {
        String group = "group-" + device.id();
        assertEquals(
                201,
                admin.post("/api/v1/admin/groups", "{\"group_id\":\"" + group + "\"}")
                        .status());
        members.forEach(it -> assertEquals(
                200,
                admin.put("/api/v1/admin/groups/" + group + "/devices/" + it.id(), "")
                        .status()));
        return group;
    }

    /** The device was there, and said that it goes. */
    private void takeLeave(TestDevice leaving) {
        leaving.publish("status/online", "");
        awaitOnline(leaving);
        leaving.publish("status/offline", "");
        soon().until(() -> {
            JsonObject now = seen(leaving);
            return !now.isNull("last_seen") && !now.getBoolean("is_online");
        });
    }

    private void awaitOnline(TestDevice coming) {
        soon().until(() -> seen(coming).getBoolean("is_online"));
    }

    private JsonObject seen(TestDevice of) {
        return of.http().get("/api/v1/devices/status").json().getJsonObject("device");
    }

    private double unknownAnswers() {
        return admin.withKey(null)
                .get("/metrics")
                .text()
                .lines()
                .filter(line -> line.startsWith("iotflow_command_answers_unknown_total"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElse(0);
    }

    private JsonObject observed(String filter) {
        return admin
                .get("/api/v1/mqtt/status")
                .json()
                .getJsonObject("mqtt_status")
                .getJsonArray("observed")
                .getValuesAs(JsonObject.class)
                .stream()
                .filter(it -> it.getString("filter").equals(filter))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> ids(JsonObject list) {
        return list.getJsonArray("commands").getValuesAs(JsonObject.class).stream()
                .map(it -> it.getString("command_id"))
                .toList();
    }

    private String path(String rest) {
        return "/api/v1/mqtt/device/" + device.id() + rest;
    }

    private Reply post(String body) {
        return admin.post(path("/command"), body);
    }

    private JsonObject send(String body) {
        Reply reply = post(body);
        assertEquals(200, reply.status(), reply.text());
        return reply.json();
    }

    private JsonObject command(String id) {
        return command(device, id);
    }

    private JsonObject command(TestDevice of, String id) {
        Reply reply = admin.get("/api/v1/mqtt/device/" + of.id() + "/command/" + id);
        assertEquals(200, reply.status(), reply.text());
        return reply.json().getJsonObject("command");
    }

    private String state(String id) {
        return command(id).getString("state");
    }

    private String state(TestDevice of, String id) {
        return command(of, id).getString("state");
    }

    private static Reply call(Client client, String method, String path) {
        return switch (method) {
            case "GET" -> client.get(path);
            case "DELETE" -> client.delete(path);
            default -> client.post(path, "{}");
        };
    }

    private static void assertProblem(int status, Reply reply) {
        assertEquals(status, reply.status(), reply.text());
        assertEquals("application/problem+json", reply.contentType());
        assertEquals(reply.json().getString("detail"), reply.json().getString("message"));
    }
}
