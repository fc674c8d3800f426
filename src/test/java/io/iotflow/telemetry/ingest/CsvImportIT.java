package io.iotflow.telemetry.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Client;
import io.iotflow.stack.Deployed;
import io.iotflow.stack.OnPostgresql;
import io.iotflow.stack.Reply;
import io.iotflow.stack.TestDevice;
import jakarta.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Readings from a CSV, and what our own CSV says comes back. */
@Deployed(OnPostgresql.class)
class CsvImportIT {

    private static final String IMPORT = "/api/v1/admin/import/csv";
    private static final String QUERY = "/api/v1/timeseries/query";
    private static final String DAY = "\"start\":\"2026-02-01T00:00:00Z\",\"stop\":\"2026-02-02T00:00:00Z\"";

    @ArquillianResource
    private URI base;

    private Client admin;
    private TestDevice one;
    private TestDevice two;
    private String measurement;

    @BeforeEach
    void register() {
        admin = Client.admin(base);
        one = admin.newDevice();
        two = admin.newDevice();
        measurement = "m" + UUID.randomUUID().toString().substring(0, 8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rows", "wide"})
    void whatOurOwnCsvSaysComesBack(String shape) {
        stores(5, "?measurement=" + measurement, """
                time,device_id,temperature,on,text
                2026-02-01T10:00:00Z,%1$s,20.5,true,"a, ""b"" c"
                2026-02-01T10:00:00.123456Z,%1$s,-1e-3,,
                2026-02-01T10:01:00Z,%2$s,22,false,1.0
                2026-02-01T10:02:00Z,%2$s,,true,
                1769940180,%2$s,23,,
                """.formatted(one.id(), two.id()));
        String question = "{\"devices\":[\"" + one.id() + "\",\"" + two.id() + "\"]," + DAY
                + ",\"format\":\"csv\",\"shape\":\"" + shape + "\"}";
        String exported = admin.post(QUERY, question).text();
        assertTrue(exported.contains("1769940180") || exported.contains("2026-02-01T10:03:00Z"), exported);
        for (TestDevice device : new TestDevice[] {one, two}) {
            assertEquals(
                    200,
                    admin.delete("/api/v1/influxdb/device/" + device.id() + "/data?all=true")
                            .status());
        }
        assertEquals(1, admin.post(QUERY, question).text().lines().count());

        JsonObject answer = post("?measurement=" + measurement, exported);

        assertEquals(answer.getInt("rows"), answer.getInt("stored"), answer.toString());
        assertEquals(exported, admin.post(QUERY, question).text());
    }

    @Test
    void saysOfEachLineWhyItIsNotStored() {
        stores(
                1,
                "",
                "time,device_id,measurement,temperature\n2026-02-01T09:00:00Z,%s,%s,20\n"
                        .formatted(one.id(), measurement));
        String csv = """
                time,device_id,measurement,temperature,humidity
                2026-02-01T10:00:00Z,%1$s,%2$s,20.5,40
                2026-02-01T10:01:00Z,nobody,%2$s,21,41
                never,%1$s,%2$s,21,41

                2026-02-01T10:02:00Z,%1$s,%2$s,warm,42
                ,%1$s,%2$s,21,41
                2026-02-01T10:03:00Z,%1$s,%2$s,cold,
                2026-02-01T10:04:00Z,%1$s,%2$s,,
                """.formatted(one.id(), measurement);

        JsonObject checked = post("?check=true", csv);
        assertEquals(1, readings(one));
        JsonObject answer = post("", csv);

        assertEquals(7, answer.getInt("rows"));
        assertEquals(2, answer.getInt("stored"));
        assertEquals(5, answer.getInt("refused"));
        assertEquals(1, answer.getInt("values_left_out"));
        assertEquals(
                "3 device_id unknown_device, 4 time bad_timestamp, 6 temperature field_type, 7 time bad_timestamp,"
                        + " 8 temperature field_type, 9 fields no_field",
                answer.getJsonArray("lines").stream()
                        .map(it -> it.asJsonObject())
                        .map(it -> it.getInt("line") + " " + it.getString("column") + " " + it.getString("reason"))
                        .collect(Collectors.joining(", ")));
        assertEquals(2, answer.getJsonObject("reasons").getInt("field_type"));
        assertEquals(answer.get("lines"), checked.get("lines"));
        assertEquals(answer.get("stored"), checked.get("stored"));
        assertEquals(4, readings(one)); // 20, 20.5 and 40, 42
    }

    @Test
    void aMeasurementThatIsNoneIsLeftOutAndNoFault() {
        String csv =
                "time,device_id,measurement,t\n2026-02-01T10:00:00Z,%1$s,a\0b,1\n2026-02-01T10:01:00Z,%1$s,%2$s,2\n"
                        .formatted(one.id(), measurement);

        JsonObject answer = post("", csv);

        assertEquals("2 1", answer.getInt("stored") + " " + answer.getInt("values_left_out"), answer.toString());
        assertEquals(
                "measurement", answer.getJsonArray("lines").getJsonObject(0).getString("column"));
        stores(1, "?measurement=a%00b&field=t", "time,%1$s\n1,1\n".formatted(one.id()));
    }

    @Test
    void aFileLargerThanABodyIsReadAsItIsStoredAlsoGzip() throws IOException {
        String lines = IntStream.range(0, 20_000)
                .mapToObj(i -> "2026-02-01T%02d:%02d:%02d.%03dZ,%d,%s"
                        .formatted(i / 3600, i / 60 % 60, i % 60, i % 1000, i, "x".repeat(60)))
                .collect(Collectors.joining("\r\n", "time,number,text\r\n", ""));
        assertTrue(lines.length() > 1 << 20);
        String of = "?device_id=" + one.id() + "&measurement=" + measurement;

        assertEquals(20_000, post(of, lines).getInt("stored"));
        Reply again = admin.with("Content-Encoding", "gzip").post(IMPORT + of, gzip(lines), "text/csv");

        assertEquals(20_000, again.json().getInt("stored"), again.text());
        assertEquals(40_000, readings(one));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "time,device_id\n2026-02-01,a,b\n", "time,a\n\"2026", "device_id,a\nb,1\n"})
    void whatIsNoCsvIsRefused(String csv) {
        Reply reply = admin.post(IMPORT + "?device_id=" + one.id(), csv.getBytes(UTF_8), "text/csv");

        assertEquals(400, reply.status(), reply.text());
    }

    @Test
    void onlyAnAdminImports() {
        assertEquals(
                403,
                one.http().post(IMPORT, "time,a\n".getBytes(UTF_8), "text/csv").status());
    }

    private void stores(int rows, String parameters, String csv) {
        JsonObject answer = post(parameters, csv);
        assertEquals(rows, answer.getInt("stored"), answer.toString());
    }

    private JsonObject post(String parameters, String csv) {
        Reply reply = admin.post(IMPORT + parameters, csv.getBytes(UTF_8), "text/csv");
        assertEquals(200, reply.status(), reply.text());
        return reply.json();
    }

    private long readings(TestDevice device) {
        String answer = admin.post(QUERY, "{\"devices\":[\"" + device.id() + "\"]," + DAY + ",\"format\":\"csv\"}")
                .text();
        return answer.lines().count() - 1;
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(UTF_8));
        }
        return bytes.toByteArray();
    }
}
