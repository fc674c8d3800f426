package io.iotflow.timeseries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Client;
import io.iotflow.stack.Deployed;
import io.iotflow.stack.OnPostgresql;
import io.iotflow.stack.Operators;
import io.iotflow.stack.Reply;
import io.iotflow.stack.TestDevice;
import io.iotflow.stack.TestStack;
import io.iotflow.stack.Waiting;
import jakarta.json.JsonObject;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers that are written to a file while nobody waits. */
@Deployed(OnPostgresql.class)
class ExportIT {

    private static final String EXPORTS = "/api/v1/exports";
    private static final String QUERY = "/api/v1/timeseries/query";
    private static final String DAY = "\"start\":\"2026-02-01T00:00:00Z\",\"stop\":\"2026-02-02T00:00:00Z\"";

    @ArquillianResource
    private URI base;

    private Client admin;
    private Client viewer;
    private TestDevice device;

    @BeforeEach
    void register() {
        admin = Client.admin(base);
        viewer = Operators.newViewer(admin);
        device = admin.newDevice();
    }

    @ParameterizedTest
    @CsvSource({"csv,rows", "ndjson,rows", "csv,wide"})
    void theFileIsWhatTheQueryAnswers(String format, String shape) {
        sendMany(500);
        String question = question("\"format\":\"" + format + "\",\"shape\":\"" + shape + "\",\"limit\":10000");

        JsonObject done = exported(viewer, question);

        Reply file = viewer.get(done.getString("file"));
        assertEquals(200, file.status(), file.text());
        assertEquals(viewer.post(QUERY, question).text(), file.text());
        assertEquals(500 * 2, done.getInt("rows"));
        assertEquals(file.text().length(), done.getInt("bytes"));
        assertEquals(1.0, done.getJsonNumber("progress").doubleValue());
        assertTrue(file.header("Content-Disposition").endsWith("." + format + "\""));
    }

    @Test
    void aLongFileComesBackWhole() {
        for (int part = 0; part < 3; part++) {
            int hour = part;
            points(
                    3_000,
                    i -> "{\"timestamp\":\"2026-02-01T%02d:%02d:%02dZ\",\"data\":{\"text\":\"%s%d\"}}"
                            .formatted(hour, i / 60, i % 60, "x".repeat(200), i));
        }
        String question = question("\"fields\":[\"text\"]");

        JsonObject done = exported(viewer, question);

        assertTrue(done.getInt("bytes") > 2 << 20, done.toString());
        assertEquals(9_001, viewer.get(done.getString("file")).text().lines().count());
    }

    @Test
    void eachSeesItsOwnAndAnAdminAll() {
        String id = exported(viewer, question("\"format\":\"csv\"")).getString("id");
        Client other = Operators.newViewer(admin);

        assertEquals(404, other.get(EXPORTS + "/" + id).status());
        assertEquals(404, other.get(EXPORTS + "/" + id + "/file").status());
        assertEquals(404, other.delete(EXPORTS + "/" + id).status());
        assertEquals(0, other.get(EXPORTS).json().getInt("count"));
        assertEquals(1, viewer.get(EXPORTS).json().getInt("count"));
        assertTrue(admin.get(EXPORTS).text().contains(id));
        assertEquals(
                403, device.http().post(EXPORTS, question("\"format\":\"csv\"")).status());
        assertEquals(403, device.http().get(EXPORTS + "/" + id).status());
    }

    @Test
    void oneThatIsRemovedIsGone() {
        String id = exported(viewer, question("\"format\":\"csv\"")).getString("id");

        assertEquals(200, viewer.delete(EXPORTS + "/" + id).status());

        assertEquals(404, viewer.get(EXPORTS + "/" + id).status());
        assertEquals(0, TestStack.queryLong("SELECT count(*) FROM data_export_piece WHERE export = '" + id + "'"));
    }

    @Test
    void oneThatRunsIsCancelled() throws SQLException {
        sendMany(1);
        String id;
        try (Connection blocker = TestStack.database().getConnection();
                Statement statement = blocker.createStatement()) {
            blocker.setAutoCommit(false);
            statement.execute("LOCK TABLE tag_set IN ACCESS EXCLUSIVE MODE");
            id = create(viewer, question("\"where\":[{\"tag\":\"probe\",\"op\":\"missing\"}]"));
            String running = id;
            Waiting.soon()
                    .until(() -> export(viewer, running).getString("state").equals("running"));
            assertEquals(409, viewer.get(EXPORTS + "/" + id + "/file").status());
            assertEquals(
                    "Export cancelled", viewer.delete(EXPORTS + "/" + id).json().getString("message"));
            blocker.rollback();
        }

        exported(viewer, question("\"format\":\"csv\"")); // the node goes on with the next one
        assertEquals("cancelled", export(viewer, id).getString("state"));
        assertEquals(0, TestStack.queryLong("SELECT count(*) FROM data_export_piece WHERE export = '" + id + "'"));
    }

    /** Its device was there when it was asked, and is not when it is written. */
    @Test
    void oneThatCannotBeWrittenSaysWhy() throws SQLException {
        String id = UUID.randomUUID().toString();
        try (Connection connection = TestStack.database().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO data_export (id, owner, question, format, state, created_at) VALUES ('" + id
                    + "', 'ann', '{\"devices\":[\"gone\"]}', 'csv', 'queued', now())");
        }

        JsonObject failed = exportEnds(admin, id);

        assertEquals("failed", failed.getString("state"));
        assertEquals("devices[0] is not the id of a device", failed.getString("error"));
        assertTrue(failed.isNull("file"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"all\":true,\"format\":\"json\"} | format",
                "{\"all\":true,\"format\":\"xlsx\"} | format",
                "{\"all\":true,\"shape\":\"series\"} | shape",
                "{\"devices\":[\"nobody\"]} | devices[0]",
                "{} | devices",
                "{\"all\":true,\"email\":\"me\"} | email"
            })
    void whatIsWrongIsSaidAtOnce(String question, String member) {
        Reply reply = admin.post(EXPORTS, question);

        assertEquals(400, reply.status(), reply.text());
        assertEquals(
                member, reply.json().getJsonArray("violations").getJsonObject(0).getString("field"), reply.text());
    }

    private JsonObject exported(Client caller, String question) {
        JsonObject export = exportEnds(caller, create(caller, question));
        assertEquals("done", export.getString("state"), export.toString());
        return export;
    }

    private static String create(Client caller, String question) {
        Reply reply = caller.post(EXPORTS, question);
        assertEquals(202, reply.status(), reply.text());
        return reply.json().getJsonObject("export").getString("id");
    }

    private static JsonObject exportEnds(Client caller, String id) {
        return Waiting.soon()
                .until(() -> export(caller, id), it -> !it.getString("state").matches("queued|running"));
    }

    private static JsonObject export(Client caller, String id) {
        return caller.get(EXPORTS + "/" + id).json().getJsonObject("export");
    }

    private String question(String more) {
        return "{\"devices\":[\"" + device.id() + "\"]," + DAY + "," + more + "}";
    }

    private void sendMany(int count) {
        points(
                count,
                i ->
                        "{\"timestamp\":\"2026-02-01T10:%02d:%02dZ\",\"data\":{\"temperature\":%d,\"text\":\"a,\\\"%d\\\"\"}}"
                                .formatted(i / 60, i % 60, i, i));
    }

    private void points(int count, IntFunction<String> message) {
        String messages = IntStream.range(0, count)
                .mapToObj(i -> message.apply(i).replaceFirst("\\{", "{\"device_id\":\"" + device.id() + "\","))
                .collect(Collectors.joining(","));
        Reply reply = admin.post("/api/v1/admin/import/telemetry", "{\"messages\":[" + messages + "]}");
        assertEquals(200, reply.status(), reply.text());
        assertEquals(count, reply.json().getInt("stored"), reply.text());
    }
}
