package io.iotflow.device;

import static io.iotflow.stack.Waiting.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Client;
import io.iotflow.stack.Deployed;
import io.iotflow.stack.OnPostgresql;
import io.iotflow.stack.Reply;
import io.iotflow.stack.TestDevice;
import io.iotflow.stack.TestStack;
import jakarta.json.JsonObject;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The registry: keys, operators, fleets, lists, changes, and the record of all that. */
@Deployed(OnPostgresql.class)
class RegistryIT {

    private static final String CONFIG = "/api/v1/devices/config";
    private static final String TELEMETRY = "/api/v1/devices/telemetry";
    private static final String DEVICES = "/api/v1/admin/devices";
    private static final String KEYS = "/api/v1/admin/keys";
    private static final String GROUPS = "/api/v1/admin/groups";
    private static final String AUDIT = "/api/v1/admin/audit";
    private static final String READING = "{\"data\":{\"v\":1}}";

    @ArquillianResource
    private URI base;

    private Client admin;
    private TestDevice device;

    @BeforeEach
    void register() {
        admin = Client.admin(base);
        device = admin.newDevice();
    }

    @Test
    void describesANewDeviceAsItIsFoundAfterwards() {
        JsonObject registered = admin.post(
                        "/api/v1/devices/register", "{\"name\":\"" + UUID.randomUUID() + "\",\"device_type\":\"t\"}")
                .json()
                .getJsonObject("device");

        JsonObject found = admin.get(DEVICES + "/" + registered.getString("device_id"))
                .json()
                .getJsonObject("device");

        Set<String> shownOnce = Set.of("api_key", "mqtt");
        registered.forEach((name, value) -> {
            if (!shownOnce.contains(name)) {
                assertEquals(value, found.get(name), name);
            }
        });
        assertTrue(
                registered.keySet().containsAll(Set.of("telemetry_count", "open_alerts", "is_online")),
                registered.toString());
    }

    // A device's keys

    @Test
    void keepsTheOldKeyGoodForAWhileAfterARotation() {
        Reply rotated = device.http().post("/api/v1/devices/keys/rotate", "");

        assertEquals(200, rotated.status(), rotated.text());
        String fresh = rotated.json().getString("api_key");
        assertNotEquals(device.key(), fresh);
        assertEquals(201, admin.withKey(fresh).post(TELEMETRY, READING).status());
        assertEquals(201, device.http().post(TELEMETRY, READING).status());
        assertEquals(fresh, rotated.json().getJsonObject("mqtt").getString("password"), "the broker takes the new key");
    }

    @Test
    void aKeyThatIsBeingReplacedCannotMakeItselfANewOne() {
        String rotate = "/api/v1/devices/keys/rotate";
        Client fresh = admin.withKey(device.http().post(rotate, "").json().getString("api_key"));

        assertProblem(403, device.http().post(rotate, ""));
        assertEquals(201, device.http().post(TELEMETRY, READING).status());
        assertEquals(200, fresh.post(rotate, "").status());
    }

    @Test
    void endsTheOldKeyAtOnceWhereAnAdminWantsNoOverlap() {
        assertEquals(201, device.http().post(TELEMETRY, READING).status());

        Reply rotated = admin.post(DEVICES + "/" + device.id() + "/keys/rotate", "{\"overlap_seconds\":0}");

        assertEquals(200, rotated.status(), rotated.text());
        assertProblem(401, device.http().post(TELEMETRY, READING));
        assertEquals(
                201,
                admin.withKey(rotated.json().getString("api_key"))
                        .post(TELEMETRY, READING)
                        .status());
    }

    @Test
    void refusesAnOverlapThatIsNoNumberOfSeconds() {
        String rotate = DEVICES + "/" + device.id() + "/keys/rotate";

        assertProblem(400, admin.post(rotate, "{\"overlap_seconds\":-1}"));
        assertProblem(400, admin.post(rotate, "{\"overlap_seconds\":\"soon\"}"));
        assertProblem(400, admin.post(rotate, "[]"));
        assertProblem(404, admin.post(DEVICES + "/no-such-device/keys/rotate", ""));
    }

    @Test
    void refusesARevokedKeyAtOnceAndShowsWhatKeysThereAre() {
        assertEquals(201, device.http().post(TELEMETRY, READING).status());
        JsonObject key = admin.get(DEVICES + "/" + device.id() + "/keys")
                .json()
                .getJsonArray("keys")
                .getJsonObject(0);
        assertTrue(key.getBoolean("valid"));
        assertFalse(key.toString().contains(device.key()));

        assertEquals(200, admin.delete(DEVICES + "/" + device.id() + "/keys").status());

        assertProblem(401, device.http().post(TELEMETRY, READING));
        assertEquals(
                0,
                admin.get(DEVICES + "/" + device.id() + "/keys")
                        .json()
                        .getJsonArray("keys")
                        .size());
    }

    // Operator keys

    @Test
    void makesOperatorKeysShowsThemOnceAndRevokesThemAtOnce() {
        String name = "grafana-" + UUID.randomUUID();
        Reply created = admin.post(KEYS, "{\"name\":\"%s\",\"role\":\"viewer\"}".formatted(name));
        assertEquals(201, created.status(), created.text());
        JsonObject key = created.json().getJsonObject("key");
        Client viewer = admin.withKey(key.getString("api_key"));

        assertEquals(200, viewer.get(DEVICES).status());
        assertProblem(403, viewer.put(DEVICES + "/" + device.id(), "{\"location\":\"x\"}"));
        assertProblem(403, viewer.get(KEYS));
        assertProblem(409, admin.post(KEYS, "{\"name\":\"%s\",\"role\":\"viewer\"}".formatted(name)));
        String list = admin.get(KEYS).text();
        assertTrue(list.contains(name));
        assertFalse(list.contains(key.getString("api_key")));

        assertEquals(200, admin.delete(KEYS + "/" + key.getInt("id")).status());
        assertProblem(401, viewer.get(DEVICES));
        assertProblem(404, admin.delete(KEYS + "/" + key.getInt("id")));
    }

    @Test
    void aKeyThatIsUsedWhileItIsRevokedStaysRevoked() throws SQLException {
        JsonObject key = admin.post(KEYS, "{\"name\":\"raced-%s\",\"role\":\"viewer\"}".formatted(UUID.randomUUID()))
                .json()
                .getJsonObject("key");
        Client viewer = admin.withKey(key.getString("api_key"));
        try (Connection revocation = TestStack.database().getConnection();
                PreparedStatement revoke =
                        revocation.prepareStatement("UPDATE operator_key SET revoked_at = now() WHERE id = ?")) {
            revocation.setAutoCommit(false);
            revoke.setInt(1, key.getInt("id"));
            revoke.executeUpdate();
            CompletableFuture<Reply> use = CompletableFuture.supplyAsync(() -> viewer.get(DEVICES));
            soon().until(() -> TestStack.queryLong("SELECT count(*) FROM pg_locks WHERE NOT granted") > 0);
            revocation.commit();
            use.join();
        }

        assertFalse(operatorKey(key.getInt("id")).isNull("revoked_at"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}",
                "{\"name\":\"x\"}",
                "{\"name\":\"x\",\"role\":\"root\"}",
                "{\"name\":\"admin\",\"role\":\"viewer\"}",
                "{\"name\":\"\\u0000\",\"role\":\"viewer\"}",
                "{\"name\":5,\"role\":[]}",
                "nonsense"
            })
    void refusesABadOperatorKey(String body) {
        assertProblem(400, admin.post(KEYS, body));
    }

    // Changes

    @Test
    void letsADeviceSayWhereItIsAndWhatItRuns() {
        Reply changed = device.http()
                .put(CONFIG, "{\"status\":\"maintenance\",\"location\":\"roof\",\"firmware_version\":\"2.0\"}");

        assertEquals(200, changed.status(), changed.text());
        JsonObject now = changed.json().getJsonObject("device");
        assertEquals("maintenance", now.getString("status"));
        assertEquals("roof", now.getString("location"));
        assertEquals("2.0", now.getString("firmware_version"));
        assertFalse(now.containsKey("api_key"));
        assertEquals(201, device.http().post(TELEMETRY, READING).status(), "in maintenance it still sends");
    }

    @Test
    void refusesADeviceThatIsInactiveUntilItIsActivated() {
        assertEquals(200, device.http().put(CONFIG, "{\"status\":\"inactive\"}").status());
        assertProblem(403, device.http().post(TELEMETRY, READING));

        assertEquals(
                200,
                admin.put(DEVICES + "/" + device.id(), "{\"status\":\"active\"}")
                        .status());
        assertEquals(201, device.http().post(TELEMETRY, READING).status());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}",
                "{\"name\":\"mine\"}",
                "{\"status\":\"broken\"}",
                "{\"status\":null}",
                "{\"location\":5}",
                "{\"location\":\"a\\nb\"}",
                "{\"firmware_version\":\"123456789012345678901234567890123456789012345678901\"}",
                "[]",
                "{"
            })
    void refusesABadConfiguration(String body) {
        assertProblem(400, device.http().put(CONFIG, body));
    }

    @Test
    void changesADeviceAndRefusesATakenName() {
        TestDevice other = admin.newDevice();
        String hostile = "O'Brien \\\"${x}\\\" <b>%_ é 😀";

        Reply changed =
                admin.put(DEVICES + "/" + device.id(), "{\"description\":\"" + hostile + "\",\"location\":null}");

        assertEquals(200, changed.status(), changed.text());
        assertEquals(
                "O'Brien \"${x}\" <b>%_ é 😀",
                changed.json().getJsonObject("device").getString("description"));
        assertProblem(409, admin.put(DEVICES + "/" + device.id(), "{\"name\":\"Name of " + other.id() + "\"}"));
        assertProblem(404, admin.put(DEVICES + "/no-such-device", "{\"location\":\"x\"}"));
    }

    @Test
    void recordsAChangeInItsOwnTransaction() {
        assertEquals(
                200,
                admin.put(DEVICES + "/" + device.id(), "{\"location\":\"hall\"}")
                        .status());

        assertEquals(
                1,
                TestStack.queryLong("SELECT count(*) FROM device JOIN audit ON audit.target = device.device_id"
                        + " AND audit.action = 'device.update' AND audit.xmin::text = device.xmin::text"
                        + " WHERE device.device_id = '" + device.id() + "'"));
    }

    // Lists

    @Test
    void findsDevicesByPartsOfWhatIsKnownInAnyCaseAndLiterally() {
        String mark = UUID.randomUUID().toString();
        admin.put(DEVICES + "/" + device.id(), "{\"description\":\"Pump 100%_ at " + mark + "\"}");

        assertEquals(List.of(device.id()), found("?search=PUMP%20100%25_%20AT%20" + mark));
        assertEquals(List.of(), found("?search=Pump%20100__%20at%20" + mark));
        assertEquals(List.of(device.id()), found("?type=environmental&status=active&search=" + mark));
        assertEquals(List.of(), found("?status=inactive&search=" + mark));
        assertEquals(List.of(), found("?search=" + Client.encode("' OR 1=1 --")));
    }

    @Test
    void listsDevicesInPages() {
        String mark = "page-" + UUID.randomUUID();
        for (int i = 0; i < 3; i++) {
            admin.newDevice(mark.substring(0, 30) + i, mark);
        }

        JsonObject first = admin.get(DEVICES + "?per_page=2&search=" + mark).json();
        JsonObject second =
                admin.get(DEVICES + "?per_page=2&page=2&search=" + mark).json();

        assertEquals(2, first.getJsonArray("devices").size());
        assertEquals(1, second.getJsonArray("devices").size());
        assertEquals(
                "{\"page\":1,\"per_page\":2,\"total\":3,\"pages\":2,\"has_next\":true,\"has_prev\":false,"
                        + "\"total_is_exact\":true}",
                first.getJsonObject("pagination").toString());
        assertTrue(second.getJsonObject("pagination").getBoolean("has_prev"));
    }

    @Test
    void findsSilentDevicesInOneCallAndSaysWhenEachReportedLast() {
        String mark = "silent-" + UUID.randomUUID();
        TestDevice silent = admin.newDevice(mark.substring(0, 30) + "s", mark);
        TestDevice reporting = admin.newDevice(mark.substring(0, 30) + "r", mark);
        silent.http().post("/api/v1/devices/heartbeat", "{}");
        silent.http().post(TELEMETRY, "{\"data\":{}}");
        String before = Instant.now().minusSeconds(60).toString();
        reporting.http().post(TELEMETRY, READING);

        soon().untilAsserted(
                        () -> assertEquals(List.of(silent.id()), found("?silent_since=" + before + "&search=" + mark)));
        assertEquals(List.of(reporting.id(), silent.id()), found("?sort=last_reading_at&order=desc&search=" + mark));
        soon().untilAsserted(() -> assertEquals(List.of(silent.id()), found("?refused=true&search=" + mark)));
        JsonObject row = admin.get(DEVICES + "?sort=last_reading_at&per_page=1&search=" + mark)
                .json()
                .getJsonArray("devices")
                .getJsonObject(0);
        assertTrue(Instant.parse(row.getString("last_reading_at")).isAfter(Instant.parse(before)));
        assertEquals(1, row.getInt("telemetry_count"));
        assertEquals(0, row.getInt("refused_messages"));
    }

    @ParameterizedTest
    @CsvSource({
        "page=0",
        "page=x",
        "per_page=0",
        "per_page=-1",
        "status=gone",
        "search=%00",
        "location=%00",
        "group=nobody",
        "firmware_below=new",
        "online=maybe",
        "refused=2",
        "silent_since=yesterday",
        "last_reading_before=2300-01-01",
        "sort=key_hash",
        "order=up",
        "silent=true"
    })
    void refusesABadQuery(String query) {
        assertProblem(400, admin.get(DEVICES + "?" + query));
    }

    @Test
    void givesAPageOfTheFormerSizeAndNoMoreThanAHundred() {
        assertEquals(50, pageSize(""));
        assertEquals(100, pageSize("?per_page=1000"));
    }

    private int pageSize(String query) {
        return admin.get(DEVICES + query).json().getJsonObject("pagination").getInt("per_page");
    }

    // A device by its number

    @Test
    void takesTheIdOfARegistrationInEveryPath() {
        String number = String.valueOf(idOf(device.id()));
        assertEquals(201, device.http().post(TELEMETRY, READING).status());

        for (Client caller : List.of(admin, device.http())) {
            Reply data = caller.get("/api/v1/influxdb/device/" + number + "/data?start=-1h");
            assertEquals(device.id(), data.json().getString("device_id"), data.text());
        }
        assertEquals(
                200,
                admin.put(DEVICES + "/" + number, "{\"location\":\"by number\"}")
                        .status());
        assertEquals(
                "by number",
                admin.get(DEVICES + "/" + device.id())
                        .json()
                        .getJsonObject("device")
                        .getString("location"));
        assertEquals(200, admin.get(DEVICES + "/" + number + "/keys").status());
        assertEquals(
                1,
                admin.get("/api/v1/admin/telemetry?device_id=" + number)
                        .json()
                        .getJsonObject("pagination")
                        .getInt("total"));
        assertProblem(403, admin.newDevice().http().get("/api/v1/influxdb/device/" + number + "/data"));
        assertProblem(401, admin.withKey(null).get(DEVICES + "/" + number));
        assertEquals(device.id(), admin.delete(DEVICES + "/" + number).json().getString("device_id"));
        assertProblem(404, admin.get(DEVICES + "/" + device.id()));
        assertProblem(404, admin.get(DEVICES + "/" + number));
    }

    @Test
    void keepsTheNumberOfAnImportedDevice() {
        String number = freeNumber();

        assertEquals(number, importDevice(number).json().get("id").toString());

        assertEquals(Long.parseLong(number), idOf(number));
        long next = idOf(admin.newDevice().id());
        assertTrue(next > Long.parseLong(number), "the next one is behind it: " + next);
        assertEquals(200, admin.delete(DEVICES + "/" + number).status());
    }

    @Test
    void neverTakesANumberForAnotherDevice() {
        String taken = String.valueOf(idOf(device.id()));
        Reply imported = importDevice(taken);

        assertEquals(201, imported.status(), imported.text());
        assertEquals(1, imported.json().getJsonArray("changes").size());
        assertProblem(409, admin.delete(DEVICES + "/" + taken));
        assertProblem(409, admin.put(DEVICES + "/" + taken, "{\"location\":\"x\"}"));
        assertEquals(
                device.id(),
                admin.get(DEVICES + "/id=" + taken)
                        .json()
                        .getJsonObject("device")
                        .getString("device_id"));
        assertEquals(200, admin.delete(DEVICES + "/device_id=" + taken).status());
        assertEquals(200, admin.get(DEVICES + "/" + device.id()).status());
    }

    @Test
    void givesNoNewDeviceANumberAsDeviceId() {
        String number = freeNumber();

        assertProblem(
                400,
                admin.post(
                        "/api/v1/devices/register",
                        "{\"name\":\"a\",\"device_type\":\"sensor\",\"device_id\":\"%s\"}".formatted(number)));
        Reply named = admin.post(
                "/api/v1/devices/register", "{\"name\":\"%s\",\"device_type\":\"sensor\"}".formatted(number));
        assertEquals("sensor_" + number, named.json().getJsonObject("device").getString("device_id"));
    }

    private long idOf(String deviceId) {
        return admin.get(DEVICES + "/" + deviceId)
                .json()
                .getJsonObject("device")
                .getJsonNumber("id")
                .longValueExact();
    }

    private static String freeNumber() {
        return String.valueOf(System.currentTimeMillis());
    }

    private Reply importDevice(String number) {
        return admin.post(
                "/api/v1/admin/import/devices",
                "{\"device_id\":\"%1$s\",\"name\":\"imported %1$s\",\"device_type\":\"sensor\",\"api_key\":\"key-%2$s\"}"
                        .formatted(number, UUID.randomUUID()));
    }

    // Fleets

    @Test
    void keepsGroupsOfDevices() {
        String group = "group-" + UUID.randomUUID().toString().substring(0, 8);
        assertEquals(
                201,
                admin.post(GROUPS, "{\"group_id\":\"" + group + "\",\"name\":\"North\"}")
                        .status());
        assertProblem(409, admin.post(GROUPS, "{\"group_id\":\"" + group + "\"}"));
        assertEquals(
                200,
                admin.put(GROUPS + "/" + group + "/devices/" + device.id(), "").status());

        JsonObject one = admin.get(GROUPS + "/" + group).json();
        assertEquals(1, one.getJsonObject("group").getInt("devices"));
        assertEquals(
                "iotflow/fleet/commands/" + group, one.getJsonObject("group").getString("commands_topic"));
        assertEquals(device.id(), one.getJsonArray("devices").getJsonObject(0).getString("device_id"));
        assertTrue(admin.get(GROUPS).text().contains(group));

        assertEquals(
                200,
                admin.delete(GROUPS + "/" + group + "/devices/" + device.id()).status());
        assertProblem(404, admin.delete(GROUPS + "/" + group + "/devices/" + device.id()));
        assertProblem(404, admin.put(GROUPS + "/" + group + "/devices/no-such-device", ""));
        assertEquals(
                "South",
                admin.put(GROUPS + "/" + group, "{\"name\":\"South\"}")
                        .json()
                        .getJsonObject("group")
                        .getString("name"));
        assertEquals(200, admin.delete(GROUPS + "/" + group).status());
        assertProblem(404, admin.get(GROUPS + "/" + group));
        assertProblem(400, admin.post(GROUPS, "{\"group_id\":\"a/+/#\"}"));
        assertProblem(400, admin.post(GROUPS, "{}"));
    }

    @Test
    void answersConcurrentChangesOfAGroupWithoutAFailure() {
        String group = "raced-" + UUID.randomUUID().toString().substring(0, 8);
        String path = GROUPS + "/" + group;
        String member = path + "/devices/" + device.id();
        String guest = "raced-" + UUID.randomUUID().toString().substring(0, 8);
        List<Supplier<Reply>> changes = List.of(
                () -> admin.post(GROUPS, "{\"group_id\":\"" + group + "\"}"),
                () -> admin.put(member, ""),
                () -> admin.put(path, "{\"name\":\"" + UUID.randomUUID() + "\"}"),
                () -> admin.delete(member),
                () -> admin.delete(path),
                () -> admin.post(
                        "/api/v1/devices/register",
                        "{\"name\":\"%1$s\",\"device_id\":\"%1$s\",\"device_type\":\"t\"}".formatted(guest)),
                () -> admin.put(path + "/devices/" + guest, ""),
                () -> admin.delete(DEVICES + "/" + guest));

        List<CompletableFuture<Void>> callers = IntStream.range(0, 6)
                .mapToObj(caller -> CompletableFuture.runAsync(() -> {
                    for (int i = 0; i < 40; i++) {
                        Supplier<Reply> change =
                                changes.get(ThreadLocalRandom.current().nextInt(changes.size()));
                        Reply reply = change.get();
                        boolean isFine = reply.status() < 500
                                || reply.status() == 503
                                        && !reply.header("Retry-After").isEmpty();
                        assertTrue(isFine, reply.status() + " " + reply.text());
                    }
                }))
                .toList();

        callers.forEach(CompletableFuture::join);
    }

    // Deletion

    @Test
    void deletesADeviceWithItsDataAndFreesItsNames() {
        assertEquals(201, device.http().post(TELEMETRY, READING).status());

        Reply deleted = admin.delete(DEVICES + "/" + device.id());

        assertEquals(200, deleted.status(), deleted.text());
        assertProblem(401, device.http().post(TELEMETRY, READING));
        assertProblem(404, admin.get(device.data("")));
        assertProblem(404, admin.delete(DEVICES + "/" + device.id()));
        TestDevice again = admin.newDevice(device.id(), null);
        assertEquals(0, again.http().get(again.data("?start=0")).json().getInt("count"));
    }

    // Audit

    @Test
    void recordsWhoChangedWhatAndFromWhere() {
        admin.put(DEVICES + "/" + device.id(), "{\"location\":\"cellar\"}");
        device.http().put(CONFIG, "{\"firmware_version\":\"3\"}");

        JsonObject changes = admin.get(AUDIT + "?target=" + device.id()).json();

        assertEquals(3, changes.getInt("count"), changes.toString());
        JsonObject own = changes.getJsonArray("changes").getJsonObject(0);
        assertEquals("device.update", own.getString("action"));
        assertEquals(device.id(), own.getString("actor"));
        assertEquals("device", own.getString("role"));
        assertEquals(base.getHost(), own.getString("address"));
        assertFalse(own.getString("request_id").isEmpty());
        JsonObject byAdmin = changes.getJsonArray("changes").getJsonObject(1);
        assertEquals("admin", byAdmin.getString("actor"));
        assertEquals("cellar", byAdmin.getJsonObject("detail").getString("location"));
        assertFalse(admin.get(AUDIT).text().contains(device.key()));
    }

    @Test
    void pagesTheAuditLogByItsCursor() {
        admin.put(DEVICES + "/" + device.id(), "{\"location\":\"a\"}");
        String target = AUDIT + "?limit=1&target=" + device.id();

        JsonObject first = admin.get(target).json();
        JsonObject second =
                admin.get(target + "&cursor=" + first.getString("next_cursor")).json();

        assertEquals(
                "device.update", first.getJsonArray("changes").getJsonObject(0).getString("action"));
        assertEquals(
                "device.register",
                second.getJsonArray("changes").getJsonObject(0).getString("action"));
        assertProblem(400, admin.get(AUDIT + "?cursor=x"));
        assertProblem(400, admin.get(AUDIT + "?limit=0"));
        assertEquals(200, admin.get(AUDIT + "?limit=1001").status());
        assertProblem(403, device.http().get(AUDIT));
    }

    @Test
    void notesWhenAKeyWasUsedLast() {
        String name = "used-" + UUID.randomUUID();
        JsonObject key = admin.post(KEYS, "{\"name\":\"%s\",\"role\":\"viewer\"}".formatted(name))
                .json()
                .getJsonObject("key");
        admin.withKey(key.getString("api_key")).get(DEVICES);

        soon().until(() -> !operatorKey(key.getInt("id")).isNull("last_used_at"));
    }

    private JsonObject operatorKey(int id) {
        return admin.get(KEYS).json().getJsonArray("keys").getValuesAs(JsonObject.class).stream()
                .filter(it -> it.getInt("id") == id)
                .findFirst()
                .orElseThrow();
    }

    private List<String> found(String query) {
        return admin.get(DEVICES + query).json().getJsonArray("devices").getValuesAs(JsonObject.class).stream()
                .map(it -> it.getString("device_id"))
                .toList();
    }

    private static void assertProblem(int status, Reply reply) {
        assertEquals(status, reply.status(), reply.text());
        assertEquals("application/problem+json", reply.contentType());
        assertEquals(status, reply.json().getInt("status"));
    }
}
