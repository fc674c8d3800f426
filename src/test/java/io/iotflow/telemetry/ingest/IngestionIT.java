package io.iotflow.telemetry.ingest;

import static io.iotflow.stack.Waiting.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.influxdb.client.InfluxDBClient;
import com.influxdb.client.InfluxDBClientFactory;
import com.influxdb.client.domain.WritePrecision;
import com.influxdb.client.write.Point;
import io.iotflow.stack.Client;
import io.iotflow.stack.Deployed;
import io.iotflow.stack.OnPostgresql;
import io.iotflow.stack.Operators;
import io.iotflow.stack.Quarantined;
import io.iotflow.stack.Reply;
import io.iotflow.stack.TestDevice;
import jakarta.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ingestion: who may register and write, what is accepted, and how everything else is refused. */
@Deployed(OnPostgresql.class)
class IngestionIT {

    private static final String TELEMETRY = "/api/v1/devices/telemetry";
    private static final String POINT = "/api/v1/influxdb/telemetry";
    private static final String BATCH = "/api/v1/influxdb/telemetry/batch";
    private static final String REGISTER = "/api/v1/devices/register";
    private static final String WRITE = "/api/v1/influxdb/write";
    private static final String INFLUX_WRITE = "/api/v2/write?org=any&bucket=any";

    @ArquillianResource
    private URI base;

    private Client admin;
    private TestDevice device;

    @BeforeEach
    void register() {
        admin = Client.admin(base);
        device = admin.newDevice();
    }

    // Registration

    @Test
    void registersADeviceAndShowsItsKeyOnce() {
        Reply reply = admin.post(
                REGISTER,
                "{\"name\":\"Büro Sensor %s\",\"device_type\":\"environmental\",\"firmware_version\":\"1.2\"}"
                        .formatted(device.id()));

        assertEquals(201, reply.status());
        JsonObject registered = reply.json().getJsonObject("device");
        assertTrue(registered.getString("device_id").startsWith("buro_sensor_"));
        assertEquals("active", registered.getString("status"));
        assertEquals("1.2", registered.getString("firmware_version"));
        assertTrue(registered.containsKey("last_seen") && registered.isNull("last_seen"));
        assertEquals(
                registered.getString("api_key"),
                registered.getJsonObject("mqtt").getString("password"));
        assertEquals(
                registered.getString("device_id"),
                registered.getJsonObject("mqtt").getString("username"));
    }

    @Test
    void refusesANameOrIdThatIsTaken() {
        Reply id = admin.post(
                REGISTER, "{\"name\":\"x%s\",\"device_type\":\"t\",\"device_id\":\"%<s\"}".formatted(device.id()));
        Reply name = admin.post(REGISTER, "{\"name\":\"Name of %s\",\"device_type\":\"t\"}".formatted(device.id()));

        assertProblem(409, id);
        assertProblem(409, name);
    }

    @Test
    void namesEverythingThatIsWrongWithARegistration() {
        Reply reply = admin.post(REGISTER, "{\"name\":\"\",\"device_id\":\"../x\",\"location\":5}");

        assertProblem(400, reply);
        assertEquals(
                "[device_id, device_type, location, name]",
                reply.json().getJsonArray("violations").getValuesAs(JsonObject.class).stream()
                        .map(it -> it.getString("field"))
                        .sorted()
                        .toList()
                        .toString());
    }

    @Test
    void letsOnlyAnAdminRegister() {
        String body = "{\"name\":\"n\",\"device_type\":\"t\"}";

        assertProblem(401, admin.withKey(null).post(REGISTER, body));
        assertProblem(401, admin.withKey("wrong").post(REGISTER, body));
        assertProblem(403, device.http().post(REGISTER, body));
    }

    // Keys

    @ParameterizedTest
    @ValueSource(strings = {TELEMETRY, POINT, BATCH})
    void refusesToWriteWithoutAKnownKey(String path) {
        assertProblem(401, admin.withKey(null).post(path, "{}"));
        assertProblem(401, admin.withKey("iotf_wrong").post(path, "{}"));
    }

    @Test
    void refusesToReadOrDeleteWithoutAKnownKeyOrForAnotherDevice() {
        TestDevice other = admin.newDevice();

        assertProblem(401, admin.withKey(null).get(device.data("")));
        assertProblem(401, admin.withKey("wrong").get(device.latest("")));
        assertProblem(401, admin.withKey(null).delete(device.data("")));
        assertProblem(403, other.http().get(device.data("")));
        assertProblem(403, other.http().get(device.latest("")));
        assertProblem(403, other.http().delete(device.data("")));
    }

    @Test
    void refusesAPointForAnotherDevice() {
        TestDevice other = admin.newDevice();

        assertProblem(403, device.http().post(POINT, point(other.id(), "{\"v\":1}")));
        assertProblem(403, device.http().post(BATCH, "{\"points\":[" + point(other.id(), "{\"v\":1}") + "]}"));
    }

    @Test
    void letsAnAdminWriteForEveryDeviceButNotForAnUnknownOne() {
        assertEquals(201, admin.post(POINT, point(device.id(), "{\"v\":1}")).status());
        assertProblem(404, admin.post(POINT, point("no-such-device", "{\"v\":1}")));
        assertProblem(404, admin.post(POINT, point("\\u0000", "{\"v\":1}")));
        assertProblem(404, admin.get("/api/v1/influxdb/device/no-such-device/data"));
    }

    // HTTP

    @Test
    void acceptsAnUploadWithStructureAndTellsItsIdAndTime() {
        Reply reply = device.http()
                .post(
                        TELEMETRY,
                        "{\"data\":{\"temperature\":24.5,\"gps\":{\"lat\":1},\"none\":null},\"metadata\":{\"location\":\"r1\"},"
                                + "\"timestamp\":\"2026-01-01T12:00:00+01:00\"}");

        assertEquals(201, reply.status());
        assertEquals("2026-01-01T11:00:00Z", reply.json().getString("timestamp"));
        assertTrue(reply.json().getJsonNumber("telemetry_id").longValue() > 0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "no JSON | {\"data\":",
                "trailing text | {\"data\":{\"v\":1}} x",
                "an array | [1]",
                "no data | {}",
                "data of a wrong type | {\"data\":5}",
                "no field | {\"data\":{}}",
                "NaN | {\"data\":{\"v\":NaN}}",
                "a number past double | {\"data\":{\"v\":1e400}}",
                "an exponent past everything | {\"data\":{\"v\":1e99999999999}}",
                "an empty field name | {\"data\":{\"\":1}}",
                "a field named time | {\"data\":{\"time\":1}}",
                "a backslash at a name's end | {\"data\":{\"v\\\\\\\\\":1}}",
                "a control character in a name | {\"data\":{\"v\\u0001\":1}}",
                "NUL in a text | {\"data\":{\"v\":\"a\\u0000\"}}",
                "broken Unicode | {\"data\":{\"v\":\"\\ud800\"}}",
                "a type of a wrong type | {\"data\":{\"v\":1},\"type\":5}",
                "a measurement that is a comment | {\"data\":{\"v\":1},\"type\":\"#x\"}",
                "an empty measurement | {\"data\":{\"v\":1},\"type\":\"\"}",
                "a time far ahead | {\"data\":{\"v\":1},\"timestamp\":\"2126-01-01T00:00:00Z\"}"
            })
    void refusesABadUploadWithAViolation(String what, String body) {
        Reply reply = device.http().post(TELEMETRY, body.replace("\\\\\\\\", "\\\\"));

        assertProblem(400, reply);
        assertFalse(reply.json().getJsonArray("violations").isEmpty(), what);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "device_id | {\"measurement\":\"m\",\"fields\":{\"v\":1}}",
                "device_id | {\"device_id\":5,\"measurement\":\"m\",\"fields\":{\"v\":1}}",
                "measurement | {\"device_id\":\"ID\",\"fields\":{\"v\":1}}",
                "fields | {\"device_id\":\"ID\",\"measurement\":\"m\"}",
                "fields | {\"device_id\":\"ID\",\"measurement\":\"m\",\"fields\":{}}",
                "fields.v | {\"device_id\":\"ID\",\"measurement\":\"m\",\"fields\":{\"v\":[1]}}",
                "fields.v | {\"device_id\":\"ID\",\"measurement\":\"m\",\"fields\":{\"v\":null}}",
                "tags | {\"device_id\":\"ID\",\"measurement\":\"m\",\"fields\":{\"v\":1},\"tags\":\"x\"}",
                "tags.location | {\"device_id\":\"ID\",\"measurement\":\"m\",\"fields\":{\"v\":1},\"tags\":{\"location\":\"a\\n\"}}",
                "timestamp | {\"device_id\":\"ID\",\"measurement\":\"m\",\"fields\":{\"v\":1},\"timestamp\":\"x\"}"
            })
    void refusesABadPointAndNamesTheField(String field, String body) {
        Reply reply = device.http().post(POINT, body.replace("ID", device.id()));

        assertProblem(400, reply);
        assertEquals(
                field, reply.json().getJsonArray("violations").getJsonObject(0).getString("field"));
    }

    @Test
    void storesNothingOfABatchWithABadPointUnlessAskedTo() {
        String points = "{\"points\":[" + point(device.id(), "{\"good\":1}") + "," + point(device.id(), "{}") + "]}";

        Reply refused = device.http().post(BATCH, points);
        assertProblem(400, refused);
        assertEquals(
                "points[1].fields",
                refused.json().getJsonArray("violations").getJsonObject(0).getString("field"));
        assertEquals(0, count(device));

        Reply partial = device.http().post(BATCH + "?partial=true", points);
        assertEquals(201, partial.status());
        assertEquals(1, partial.json().getInt("count"));
        assertEquals(1, count(device));
    }

    @Test
    void refusesABatchOfMoreThanTenThousandPointsAndOfNone() {
        String many = IntStream.range(0, 10_001).mapToObj(i -> "{}").collect(Collectors.joining(","));

        assertProblem(413, device.http().post(BATCH, "{\"points\":[" + many + "]}"));
        assertProblem(400, device.http().post(BATCH, "{\"points\":[]}"));
        assertProblem(400, device.http().post(BATCH, "{\"points\":{}}"));
    }

    @Test
    void refusesABodyOverTheLimitAWrongTypeAWrongEncodingAndAWrongMethod() {
        byte[] large = new byte[1024 * 1024 + 1];
        byte[] latin1 = "{\"data\":{\"v\":\"é\"}}".getBytes(StandardCharsets.ISO_8859_1);

        assertProblem(413, device.http().post(TELEMETRY, large, "application/json"));
        assertProblem(415, device.http().post(TELEMETRY, "v=1".getBytes(StandardCharsets.UTF_8), "text/plain"));
        assertProblem(400, device.http().post(TELEMETRY, latin1, "application/json"));
        assertProblem(405, device.http().delete(TELEMETRY));
        assertProblem(404, device.http().get("/api/v1/nothing"));
    }

    // Line protocol

    @Test
    void storesLineProtocolAsItStoresPoints() {
        Reply reply = write(
                device.http(),
                WRITE + "?precision=s",
                "# from a tool\n"
                        + "environmental,location=r\\ 1,host=a temperature=24.5,humidity=60i,door=\"a\nb\",alarm=f 1767225600\n"
                        + "environmental temperature=25\r\n");

        assertEquals(204, reply.status(), reply.text());
        assertEquals("", reply.text());
        JsonObject first = device.http()
                .get(device.data("?start=2026-01-01T00:00:00Z&stop=2026-01-01T00:00:01Z"))
                .json();
        assertEquals(4, first.getInt("count"));
        assertTrue(
                first.getJsonArray("data_points").getValuesAs(JsonObject.class).stream()
                        .allMatch(it -> it.getString("location").equals("r 1")
                                && it.getString("host").equals("a")),
                first.toString());
        assertTrue(first.toString().contains("\"field\":\"humidity\",\"value\":60.0"), first.toString());
        assertTrue(first.toString().contains("\"value\":\"a\\nb\""), first.toString());
        assertEquals(5, count(device));
        String log = device.http().get(TELEMETRY).text();
        assertTrue(log.contains("\"host\":\"a\""), log);
    }

    @Test
    void takesAWriteAsInfluxDbsClientsSendIt() throws IOException {
        Client telegraf = admin.withKey(null).with("Authorization", "Token " + device.key());
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write("m v=1 1767225600000000000\n".getBytes(StandardCharsets.UTF_8));
        }

        assertEquals(
                204,
                write(telegraf, INFLUX_WRITE, "m v=2 1767225601000000000\n").status());
        assertEquals(204, write(telegraf, WRITE, "m v=3 1767225602000000000\n").status());
        assertEquals(
                204,
                device.http()
                        .with("Content-Encoding", "gzip")
                        .post(INFLUX_WRITE, compressed.toByteArray(), "text/plain; charset=utf-8")
                        .status());
        assertEquals(3, count(device));
        Reply ping = admin.withKey(null).get("/ping");
        assertEquals(204, ping.status());
        assertEquals("v2.7.0", ping.header("X-Influxdb-Version"));
        assertProblem(401, write(telegraf.with("Authorization", "Basic " + device.key()), WRITE, "m v=1"));
        assertProblem(401, telegraf.get(TELEMETRY));
        assertEquals(405, telegraf.get(INFLUX_WRITE).status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Token KEY", "token KEY", "Bearer KEY", "Token anybody:KEY", "Basic anybody:KEY", "Basic :KEY"})
    void takesTheKeyInEveryWayInWhichInfluxDbsClientsSendIt(String authorization) {
        String given = authorization.replace("KEY", device.key());
        String header = given.startsWith("Basic ")
                ? "Basic "
                        + Base64.getEncoder().encodeToString(given.substring(6).getBytes(StandardCharsets.UTF_8))
                : given;

        assertEquals(
                204,
                write(admin.withKey(null).with("Authorization", header), INFLUX_WRITE, "m v=2 1767225601000000000\n")
                        .status());
        assertEquals(1, count(device));
    }

    @Test
    void refusesALineOfAnotherDeviceAsThatLineAtInfluxDbsAddress() {
        TestDevice other = admin.newDevice();

        Reply reply = write(
                device.http(),
                INFLUX_WRITE,
                "m v=1 1767225600000000000\nm,device_id=" + other.id() + " v=1 1767225600000000000");

        assertEquals(400, reply.status());
        assertEquals("application/json", reply.header("Content-Type"));
        assertEquals("invalid", reply.json().getString("code"));
        assertTrue(
                reply.json().getString("message").contains("line 2, tags.device_id names another device"),
                reply.text());
        assertEquals(1, count(device));
        assertEquals(0, count(other));
    }

    @ParameterizedTest
    @CsvSource({
        "Token wrong, m v=1, 401, unauthorized",
        "Token KEY, m v=oops, 400, invalid",
        "Token KEY, '', 400, invalid"
    })
    void saysAtInfluxDbsAddressWhatIsWrongAsInfluxDbDoes(String authorization, String body, int status, String code) {
        Reply reply = write(
                admin.withKey(null).with("Authorization", authorization.replace("KEY", device.key())),
                INFLUX_WRITE,
                body);

        assertEquals(status, reply.status());
        assertEquals(code, reply.json().getString("code"));
        assertEquals(2, reply.json().size(), reply.text());
    }

    @ParameterizedTest
    @CsvSource({
        "n, 1767225600000000000",
        "u, 1767225600000000",
        "ms, 1767225600000",
        "s, 1767225600",
        "m, 29453760",
        "h, 490896"
    })
    void takesWhatWritersToInfluxDb1Send(String precision, String time) {
        Client anybody = admin.withKey(null);

        assertEquals(
                204,
                write(
                                anybody,
                                "/write?db=telegraf&u=anybody&p=" + device.key() + "&precision=" + precision,
                                "m v=1 " + time)
                        .status());
        Reply wrong = write(anybody, "/write?db=telegraf&u=anybody&p=wrong", "m v=1");
        Reply bad = write(device.http(), "/write?db=telegraf", "m v=oops");

        assertEquals(
                1,
                device.http()
                        .get(device.data("?start=2026-01-01T00:00:00Z&stop=2026-01-01T00:00:01Z"))
                        .json()
                        .getInt("count"));
        assertEquals(401, wrong.status());
        assertTrue(wrong.json().containsKey("error") && wrong.json().size() == 1, wrong.text());
        assertEquals(400, bad.status());
        assertTrue(bad.json().getString("error").startsWith("partial write: "), bad.text());
    }

    @Test
    void takesWhatInfluxDbsOwnClientWrites() {
        try (InfluxDBClient influx =
                InfluxDBClientFactory.create(base.toString(), device.key().toCharArray(), "any", "any")) {
            Point point = Point.measurement("room, 1")
                    .addTag("location", "a=b, c")
                    .addField("text", "say \"hi\" \\ and go")
                    .addField("whole", 7L)
                    .addField("open", true)
                    .time(Instant.parse("2026-01-01T00:00:00.123456Z"), WritePrecision.NS);

            assertTrue(influx.ping());
            influx.getWriteApiBlocking().writePoint(point);
        }
        String data =
                device.http().get(device.data("?start=2026-01-01T00:00:00Z")).text();
        assertEquals(3, count(device));
        assertTrue(data.contains("\"measurement\":\"room, 1\"") && data.contains("\"location\":\"a=b, c\""), data);
        assertTrue(data.contains("say \\\"hi\\\" \\\\ and go") && data.contains("00:00:00.123456Z"), data);
    }

    @Test
    void letsAnAdminWriteLinesForEveryDeviceAndADeviceForItselfOnly() {
        TestDevice other = admin.newDevice();
        String ofOther = "m,device_id=%s v=1 1767225600000000000".formatted(other.id());

        assertEquals(204, write(admin, WRITE, ofOther).status());
        assertEquals(1, count(other));
        assertProblem(403, write(device.http(), WRITE, "m v=1\n" + ofOther));
        assertEquals(0, count(device));
        assertEquals("line 1, tags.device_id", firstField(write(admin, WRITE, "m v=1")));
        assertEquals("line 2, tags.device_id", firstField(write(admin, WRITE, ofOther + "\nm,device_id=no-such v=1")));
        assertProblem(403, write(Operators.newViewer(admin), WRITE, ofOther));
    }

    @Test
    void storesNothingOfABadBodyUnlessAskedToAndAlwaysNamesTheLine() {
        String body = "m v=1 1767225600000000000\n\nm v=oops\nm v=2 1767225601000000000";

        Reply refused = write(device.http(), WRITE, body);
        assertEquals("line 3, fields.v", firstField(refused));
        assertTrue(refused.json().getString("detail").endsWith("; nothing is stored"), refused.text());
        assertEquals(0, count(device));

        Reply partial = write(device.http(), WRITE + "?partial=true", body);
        assertEquals("line 3, fields.v", firstField(partial));
        assertTrue(partial.json().getString("detail").endsWith("the other 2 of 3 lines are stored"), partial.text());
        assertEquals(2, count(device));
        assertTrue(write(device.http(), INFLUX_WRITE, "m v=oops\nm w=1")
                .json()
                .getString("message")
                .contains("line 1, fields.v "));
        assertEquals(3, count(device));
    }

    @Test
    void keepsLinesThatDifferInTheirTagsAlone() {
        Reply reply = write(
                device.http(),
                WRITE,
                "cpu,cpu=cpu0 idle=1 1767225600000000000\ncpu,cpu=cpu1 idle=2 1767225600000000000");

        assertEquals(204, reply.status(), reply.text());
        assertEquals(2, count(device));
    }

    @Test
    void refusesByNameATagThatMakesASeriesOfEachReading() {
        String thousand = IntStream.range(0, 1_000)
                .mapToObj(it -> "gps,location=52." + it + " v=1 1767225600000000000")
                .collect(Collectors.joining("\n"));
        assertEquals(204, write(device.http(), WRITE, thousand).status());

        Reply refused = write(
                device.http(),
                WRITE,
                "gps,location=53.1 v=1 1767225600000000001\ngps,location=52.7 v=2 1767225600000000002");

        assertEquals(400, refused.status());
        assertEquals("line 1, tags.location", firstField(refused));
        assertTrue(refused.text().contains("IOTFLOW_TELEMETRY_DEVICE_SERIES"), refused.text());
        assertEquals(
                "points[0].tags.location",
                firstField(device.http()
                        .post(
                                BATCH,
                                "{\"points\":[{\"device_id\":\"" + device.id() + "\",\"measurement\":\"gps\","
                                        + "\"fields\":{\"v\":1},\"tags\":{\"location\":\"54.2\"}}]}")));
        assertEquals(
                "metadata.location",
                firstField(device.http()
                        .post(TELEMETRY, "{\"data\":{\"v\":1},\"type\":\"gps\",\"metadata\":{\"location\":\"55\"}}")));
        assertEquals(1_000, count(device));
    }

    @ParameterizedTest
    @ValueSource(strings = {"9007199254740993", "-9007199254740993", "0.12345678901234567891"})
    void keepsInTheHistoryANumberThatADoubleDoesNotGiveBack(String number) {
        assertEquals(
                201,
                device.http()
                        .post(TELEMETRY, "{\"data\":{\"v\":" + number + "}}")
                        .status());
        assertEquals(
                204, write(device.http(), WRITE, "environmental v=" + number).status());

        String history = device.http().get(TELEMETRY).text();

        assertEquals(2, history.split(Pattern.quote("{\"v\":" + number + "}"), -1).length - 1, history);
    }

    @Test
    void holdsLinesAndHistoryToTheTypeThatAFieldHas() {
        assertEquals(204, write(device.http(), WRITE, device.id() + " v=1 1").status());

        assertTrue(write(device.http(), INFLUX_WRITE, device.id() + " w=1 2\n" + device.id() + " v=\"a\" 3")
                .json()
                .getString("message")
                .contains("line 2, fields.v "));
        assertEquals(
                2,
                device.http()
                        .get(device.data("?start=1970-01-01T00:00:00Z"))
                        .json()
                        .getInt("count"));
        JsonObject history = admin.post(
                        "/api/v1/admin/import/telemetry",
                        "{\"messages\":[{},{\"device_id\":\"%1$s\",\"type\":\"%1$s\",\"data\":{\"v\":true},\"timestamp\":4}]}"
                                .formatted(device.id()))
                .json();
        assertEquals(0, history.getInt("stored"));
        assertEquals(
                "[messages[0].device_id, messages[1].data.v]",
                history.getJsonArray("violations").getValuesAs(JsonObject.class).stream()
                        .map(it -> it.getString("field"))
                        .toList()
                        .toString());
    }

    @Test
    void refusesAWriteThatIsNoLineProtocol() {
        assertEquals("precision", firstField(write(device.http(), WRITE + "?precision=h", "m v=1")));
        assertEquals("body", firstField(write(device.http(), WRITE, "# nothing\n")));
        byte[] latin1 = "m v=\"é\"".getBytes(StandardCharsets.ISO_8859_1);
        assertEquals("body", firstField(device.http().post(WRITE, latin1, "text/plain")));
        assertProblem(413, write(device.http(), WRITE, "m v=1\n".repeat(10_001)));
    }

    // MQTT

    @Test
    void acceptsABareNumber() {
        device.publish("telemetry/temperature", "21.5");

        soon().until(() -> count(device) == 1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bad_json | {\"v\":",
                "bad_json | ''",
                "bad_json | {\"v\":NaN}",
                "bad_number | {\"v\":1e400}",
                "wrong_type | [1]",
                "no_field | {}",
                "no_field | {\"timestamp\":1700000000}",
                "bad_name | {\"time\":1}",
                "bad_name | {\"v\":\"a\\u0000\"}",
                "bad_timestamp | {\"v\":1,\"timestamp\":\"2126-01-01T00:00:00Z\"}",
                "other_device | {\"v\":1,\"device_id\":\"another\"}"
            })
    void quarantinesABadMessageWithItsReasonAndBytes(String reason, String payload) {
        device.publish("telemetry/temperature", payload);

        Quarantined kept = soon().until(() -> Quarantined.of(device.id()), it -> it != null);
        assertEquals(reason, kept.reason());
        assertEquals(payload, new String(kept.payload(), StandardCharsets.UTF_8));
    }

    @Test
    void quarantinesWhatIsNotUtf8AndTopicsWithTooManyLevels() {
        device.publish("telemetry/temperature", new byte[] {(byte) 0xC3, 0x28});
        assertEquals(
                "bad_json",
                soon().until(() -> Quarantined.of(device.id()), it -> it != null)
                        .reason());

        TestDevice other = admin.newDevice();
        other.publish("telemetry/a/b", "1");
        assertEquals(
                "bad_topic",
                soon().until(() -> Quarantined.of(other.id()), it -> it != null).reason());
    }

    @Test
    void aBadMessageDoesNotBlockTheOnesBehindIt() {
        device.publish("telemetry/m", "{broken");
        device.publish("telemetry/m", "{\"value\":1}");

        soon().until(() -> count(device) == 1);
    }

    @Test
    void theBrokerRefusesAnotherDevicesTopic() throws MqttException {
        TestDevice other = admin.newDevice();
        try (MqttClient mqtt = device.connect()) {
            Assertions.assertThrows(
                    MqttException.class,
                    () -> mqtt.publish(
                            "iotflow/devices/" + other.id() + "/telemetry/m",
                            "1".getBytes(StandardCharsets.UTF_8),
                            1,
                            false));
        }
        assertEquals(0, count(other));
        assertNull(Quarantined.of(other.id()));
    }

    @Test
    void theBrokerRefusesAWrongKey() {
        TestDevice impostor = new TestDevice(device.id(), "iotf_wrong", admin);

        Assertions.assertThrows(MqttException.class, impostor::connect);
    }

    // Types

    @Test
    void leavesAFieldOfAnotherTypeOutAndShowsWhy() {
        assertEquals(201, device.http().post(TELEMETRY, reading("{\"v\":1}")).status());
        double before = metric("iotflow_left_out_total", "reason=\"field_type\"");

        assertEquals(
                201,
                device.http()
                        .post(TELEMETRY, reading("{\"on\":false,\"v\":\"one\"}"))
                        .status());

        JsonObject newest = device.http()
                .get(TELEMETRY + "?limit=1")
                .json()
                .getJsonArray("telemetry")
                .getJsonObject(0);
        assertEquals("one", newest.getJsonObject("payload").getString("v"));
        assertEquals(
                "[{\"member\":\"v\",\"reason\":\"field_type\"}]",
                newest.getJsonArray("left_out").toString());
        assertEquals(before + 1, metric("iotflow_left_out_total", "reason=\"field_type\""));
        assertTrue(admin.get("/api/v1/admin/telemetry?device_id=" + device.id())
                .text()
                .contains("left_out"));
    }

    @Test
    void readsANumericTextAsTheNumberThatItsFieldIs() {
        assertEquals(201, device.http().post(TELEMETRY, reading("{\"v\":1}")).status());
        assertEquals(
                201, device.http().post(TELEMETRY, reading("{\"v\":\"25.5\"}")).status());

        assertTrue(device.http().get(device.latest("")).text().contains("25.5"));
    }

    @Test
    void letsAnAdminDeclareATypeAheadAndChangeIt() {
        String field = "/api/v1/admin/measurements/" + device.id() + "/fields/v";
        assertProblem(403, device.http().put(field, "{\"type\":\"boolean\"}"));
        assertProblem(400, admin.put(field, "{\"type\":\"float\"}"));
        assertProblem(409, admin.put("/api/v1/admin/measurements/status/fields/status", "{\"type\":\"number\"}"));

        assertEquals(200, admin.put(field, "{\"type\":\"boolean\"}").status());
        assertProblem(400, device.http().post(TELEMETRY, reading("{\"v\":1}")));
        assertEquals(
                201, device.http().post(TELEMETRY, reading("{\"v\":\"ON\"}")).status());
        assertEquals(200, admin.put(field, "{\"type\":\"number\"}").status());
        assertEquals(201, device.http().post(TELEMETRY, reading("{\"v\":1}")).status());
        assertTrue(admin.get("/api/v1/admin/audit?action=field_type.declare&target=" + device.id() + "/v")
                .text()
                .contains("\"former_type\":\"boolean\""));
    }

    @Test
    void storesTheReadingsOfOneMqttMessageAndKeepsWhatIsNoneInTheQuarantine() {
        device.publish(
                "telemetry/m",
                "[{\"v\":1,\"timestamp\":1767225600},{\"v\":2,\"timestamp\":1767225601},{\"v\":\"a\\u0000\"}]");

        soon().until(() -> count(device) == 2);
        assertEquals(
                "bad_name",
                soon().until(() -> Quarantined.of(device.id()), it -> it != null)
                        .reason());
    }

    @Test
    void storesWhatFitsOfAnMqttMessageWhoseOtherReadingsHaveAnotherType() {
        String topic = "telemetry/" + device.id();
        device.publish(topic, "{\"v\":1,\"timestamp\":1767225600}");
        soon().until(() -> count(device) == 1);

        device.publish(topic, "[{\"v\":\"x\"},{\"v\":2,\"timestamp\":1767225601}]");

        soon().until(() -> count(device) == 2);
        assertEquals(
                "field_type",
                soon().until(() -> Quarantined.of(device.id()), it -> it != null)
                        .reason());
    }

    @Test
    void takesRetainedTelemetryOnceAndKeepsTheConnection() throws MqttException {
        try (MqttClient mqtt = device.connect()) {
            byte[] payload = "{\"v\":1}".getBytes(StandardCharsets.UTF_8);
            mqtt.publish("iotflow/devices/" + device.id() + "/telemetry/m", payload, 1, true);
            mqtt.publish("iotflow/devices/" + device.id() + "/telemetry/m", payload, 1, true);

            soon().until(() -> count(device) == 2);
            assertTrue(mqtt.isConnected());
            mqtt.disconnect();
        }
    }

    @Test
    void takesTheServersTimeForThatOfAClockThatWasNotSet() {
        device.publish("telemetry/m", "{\"v\":1,\"timestamp\":17}");

        soon().until(() -> count(device) == 1);
        assertTrue(device.http().get(TELEMETRY).text().contains("clock_not_set"));
    }

    @Test
    void showsAReadingThatIsAheadInItsLatestAndInItsRange() {
        String ahead = Instant.now().plusSeconds(1800).toString();
        device.http().post(TELEMETRY, "{\"data\":{\"v\":1},\"timestamp\":\"" + ahead + "\"}");

        assertEquals(200, device.http().get(device.latest("")).status());
        assertEquals(1, device.http().get(device.data("")).json().getInt("count"));
    }

    @Test
    void refusesAFieldOfAnotherTypeThanTheFirstAndSaysWhoseThatWas() {
        TestDevice other = admin.newDevice();
        String first = reading("{\"v\":1,\"on\":true}");
        assertEquals(201, other.http().post(TELEMETRY, first).status());

        Reply refused = device.http().post(TELEMETRY, reading("{\"v\":\"one\"}"));

        assertProblem(400, refused);
        JsonObject violation = refused.json().getJsonArray("violations").getJsonObject(0);
        assertEquals("data.v", violation.getString("field"));
        assertTrue(
                violation
                        .getString("message")
                        .matches("is a string, but field 'v' of measurement '" + device.id()
                                + "' has been a number since" + " \\S+Z, when device " + other.id() + " sent it first"),
                violation.toString());
        assertEquals(0, count(device));
        // Integers and fractions are one type, and the other fields' types are as free as before.
        assertEquals(201, device.http().post(TELEMETRY, reading("{\"v\":1.5}")).status());
        assertEquals(
                201, device.http().post(TELEMETRY, reading("{\"w\":\"one\"}")).status());
    }

    @Test
    void registersNothingOfAMessageThatIsRefused() {
        device.http().post(TELEMETRY, reading("{\"v\":1}"));
        String point = "{\"device_id\":\"%s\",\"measurement\":\"%<s\",\"fields\":{\"fresh\":true,\"v\":\"one\"}}";
        assertProblem(400, device.http().post(POINT, point.formatted(device.id())));

        assertEquals(
                201,
                device.http().post(TELEMETRY, reading("{\"fresh\":\"text\"}")).status());
    }

    @Test
    void namesThePointOfABatchThatHasAnotherTypeAndStoresTheOthersIfAsked() {
        String points = IntStream.range(0, 5)
                .mapToObj(i -> "{\"device_id\":\"%s\",\"measurement\":\"%<s\",\"fields\":%s,\"timestamp\":%d}"
                        .formatted(
                                device.id(), i == 1 ? "{}" : i == 3 ? "{\"v\":true}" : "{\"v\":1}", 1_700_000_000 + i))
                .collect(Collectors.joining(",", "{\"points\":[", "]}"));

        Reply refused = device.http().post(BATCH, points.replace("{}", "{\"v\":2}"));
        assertProblem(400, refused);
        assertEquals("[points[3].fields.v]", fields(refused));
        assertEquals(0, count(device));

        Reply partial = device.http().post(BATCH + "?partial=true", points);
        assertEquals(201, partial.status(), partial.text());
        assertEquals(3, partial.json().getInt("count"));
        assertEquals("[points[1].fields, points[3].fields.v]", fields(partial));
        assertEquals(3, count(device));
    }

    @Test
    void quarantinesAnMqttMessageWithAnotherTypeAndLetsAStatusPassWithoutIt() {
        device.publish("telemetry/" + device.id(), "{\"v\":1}");
        soon().until(() -> count(device) == 1);
        device.publish("telemetry/" + device.id(), "{\"v\":\"one\"}");

        Quarantined refused = soon().until(() -> Quarantined.of(device.id()), it -> it != null);

        assertEquals("field_type", refused.reason());
        assertTrue(refused.detail().startsWith("v is a string, but field 'v'"), refused.detail());
        String key = "key_" + device.id();
        device.publish("status/online", "{\"%s\":1}".formatted(key));
        device.publish("status/online", "{\"%s\":\"full\"}".formatted(key));
        soon().until(() -> statuses().size() == 2);
        assertEquals(
                "full", statuses().get(0).getJsonObject("payload").getString(key), "what it said is kept all the same");
        long asField = device.http()
                        .get(device.data("?start=-1h&measurement=status"))
                        .text()
                        .split(key, -1)
                        .length
                - 1;
        assertEquals(1, asField, "but only the first type is a field");
    }

    @Test
    void listsTheTypesAndLetsAnAdminForgetOne() {
        device.http().post(TELEMETRY, reading("{\"v\":1,\"on\":true,\"a/b\":\"text\"}"));
        String list = "/api/v1/admin/measurements?measurement=" + device.id();

        JsonObject first = admin.get(list + "&limit=2").json();
        JsonObject rest = admin.get(list + "&limit=2&cursor=" + first.getString("next_cursor"))
                .json();
        assertEquals("[a/b string, on boolean]", types(first));
        assertEquals("[v number]", types(rest));
        assertTrue(rest.isNull("next_cursor"));
        assertProblem(400, admin.get(list + "&cursor=x"));

        String field = "/api/v1/admin/measurements/" + device.id() + "/fields/";
        assertProblem(403, device.http().delete(field + "v"));
        assertEquals("number", admin.delete(field + "v").json().getString("type"));
        assertProblem(404, admin.delete(field + "v"));
        assertProblem(409, admin.delete("/api/v1/admin/measurements/status/fields/status"));
        assertEquals(
                201, device.http().post(TELEMETRY, reading("{\"v\":\"one\"}")).status());
        assertTrue(admin.get("/api/v1/admin/audit?action=field_type.remove&target=" + device.id() + "/v")
                .text()
                .contains("\"type\":\"number\""));
    }

    /** An upload of a measurement that only this test has. */
    private String reading(String data) {
        return "{\"data\":%s,\"type\":\"%s\"}".formatted(data, device.id());
    }

    private List<JsonObject> statuses() {
        return device.http()
                .get(TELEMETRY + "?type=status")
                .json()
                .getJsonArray("telemetry")
                .getValuesAs(JsonObject.class);
    }

    private static String types(JsonObject page) {
        return page
                .getJsonArray("measurements")
                .getJsonObject(0)
                .getJsonArray("fields")
                .getValuesAs(JsonObject.class)
                .stream()
                .map(it -> it.getString("field") + " " + it.getString("type"))
                .toList()
                .toString();
    }

    private static String fields(Reply reply) {
        return reply.json().getJsonArray("violations").getValuesAs(JsonObject.class).stream()
                .map(it -> it.getString("field"))
                .toList()
                .toString();
    }

    // Observation

    @Test
    void isReadyAndShowsItsParts() {
        Reply ready = admin.withKey(null).get("/health/ready");

        assertEquals(200, ready.status());
        for (String part : new String[] {"postgresql", "mqtt", "influxdb"}) {
            assertTrue(ready.text().contains("\"" + part + "\""), part);
        }
        assertEquals(200, admin.withKey(null).get("/health/live").status());
    }

    @Test
    void countsWhatItReceivesStoresAndQuarantines() {
        double before = metric("iotflow_received_total", "over=\"http\"");
        assertEquals(201, device.http().post(TELEMETRY, "{\"data\":{\"v\":1}}").status());

        assertEquals(before + 1, metric("iotflow_received_total", "over=\"http\""));
        device.publish("telemetry/m", "{broken");
        soon().until(() -> metric("iotflow_quarantined_total", "reason=\"bad_json\"") >= 1);
    }

    @Test
    void describesItselfAsOpenApi() {
        String openApi = admin.withKey(null).get("/openapi").text();

        assertTrue(openApi.contains("IoTFlow Connectivity Layer") && openApi.contains("X-API-Key"), openApi);
        for (String path :
                new String[] {REGISTER, TELEMETRY, POINT, BATCH, "/api/v1/influxdb/device/{device_id}/data"}) {
            assertTrue(openApi.contains(path), path);
        }
    }

    @Test
    void theTimesOfCommitsAreAHistogramInSeconds() {
        device.http().post(TELEMETRY, "{\"data\":{\"v\":1}}");

        double count = metric("iotflow_commit_seconds_count", "");
        assertTrue(count > 0);
        assertEquals(count, metric("iotflow_commit_seconds_bucket", "le=\"+Inf\""), count / 2);
        double mean = metric("iotflow_commit_seconds_sum", "") / count;
        assertTrue(mean > 1e-5 && mean < 60, "seconds: " + mean);
    }

    private double metric(String name, String tag) {
        return admin.withKey(null)
                .get("/metrics")
                .text()
                .lines()
                .filter(line -> line.startsWith(name + "{") && line.contains(tag))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElse(0);
    }

    private static Reply write(Client caller, String path, String lines) {
        return caller.post(path, lines.getBytes(StandardCharsets.UTF_8), "text/plain; charset=utf-8");
    }

    private static String firstField(Reply reply) {
        assertProblem(400, reply);
        return reply.json().getJsonArray("violations").getJsonObject(0).getString("field");
    }

    private static int count(TestDevice device) {
        Reply reply = device.http().get(device.data("?start=2020-01-01T00:00:00Z"));
        assertEquals(200, reply.status(), reply.text());
        return reply.json().getInt("count");
    }

    private static String point(String deviceId, String fields) {
        return "{\"device_id\":\"%s\",\"measurement\":\"m\",\"fields\":%s,\"timestamp\":\"%s\"}"
                .formatted(deviceId, fields, Instant.now());
    }

    private static void assertProblem(int status, Reply reply) {
        assertEquals(status, reply.status(), reply.text());
        assertEquals("application/problem+json", reply.contentType());
        JsonObject problem = reply.json();
        assertEquals(status, problem.getInt("status"));
        assertEquals(problem.getString("title"), problem.getString("error"));
        assertEquals(problem.getString("detail"), problem.getString("message"));
        assertTrue(problem.getString("instance").startsWith("/api/v"), problem.getString("instance"));
    }
}
