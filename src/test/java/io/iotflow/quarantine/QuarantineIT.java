package io.iotflow.quarantine;

import static io.iotflow.stack.Waiting.soon;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Client;
import io.iotflow.stack.Deployed;
import io.iotflow.stack.OnInfluxDouble;
import io.iotflow.stack.Reply;
import io.iotflow.stack.TestDevice;
import io.iotflow.stack.TestStack;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused is listed, given back byte for byte, let in again after a fix, and deleted, by whom it may be. */
@Deployed(OnInfluxDouble.class)
class QuarantineIT {

    private static final String PATH = "/api/v1/admin/quarantine";

    @ArquillianResource
    private URI base;

    private final ExecutorService operators = Executors.newFixedThreadPool(8);
    private Client admin;
    private TestDevice device;

    @BeforeEach
    void register() {
        admin = Client.admin(base);
        device = admin.newDevice();
    }

    @AfterEach
    void recover() {
        TestStack.influxDouble().recover();
        operators.shutdownNow();
    }

    // Reading

    @Test
    void listsWhatWasRefusedNewestFirstWithItsReason() {
        device.publish("telemetry/m", "{first");
        awaitMessages(device, 1);
        device.publish("telemetry/m", "{\"timestamp\":1700000000}");

        List<JsonObject> messages = awaitMessages(device, 2);

        JsonObject newest = messages.get(0);
        assertEquals("no_field", newest.getString("reason"));
        assertEquals("mqtt", newest.getString("source"));
        assertEquals("iotflow/devices/" + device.id() + "/telemetry/m", newest.getString("topic"));
        assertEquals("{\"timestamp\":1700000000}", newest.getString("payload_preview"));
        assertEquals(24, newest.getInt("size"));
        assertTrue(newest.getString("detail").contains("fields"), newest.toString());
        assertTrue(Instant.parse(newest.getString("received_at"))
                .isAfter(Instant.now().minusSeconds(60)));
        assertEquals("bad_json", messages.get(1).getString("reason"));
    }

    @Test
    void findsByReasonSourceAndTime() {
        device.publish("telemetry/m", "{broken");
        awaitMessages(device, 1);
        device.publish("telemetry/m", "{}");
        String between = awaitMessages(device, 2).get(0).getString("received_at");

        assertEquals(List.of("no_field"), reasons("&reason=no_field"));
        assertEquals(List.of(), reasons("&reason=bad_topic"));
        assertEquals(List.of("no_field", "bad_json"), reasons("&source=mqtt"));
        assertEquals(List.of(), reasons("&source=influxdb"));
        assertEquals(List.of("no_field"), reasons("&start=" + between));
        assertEquals(List.of("bad_json"), reasons("&stop=" + between));
        assertEquals(List.of("bad_json"), reasons("&start=2020-01-01T00:00:00%2B01:00&stop=" + between));
    }

    @Test
    void pagesThroughAllOfThemOnce() {
        for (int i = 0; i < 7; i++) {
            device.publish("telemetry/m", "{broken " + i);
        }
        awaitMessages(device, 7);
        List<String> seen = new ArrayList<>();
        String cursor = "";
        int pages = 0;
        do {
            JsonObject page = get("?device_id=" + device.id() + "&limit=3" + cursor);
            page.getJsonArray("messages")
                    .getValuesAs(JsonObject.class)
                    .forEach(it -> seen.add(it.getString("payload_preview")));
            cursor = page.isNull("next_cursor") ? null : "&cursor=" + page.getString("next_cursor");
            pages++;
        } while (cursor != null);

        assertEquals(3, pages);
        assertEquals(
                List.of("{broken 6", "{broken 5", "{broken 4", "{broken 3", "{broken 2", "{broken 1", "{broken 0"),
                seen);
    }

    static Stream<byte[]> hostile() {
        return Stream.of(
                new byte[] {0, 1, 2, (byte) 0xFF, (byte) 0xFE},
                new byte[] {'"', (byte) 0xC3, 0x28, '"'},
                new byte[0],
                "{\"v\":\"${jndi:ldap://x}".getBytes(UTF_8),
                "{\"quotes\\\" ' \\".getBytes(UTF_8),
                "{\"emoji\":\"😀 é".getBytes(UTF_8),
                "{\"nul\":\"a\0b\"".getBytes(UTF_8),
                "<script>alert(1)</script>\n\t'; DROP TABLE quarantine; --".getBytes(UTF_8),
                ("[\"" + "é😀".repeat(5000)).getBytes(UTF_8));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void givesBackEveryByteAsItCame(byte[] payload) {
        device.publish("telemetry/m", payload);
        long id = id(awaitMessages(device, 1).get(0));

        Reply reply = admin.get(PATH + "/" + id);

        assertEquals(200, reply.status(), reply.text());
        assertEquals("application/json", reply.contentType());
        JsonObject message = reply.json().getJsonObject("message");
        assertArrayEquals(payload, Base64.getDecoder().decode(message.getString("payload_base64")));
        assertEquals(payload.length, message.getInt("size"));
        String text = new String(payload, UTF_8);
        boolean isText = text.chars().noneMatch(it -> it == 0xFFFD || it < 32 && it != '\n' && it != '\t');
        assertEquals(isText ? text : null, text(message, "payload"));

        HttpResponse<byte[]> file = file(id);
        assertArrayEquals(payload, file.body());
        assertEquals("application/octet-stream", header(file, "Content-Type"));
        assertEquals("attachment; filename=\"quarantine-" + id + ".bin\"", header(file, "Content-Disposition"));
        assertEquals("nosniff", header(file, "X-Content-Type-Options"));
    }

    @Test
    void keepsAMessageWhoseTopicIsLongerThanAnIndexHolds() {
        String name = "x".repeat(5000) + UUID.randomUUID();
        TestStack.publishAsServer("iotflow/devices/" + name + "/telemetry/m", "1".getBytes(UTF_8));

        JsonObject kept = soon().until(() -> messages(name.substring(0, 128)), it -> !it.isEmpty())
                .get(0);

        assertEquals("iotflow/devices/" + name + "/telemetry/m", kept.getString("topic"));
        assertEquals(200, admin.delete(PATH + "/" + id(kept)).status());
    }

    // Replay

    @Test
    void storesAReplayedReadingOnceAndWithTheTimeAtWhichItCame() {
        String unknown = "late-" + UUID.randomUUID();
        TestStack.publishAsServer("iotflow/devices/" + unknown + "/telemetry/temperature", "21.5".getBytes(UTF_8));
        JsonObject refused =
                soon().until(() -> messages(unknown), it -> !it.isEmpty()).get(0);
        assertEquals("unknown_device", refused.getString("reason"));
        TestDevice late = admin.newDevice(unknown, null);
        // The clock that gives a message its time has gone on meanwhile.
        device.publish("telemetry/m", "1");
        soon().until(() -> device.http().get(device.data("")).json().getInt("count") == 1);

        JsonObject answer = replay(id(refused));

        assertEquals(1, answer.getInt("accepted"));
        assertEquals("accepted", answer.getJsonArray("results").getJsonObject(0).getString("outcome"));
        assertEquals(404, admin.get(PATH + "/" + id(refused)).status());
        assertEquals(404, admin.post(PATH + "/" + id(refused) + "/replay", "").status());
        JsonObject data = late.http().get(late.data("?start=-1h")).json();
        assertEquals(1, data.getInt("count"), data.toString());
        JsonObject point = data.getJsonArray("data_points").getJsonObject(0);
        assertEquals(refused.getString("received_at"), point.getString("time"));
        assertEquals(21.5, point.getJsonNumber("value").doubleValue());
        assertTrue(audited("quarantine.replay", String.valueOf(id(refused))));
    }

    @Test
    void storesAReadingOnceThoughManyReplayIt() {
        String unknown = "wanted-" + UUID.randomUUID();
        TestStack.publishAsServer("iotflow/devices/" + unknown + "/telemetry/m", "1".getBytes(UTF_8));
        long id = id(soon().until(() -> messages(unknown), it -> !it.isEmpty()).get(0));
        TestDevice late = admin.newDevice(unknown, null);

        List<Integer> statuses = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> admin.post(PATH + "/" + id + "/replay", "").status(), operators))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .sorted()
                .toList();

        assertEquals(List.of(200, 404, 404, 404, 404, 404, 404, 404), statuses);
        assertEquals(1, late.http().get(late.data("?start=-1h")).json().getInt("count"));
        assertEquals(List.of(), messages(unknown));
    }

    @Test
    void keepsWhatIsRefusedAgainWithItsNewReason() {
        String unknown = "broken-" + UUID.randomUUID();
        TestStack.publishAsServer("iotflow/devices/" + unknown + "/telemetry/m", "{broken".getBytes(UTF_8));
        long id = id(soon().until(() -> messages(unknown), it -> !it.isEmpty()).get(0));
        admin.newDevice(unknown, null);

        JsonObject answer = replay(id);

        assertEquals(0, answer.getInt("accepted"));
        assertEquals(1, answer.getInt("refused"));
        JsonObject result = answer.getJsonArray("results").getJsonObject(0);
        assertEquals("refused", result.getString("outcome"));
        assertEquals("bad_json", result.getString("reason"));
        replay(id);
        JsonObject kept = admin.get(PATH + "/" + id).json().getJsonObject("message");
        assertEquals("bad_json", kept.getString("reason"));
        assertEquals(result.getString("detail"), kept.getString("detail"));
        assertEquals(2, kept.getInt("attempts"));
        assertEquals("{broken", kept.getString("payload"));
    }

    @Test
    void storesAReadingWhoseTypeWasRefusedOnceAnAdminHasForgottenTheFirst() {
        String measurement = device.id();
        device.publish("telemetry/" + measurement, "{\"v\":\"a mistake\"}");
        soon().until(() -> device.http().get(device.data("")).json().getInt("count") == 1);
        device.publish("telemetry/" + measurement, "{\"v\":1}");
        JsonObject refused = awaitMessages(device, 1).get(0);
        assertEquals("field_type", refused.getString("reason"));
        JsonObject again = replay(id(refused));
        assertEquals(
                "field_type", again.getJsonArray("results").getJsonObject(0).getString("reason"));
        assertEquals(1, messages(device.id()).size(), "it stays until it is stored");

        assertEquals(
                200,
                admin.delete("/api/v1/admin/measurements/" + measurement + "/fields/v")
                        .status());

        assertEquals(1, replay(id(refused)).getInt("accepted"));
        assertEquals(List.of(), messages(device.id()));
    }

    @Test
    void replaysByFilterAndGoesOnBehindTheLastOne() {
        String unknown = "fleet-" + UUID.randomUUID();
        for (int i = 0; i < 5; i++) {
            String payload = i == 1 ? "{broken" : "{\"value\":" + i + "}";
            TestStack.publishAsServer("iotflow/devices/" + unknown + "/telemetry/m", payload.getBytes(UTF_8));
        }
        soon().until(() -> messages(unknown).size() == 5);
        TestDevice late = admin.newDevice(unknown, null);
        String filter = "\"device_id\":\"" + unknown + "\",\"reason\":\"unknown_device\",\"limit\":3";

        JsonObject first = replay("{" + filter + "}");
        assertEquals(2, first.getInt("accepted"));
        assertEquals(1, first.getInt("refused"));
        assertEquals(2, first.getInt("remaining"));
        JsonObject second = replay("{" + filter + ",\"cursor\":\"" + first.getString("next_cursor") + "\"}");
        assertEquals(2, second.getInt("accepted"));
        assertEquals(0, second.getInt("remaining"));
        assertTrue(second.isNull("next_cursor"));

        assertEquals(1, messages(unknown).size());
        assertEquals(4, late.http().get(late.data("?start=-1h")).json().getInt("count"));
    }

    @Test
    void replaysByIdsAndSaysWhichAreNotThere() {
        device.publish("telemetry/m", "{broken");
        long id = id(awaitMessages(device, 1).get(0));

        JsonObject answer = replay("{\"ids\":[" + id + ",999999999999," + id + "]}");

        assertEquals(1, answer.getInt("refused"));
        assertEquals(1, answer.getInt("not_found"));
        assertEquals(
                "not_found", answer.getJsonArray("results").getJsonObject(1).getString("outcome"));
    }

    @Test
    void givesInfluxAgainWhatItRefused() {
        TestStack.influxDouble().failWrites(400, "{\"code\":\"invalid\",\"message\":\"refused\"}", Map.of());
        device.publish("telemetry/temperature", "{\"value\":7,\"timestamp\":\"2026-01-01T00:00:00Z\"}");
        JsonObject refused =
                soon().until(() -> messages(device.id()), it -> !it.isEmpty()).get(0);
        assertEquals("influxdb", refused.getString("source"));
        assertEquals("refused_by_influxdb", refused.getString("reason"));

        // Refused again: it comes back as a new message.
        assertEquals(1, replay(id(refused)).getInt("accepted"));
        JsonObject again = soon().until(
                        () -> messages(device.id()), it -> !it.isEmpty() && id(it.get(0)) != id(refused))
                .get(0);
        TestStack.influxDouble().recover();
        assertEquals(0, values());

        assertEquals(1, replay(id(again)).getInt("accepted"));

        soon().until(() -> values() == 1);
        assertEquals(List.of(), messages(device.id()));
    }

    @Test
    void refusesAgainAPointThatTheLogNoLongerHas() {
        TestStack.influxDouble().failWrites(400, "{\"code\":\"invalid\",\"message\":\"refused\"}", Map.of());
        device.publish("telemetry/temperature", "{\"value\":7,\"timestamp\":\"2026-01-01T00:00:00Z\"}");
        soon().until(() -> messages(device.id()).size() == 1);
        TestStack.influxDouble().recover();
        assertEquals(
                200,
                device.http()
                        .delete(device.data("?start=2026-01-01T00:00:00Z&stop=now()"))
                        .status());

        JsonObject answer = replay(id(messages(device.id()).get(0)));

        assertEquals(1, answer.getInt("refused"));
        assertTrue(answer.toString().contains("deleted"), answer.toString());
        assertEquals(1, messages(device.id()).get(0).getInt("attempts"));
    }

    // Deleting

    @Test
    void deletesOneMessage() {
        device.publish("telemetry/m", "{broken");
        long id = id(awaitMessages(device, 1).get(0));

        Reply reply = admin.delete(PATH + "/" + id);

        assertEquals(200, reply.status());
        assertEquals(1, reply.json().getInt("deleted"));
        assertProblem(404, admin.delete(PATH + "/" + id));
        assertProblem(404, admin.get(PATH + "/" + id + "/payload"));
        assertTrue(audited("quarantine.delete", String.valueOf(id)));
    }

    @Test
    void deletesByFilterAndNothingElse() {
        device.publish("telemetry/m", "{broken");
        device.publish("telemetry/m", "{}");
        TestDevice other = admin.newDevice();
        other.publish("telemetry/m", "{broken");
        awaitMessages(device, 2);
        awaitMessages(other, 1);

        Reply reply = admin.delete(PATH + "?reason=bad_json&device_id=" + device.id());

        assertEquals(1, reply.json().getInt("deleted"), reply.text());
        assertEquals(List.of("no_field"), reasons(""));
        assertEquals(1, messages(other.id()).size());
        assertTrue(audited("quarantine.delete", "filter"));
    }

    // Who may, and what is wrong

    @Test
    void letsViewersReadAndAdminsChange() {
        device.publish("telemetry/m", "{broken");
        String one = PATH + "/" + id(awaitMessages(device, 1).get(0));
        Client viewer = admin.withKey(
                admin.post("/api/v1/admin/keys", "{\"name\":\"viewer-" + UUID.randomUUID() + "\",\"role\":\"viewer\"}")
                        .json()
                        .getJsonObject("key")
                        .getString("api_key"));
        for (String read : new String[] {PATH, one, one + "/payload"}) {
            assertProblem(401, admin.withKey(null).get(read));
            assertProblem(401, admin.withKey("iotf_wrong").get(read));
            assertProblem(403, device.http().get(read));
            assertEquals(200, viewer.get(read).status(), read);
        }
        for (Client nobody : new Client[] {admin.withKey(null), admin.withKey("iotf_wrong"), device.http(), viewer}) {
            int status = nobody == viewer || nobody == device.http() ? 403 : 401;
            assertProblem(status, nobody.post(one + "/replay", ""));
            assertProblem(status, nobody.post(PATH + "/replay", "{\"device_id\":\"" + device.id() + "\"}"));
            assertProblem(status, nobody.delete(one));
            assertProblem(status, nobody.delete(PATH + "?device_id=" + device.id()));
        }
        assertEquals(200, admin.get(one).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "x", "9999999999999999999", "%00", "..%2f1", "1%27%20OR%201=1", "${x}"})
    void knowsNoSuchMessage(String id) {
        String path = PATH + "/" + id.replace("${x}", "%24%7Bx%7D");
        for (Reply reply : List.of(
                admin.get(path), admin.get(path + "/payload"), admin.delete(path), admin.post(path + "/replay", ""))) {
            assertTrue(reply.status() == 404 || reply.status() == 400, reply.status() + " " + reply.text());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "reason | ?reason=nonsense",
                "reason | ?reason=",
                "reason | ?reason=bad_json%27%20OR%201=1",
                "source | ?source=http",
                "device_id | ?device_id=",
                "device_id | ?device_id=a%00b",
                "start | ?start=yesterday",
                "start | ?start=%2B999999999-01-01T00:00:00Z",
                "start | ?start=2026-01-02T00:00:00Z&stop=2026-01-01T00:00:00Z",
                "stop | ?stop=tomorrow",
                "limit | ?limit=0",
                "limit | ?limit=x",
                "cursor | ?cursor=x",
                "cursor | ?cursor=",
                "cursor | ?cursor=%00",
                "cursor | ?cursor=OTk5OTk5OTk5OTk5OTk5OTk5OTk5LjE"
            })
    void namesTheFilterThatIsWrong(String field, String query) {
        Reply reply = admin.get(PATH + query);

        assertProblem(400, reply);
        assertEquals(field, violation(reply));
    }

    @Test
    void namesTheReasonsThatThereAre() {
        String detail = admin.get(PATH + "?reason=nonsense").json().getString("detail");

        assertTrue(detail.contains("bad_json") && detail.contains("unknown_device"), detail);
        List<String> all = get("?limit=1").getJsonArray("known_reasons").getValuesAs(JsonString.class).stream()
                .map(JsonString::getString)
                .toList();
        assertTrue(all.containsAll(List.of("bad_json", "unknown_device")), all.toString());
        all.forEach(it -> assertEquals(200, admin.get(PATH + "?reason=" + it).status(), it));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "filter | ''",
                "reason | ?reason=nonsense",
                "reason | ?reason=&device_id=x",
                "devise_id | ?reason=bad_json&devise_id=x",
                "stop | ?stop=x"
            })
    void deletesNothingByAFilterThatIsWrong(String field, String query) {
        Reply reply = admin.delete(PATH + query);

        assertProblem(400, reply);
        assertEquals(field, violation(reply));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "body | ''",
                "body | [1]",
                "body | {\"ids\":",
                "ids | {\"ids\":[]}",
                "ids | {\"ids\":5}",
                "ids | {\"ids\":null}",
                "ids | {\"ids\":[1],\"reason\":\"bad_json\"}",
                "ids[0] | {\"ids\":[\"1\"]}",
                "ids[1] | {\"ids\":[1,1.5]}",
                "ids[0] | {\"ids\":[1e999999999]}",
                "ids[0] | {\"ids\":[0]}",
                "reason | {\"reason\":\"nonsense\"}",
                "reason | {\"reason\":5}",
                "device_id | {\"device_id\":\"\\ud800\"}",
                "limit | {\"limit\":10001}",
                "limit | {\"limit\":\"5\"}",
                "cursor | {\"cursor\":\"x\"}",
                "devise_id | {\"devise_id\":\"x\"}"
            })
    void replaysNothingForARequestThatIsWrong(String field, String body) {
        Reply reply = admin.post(PATH + "/replay", body);

        assertProblem(400, reply);
        assertEquals(field, violation(reply));
    }

    @Test
    void countsWhatIsInIt() {
        double before = metric("iotflow_quarantine_messages");
        device.publish("telemetry/m", "{broken");
        awaitMessages(device, 1);

        await().atMost(30, SECONDS).until(() -> metric("iotflow_quarantine_messages") > before);
        assertTrue(metric("iotflow_quarantine_bytes") > 500);
    }

    private JsonObject replay(long id) {
        Reply reply = admin.post(PATH + "/" + id + "/replay", "");
        assertEquals(200, reply.status(), reply.text());
        return reply.json();
    }

    private JsonObject replay(String body) {
        Reply reply = admin.post(PATH + "/replay", body);
        assertEquals(200, reply.status(), reply.text());
        return reply.json();
    }

    private JsonObject get(String query) {
        Reply reply = admin.get(PATH + query);
        assertEquals(200, reply.status(), reply.text());
        return reply.json();
    }

    private List<JsonObject> messages(String deviceId) {
        return get("?device_id=" + deviceId).getJsonArray("messages").getValuesAs(JsonObject.class);
    }

    private List<JsonObject> awaitMessages(TestDevice of, int count) {
        return soon().until(() -> messages(of.id()), it -> it.size() == count);
    }

    private List<String> reasons(String filter) {
        return get("?device_id=" + device.id() + filter).getJsonArray("messages").getValuesAs(JsonObject.class).stream()
                .map(it -> it.getString("reason"))
                .toList();
    }

    private long values() {
        return TestStack.influxDouble().values().stream()
                .filter(it -> it.toString().contains(device.id()))
                .count();
    }

    private boolean audited(String action, String target) {
        return admin.get("/api/v1/admin/audit?action=" + action + "&target=" + target)
                        .json()
                        .getInt("count")
                > 0;
    }

    private double metric(String name) {
        return admin.withKey(null)
                .get("/metrics")
                .text()
                .lines()
                .filter(line -> line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElse(0);
    }

    private HttpResponse<byte[]> file(long id) {
        HttpRequest request = HttpRequest.newBuilder(base.resolve(PATH + "/" + id + "/payload"))
                .header("X-API-Key", TestStack.ADMIN_KEY)
                .build();
        try {
            return HttpClient.newHttpClient().send(request, BodyHandlers.ofByteArray());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private static String text(JsonObject object, String name) {
        return object.isNull(name) ? null : object.getString(name);
    }

    private static long id(JsonObject message) {
        return message.getJsonNumber("id").longValue();
    }

    private static String violation(Reply reply) {
        return reply.json().getJsonArray("violations").getJsonObject(0).getString("field");
    }

    private static void assertProblem(int status, Reply reply) {
        assertEquals(status, reply.status(), reply.text());
        assertEquals("application/problem+json", reply.contentType());
    }
}
