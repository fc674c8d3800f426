package io.iotflow.telemetry.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.device.Device;
import io.iotflow.platform.json.Json;
import io.iotflow.quarantine.Reason;
import io.iotflow.telemetry.store.Retention;
import io.iotflow.telemetry.store.TelemetryMessage;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The two shapes that come over HTTP. */
class MessageReaderTest {

    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final Device DEVICE =
            new Device(7, "greenhouse-1", "Greenhouse 1", "esp32", null, Device.Status.ACTIVE);

    private final MessageReader reader = new MessageReader(TelemetrySettingsTest.settings(Map.of()), Retention.FOREVER);

    @Test
    void readsAnUploadOfADevice() throws Refused {
        assertEquals(
                climate(Map.of("temperature", 21.0, "open", false)).leavingOut(true, List.of()),
                telemetry("{\"data\": {\"temperature\": 21, \"open\": false}, \"type\": \"climate\","
                        + " \"timestamp\": 1769853600}"));
    }

    @Test
    void readsAPoint() throws Refused {
        assertEquals(
                climate(Map.of("temperature", 21.0, "mode", "auto")),
                point("{\"measurement\": \"climate\", \"fields\": {\"temperature\": 21, \"mode\": \"auto\"},"
                        + " \"timestamp\": \"2026-01-31T10:00:00Z\"}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"data\": {\"a\": 1}}", "{\"data\": {\"a\": 1}, \"type\": null}"})
    void namesAnUploadWithoutATypeSensor(String body) throws Refused {
        assertEquals("sensor", telemetry(body).measurement());
    }

    @Test
    void renamesNothingOfAnUpload() throws Refused {
        assertEquals(
                Map.of("temperature", 21.0),
                telemetry("{\"data\": {\"temperature\": 21}, \"type\": \"temperature\"}")
                        .fields());
    }

    @Test
    void takesEveryKeyOfAnUploadAsAField() throws Refused {
        assertEquals(
                Map.of("status", "ok", "unit", "C", "device_id", "x"),
                telemetry("{\"data\": {\"status\": \"ok\", \"unit\": \"C\", \"device_id\": \"x\"}}")
                        .fields());
    }

    @Test
    void makesFieldsOfTheStructureOfAnUploadAndKeepsIt() throws Refused {
        String data = "{\"a\": 1, \"more\": {\"x\": 2}}";
        TelemetryMessage message = telemetry("{\"data\": " + data + "}");
        assertEquals(Map.of("a", 1.0, "more_x", 2.0), message.fields());
        assertEquals(Json.read("{\"payload\": " + data + "}"), Json.read(message.extra()));
    }

    @Test
    void keepsPayloadAndMetadataSideBySide() throws Refused {
        TelemetryMessage message = telemetry("{\"data\": {\"a\": 1, \"b\": null}, \"metadata\": {\"by\": \"me\"}}");
        assertEquals(
                Json.read("{\"payload\": {\"a\": 1, \"b\": null}, \"metadata\": {\"by\": \"me\"}}"),
                Json.read(message.extra()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[1]", "{\"x\": 1}"})
    void refusesAPointWithStructure(String value) {
        assertEquals(
                "fields.a must be a number, a boolean or a string",
                refusalOfPoint("{\"measurement\": \"m\", \"fields\": {\"a\": " + value + "}}")
                        .detail());
    }

    @Test
    void makesEveryTagOfAPointItsOwnButThoseOfTheRegistry() throws Refused {
        TelemetryMessage message =
                point("{\"measurement\": \"m\", \"fields\": {\"a\": 1}, \"tags\": {\"batch\": \"x7\", \"n\": 5,"
                        + " \"device_name\": \"mine\", \"none\": null, \"empty\": \"\"}}");
        assertEquals(Map.of("batch", "x7", "n", "5"), message.ownTags());
        assertEquals("x7", message.tags().get("batch"));
        assertEquals("Greenhouse 1", message.tags().get("device_name"));
        assertEquals(
                Json.read("{\"metadata\": {\"batch\": \"x7\", \"n\": 5, \"device_name\": \"mine\", \"none\": null,"
                        + " \"empty\": \"\"}}"),
                Json.read(message.extra()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"time", "_field", "_measurement"})
    void refusesATagWhoseNameIsInfluxdbsOwn(String name) {
        assertEquals(
                Reason.BAD_NAME,
                refusalOfPoint("{\"measurement\": \"m\", \"fields\": {\"a\": 1}, \"tags\": {\"" + name + "\": \"x\"}}")
                        .reason());
    }

    @ParameterizedTest
    @ValueSource(strings = {"9007199254740993", "0.12345678901234567891"})
    void keepsANumberAsItCameThatADoubleDoesNotGiveBack(String number) throws Refused {
        assertEquals(
                "{\"payload\":{\"a\":" + number + "}}",
                point("{\"measurement\": \"m\", \"fields\": {\"a\": " + number + "}}")
                        .extra());
        assertEquals(
                "{\"payload\":{\"a\":" + number + "}}",
                telemetry("{\"data\": {\"a\": " + number + "}}").extra());
        assertEquals(
                "{\"payload\":{\"a\":" + number + "}}", line("m a=" + number).extra());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"data\": null}",
                "{\"data\": {}}",
                "{\"data\": {\"a\": {}}}",
                "{\"data\": {\"a\": \"nan\"}}"
            })
    void refusesAnUploadWithoutAField(String body) {
        assertEquals(Reason.NO_FIELD, refusalOfTelemetry(body).reason());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"measurement\": \"m\"}", "{\"measurement\": \"m\", \"fields\": {}}"})
    void refusesAPointWithoutAField(String body) {
        assertEquals(Reason.NO_FIELD, refusalOfPoint(body).reason());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"fields\": {\"a\": 1}}", "{\"measurement\": null, \"fields\": {\"a\": 1}}"})
    void refusesAPointWithoutAMeasurement(String body) {
        assertEquals("measurement is required", refusalOfPoint(body).detail());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'data': [1]}                          | data must be a JSON object",
                "{'data': {'a': 1}, 'type': 5}          | type must be a string",
                "{'data': {'a': 1e400}}                 | data.a must be a finite number of at most 1.8e308",
            },
            quoteCharacter = '~')
    void namesTheMemberOfAWrongType(String body, String detail) {
        assertEquals(detail, refusalOfTelemetry(body.replace('\'', '"')).detail());
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1, {\"rssi\": -60}]", "\"x\"", "5"})
    void metadataThatIsNoObjectIsLeftOutAndDoesNotSpoilTheReading(String metadata) throws Refused {
        TelemetryMessage message = telemetry("{\"data\": {\"a\": 1}, \"metadata\": " + metadata + "}");

        assertEquals(Map.of("a", 1.0), message.fields());
        assertEquals("metadata", message.leftOut().get(0).member());
        assertEquals("wrong_type", message.leftOut().get(0).why().code());
    }

    @Test
    void readsALine() throws Refused {
        assertEquals(
                climate(Map.of("temperature", 21.0, "open", false, "mode", "auto")),
                line("climate,device_id=greenhouse-1 temperature=21i,open=f,mode=\"auto\" 1769853600000000000"));
        assertEquals(999, line("m v=1 1769853600000000999").time().getNano());
    }

    @Test
    void makesEveryTagOfALineItsOwnButThatOfTheDevice() throws Refused {
        TelemetryMessage message = line("cpu,device_id=greenhouse-1,host=a,location=roof usage=1 1769853600000000000");

        assertEquals("roof", message.tags().get("location"));
        assertEquals(Map.of("host", "a", "location", "roof"), message.ownTags());
        assertEquals("{\"metadata\":{\"host\":\"a\",\"location\":\"roof\"}}", message.extra());
    }

    @Test
    void givesALineWithoutATimeOurs() throws Refused {
        assertEquals(NOW, line("m v=1").time());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "BAD_NAME | m time=1 | fields.time",
                "BAD_NAME | m,location=a\u0001 v=1 | tags.location",
                "BAD_NUMBER | m v=1e400 | fields.v",
                "BAD_TIMESTAMP | m v=1 -1 | timestamp",
                "BAD_TIMESTAMP | m v=1 4000000000000000000 | timestamp"
            })
    void holdsALineToTheSameRules(String reason, String line, String field) {
        Refused refusal = assertThrows(Refused.class, () -> line(line));

        assertEquals(Reason.valueOf(reason), refusal.reason());
        assertEquals(field, refusal.field());
    }

    @Test
    void readsEveryLineOfABodyAsItReadsTheLineAlone() {
        Random random = new Random(42);
        List<String> series = List.of(
                "m",
                "m,host=a",
                "m,host=b",
                "n,host=a",
                "m\\ 1,a\\=b=c\\,d",
                "m,host=a,device_id=x",
                "m,time=1",
                "m,",
                "m=1");
        List<String> fields = List.of(
                "v=1",
                "v=1.5,w=t",
                "v=9007199254740993i",
                "v=\"a b\nm v=2\"",
                "time=1",
                "v=",
                "v=1 ,w=2",
                "v=1e400",
                "v=-0");
        List<String> times = List.of(
                "",
                " 1769853600000000000",
                " 1769853600000000001",
                " -1",
                " 5",
                "  7",
                " x",
                " 4000000000000000000",
                "\r");
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            all.add(any(series, random) + ' ' + any(fields, random) + any(times, random));
        }

        String body = String.join("\n", all);
        LineSeries ofBody = new LineSeries(body, reader, LinePrecision.NS, NOW);
        LineSplitter places = new LineSplitter(body);
        for (String line : all) {
            assertTrue(places.next());
            assertEquals(said(() -> line(line)), said(() -> ofBody.message(places, it -> DEVICE)), line);
        }
    }

    @Test
    void readsEveryPointOfABatchAsItReadsThePointAlone() {
        Random random = new Random(42);
        List<String> measurements = List.of("\"m\"", "\"n\"", "\"#m\"", "7", "null");
        List<String> tags = List.of(
                "",
                ", \"tags\": null",
                ", \"tags\": {}",
                ", \"tags\": {\"host\": \"a\"}",
                ", \"tags\": {\"host\": \"b\"}",
                ", \"tags\": {\"host\": 1, \"location\": \"roof\"}",
                ", \"tags\": {\"host\": \"1\", \"location\": \"roof\"}",
                ", \"tags\": {\"time\": \"a\"}",
                ", \"tags\": 1",
                ", \"tag\": {}");
        List<String> fields = List.of(
                "{\"v\": 1}",
                "{\"v\": 1.5, \"w\": true}",
                "{\"v\": 9007199254740993}",
                "{\"v\": 0.1000000000000000055}",
                "{\"v\": \"a b\", \"w\": false}",
                "{\"v\": \"a\\u0000\"}",
                "{\"v\": \"\\ud800\"}",
                "{\"time\": 1}",
                "{\"v\": null}",
                "{\"v\": {\"x\": 1}}",
                "{\"v\": 1e400}",
                "{}",
                "[]",
                "null");
        List<String> times = List.of(
                "",
                ", \"timestamp\": 1769853600000",
                ", \"timestamp\": \"2026-01-31T10:00:00.000000001Z\"",
                ", \"timestamp\": -1",
                ", \"timestamp\": 5",
                ", \"timestamp\": null",
                ", \"timestamp\": \"x\"",
                ", \"timestamp\": 4000000000000");
        PointSeries ofBatch = new PointSeries(reader, NOW);
        for (int i = 0; i < 5_000; i++) {
            String body = "{\"measurement\": " + any(measurements, random) + any(tags, random) + ", \"fields\": "
                    + any(fields, random) + any(times, random) + "}";
            JsonObject point = Json.readObject(body);
            assertEquals(
                    said(() -> reader.ofPoint(DEVICE, point, NOW)), said(() -> ofBatch.message(DEVICE, point)), body);
        }
    }

    @Test
    void doesNotTakeAPointForOneOfAnotherDevice() throws Refused {
        Device other = new Device(8, "greenhouse-2", "Greenhouse 2", "esp32", null, Device.Status.ACTIVE);
        JsonObject point = Json.readObject("{\"measurement\": \"m\", \"fields\": {\"v\": 1}}");
        PointSeries ofBatch = new PointSeries(reader, NOW);
        ofBatch.message(DEVICE, point);

        assertEquals("greenhouse-2", ofBatch.message(other, point).deviceId());
    }

    private static String any(List<String> texts, Random random) {
        return texts.get(random.nextInt(texts.size()));
    }

    private interface Reading {
        TelemetryMessage read() throws Refused;
    }

    /** Without a time of ours, which rises with each line. */
    private static Object said(Reading reading) {
        try {
            TelemetryMessage message = reading.read();
            boolean isOurs = message.time().isAfter(NOW.minusSeconds(1));
            return isOurs ? message.next(message.fields(), NOW).leavingOut(false, message.leftOut()) : message;
        } catch (Refused e) {
            return e.reason() + " " + e.field() + " " + e.detail();
        }
    }

    private TelemetryMessage line(String text) throws Refused {
        LineSplitter lines = new LineSplitter(text);
        lines.next();
        return reader.ofLine(DEVICE, LineParser.parse(text, lines), LinePrecision.NS, NOW);
    }

    private static TelemetryMessage climate(Map<String, Object> fields) {
        Instant time = Instant.parse("2026-01-31T10:00:00Z");
        Map<String, String> tags =
                Map.of("device_id", "greenhouse-1", "device_name", "Greenhouse 1", "device_type", "esp32");
        return new TelemetryMessage(7, "greenhouse-1", "climate", time, fields, tags, Map.of(), null, NOW);
    }

    private TelemetryMessage telemetry(String body) throws Refused {
        return reader.ofTelemetry(DEVICE, Json.readObject(body), NOW);
    }

    private TelemetryMessage point(String body) throws Refused {
        return reader.ofPoint(DEVICE, Json.readObject(body), NOW);
    }

    private Refused refusalOfTelemetry(String body) {
        return assertThrows(Refused.class, () -> telemetry(body));
    }

    private Refused refusalOfPoint(String body) {
        return assertThrows(Refused.class, () -> point(body));
    }
}
