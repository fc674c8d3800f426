package io.iotflow.timeseries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.docs.Block;
import io.iotflow.docs.Page;
import io.iotflow.stack.Client;
import io.iotflow.stack.Deployed;
import io.iotflow.stack.OnPostgresql;
import io.iotflow.stack.Reply;
import io.iotflow.stack.TestStack;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The recipes of queries.md are asked, and answered as the page says. Where an answer differs, the page as it would have to
 * be is written to target/queries.md.
 */
@Deployed(OnPostgresql.class)
class RecipesIT {

    private static final Path PAGE = Path.of("src/docs/queries.md");
    private static final Instant MONDAY = Instant.parse("2026-02-02T00:00:00Z");
    private static final String API = "/api/v1";

    @ArquillianResource
    private URI base;

    private Connection reader;

    @Test
    void everyRecipeAnswersAsThePageSays() throws IOException {
        store();
        Page page = Page.of(PAGE);
        List<String> wrong = new ArrayList<>();
        String renewed = page.text();
        int recipes = 0;
        for (Block block : page.blocks()) {
            String fence = "```" + block.language() + " question\n" + block.code() + "```\n```json\n";
            if (!page.text().contains(fence)) {
                continue;
            }
            recipes++;
            String answer = block.language().equals("sql") ? rows(block.code()) : shown(ask(block));
            if (!read(answer).equals(read(block.answer()))) {
                wrong.add(block.place() + ": " + answer);
            }
            renewed = renewed.replace(fence + block.answer(), fence + answer + "\n");
        }
        if (!wrong.isEmpty()) {
            Files.writeString(Path.of("target/queries.md"), renewed);
        }
        assertEquals(List.of(), wrong);
        assertTrue(recipes >= 35, recipes + " recipes");
    }

    @Test
    void whoReadsTheViewsReadsNothingElse() throws SQLException {
        for (String table : List.of("device", "device_key", "operator_key", "telemetry", "command", "audit")) {
            try (Statement statement = reader.createStatement()) {
                SQLException refused =
                        assertThrows(SQLException.class, () -> statement.executeQuery("SELECT * FROM " + table));
                assertEquals("42501", refused.getSQLState(), table);
            }
        }
    }

    /** The role of reader.sql, as a superuser makes it. */
    @BeforeEach
    void openAsReader() throws SQLException, IOException {
        String password = "password-of-a-test";
        String script = Files.readString(Path.of("server-config/postgresql/reader.sql"))
                .replaceAll("(?m)^\\\\getenv.*$", "")
                .replace(":'reader_password'", "'" + password + "'");
        try (Connection superuser = TestStack.databaseAsSuperuser().getConnection();
                Statement statement = superuser.createStatement()) {
            statement.execute(script);
            statement.execute(script); // it may be run again
        }
        reader = TestStack.databaseAs("iotflow_reader", password).getConnection();
        try (Statement statement = reader.createStatement()) {
            statement.execute("SET TimeZone TO 'UTC'");
        }
    }

    @AfterEach
    void close() throws SQLException {
        reader.close();
    }

    private JsonObject ask(Block block) {
        Reply reply = Client.admin(base).post(API + "/timeseries/query", block.code());
        assertEquals(200, reply.status(), block.place() + ": " + reply.text());
        return reply.json();
    }

    /** The rows of a query, each as an array of texts. */
    private String rows(String sql) {
        try (Statement statement = reader.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (row.next()) {
                JsonArrayBuilder cells = Json.createArrayBuilder();
                for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                    cells.add(row.getString(i));
                }
                rows.add(cells.build().toString());
            }
            return "[" + String.join(",\n ", rows) + "]";
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private void store() {
        Client admin = Client.admin(base);
        admin.put(API + "/admin/measurements/energy/fields/kwh", "{\"type\":\"number\",\"unit\":\"kWh\"}");
        Client[] clients = {
            device("office-1", "climate", "office"),
            device("office-2", "climate", "office"),
            device("hall-1", "climate", "hall"),
            device("meter-1", "meter", "cellar"),
            device("pump-1", "pump", "cellar")
        };
        admin.post(API + "/admin/groups", "{\"group_id\":\"offices\",\"name\":\"Offices\"}");
        admin.put(API + "/admin/groups/offices/devices/office-1", "");
        admin.put(API + "/admin/groups/offices/devices/office-2", "");
        for (int hour = 0; hour < 48; hour++) {
            send(clients[0], hour, "environmental", "{\"temperature\":" + (20 + hour % 6) + "}");
            if (hour < 5 || hour > 9) {
                send(clients[1], hour, "environmental", "{\"temperature\":" + (21 + hour % 6) + "}");
            }
            send(clients[2], hour, "environmental", "{\"temperature\":" + (28 + hour % 5) + "}");
            send(clients[3], hour, "energy", "{\"kwh\":" + (hour < 36 ? 1_000 + 2 * hour : 2 * (hour - 36)) + "}");
            send(
                    clients[4],
                    hour,
                    "pump",
                    "{\"running\":%b,\"state\":\"%s\"}".formatted(hour % 4 == 0, hour % 4 == 0 ? "running" : "idle"));
        }
    }

    private Client device(String id, String type, String location) {
        Client admin = Client.admin(base);
        Reply reply = admin.post(
                API + "/devices/register",
                "{\"device_id\":\"%1$s\",\"name\":\"%1$s\",\"device_type\":\"%2$s\",\"location\":\"%3$s\"}"
                        .formatted(id, type, location));
        assertEquals(201, reply.status(), reply.text());
        return admin.withKey(reply.json().getJsonObject("device").getString("api_key"));
    }

    private static void send(Client device, int hour, String type, String data) {
        Reply reply = device.post(
                API + "/devices/telemetry",
                "{\"type\":\"%s\",\"data\":%s,\"timestamp\":\"%s\"}"
                        .formatted(type, data, MONDAY.plus(hour, ChronoUnit.HOURS)));
        assertEquals(201, reply.status(), reply.text());
    }

    /** The columns and the series or rows, a line for each. */
    private static String shown(JsonObject answer) {
        String name = answer.containsKey("rows") ? "rows" : "series";
        JsonArray lines = answer.getJsonArray(name);
        return "{\"columns\":" + answer.get("columns") + ",\n \"" + name + "\":[\n  "
                + lines.stream().map(JsonValue::toString).collect(Collectors.joining(",\n  ")) + "]}";
    }

    private static JsonValue read(String json) {
        return Json.createReader(new StringReader(json)).readValue();
    }
}
