package io.iotflow.device;

import static io.iotflow.stack.Waiting.soon;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Client;
import io.iotflow.stack.Deployed;
import io.iotflow.stack.OnPostgresql;
import io.iotflow.stack.Operators;
import io.iotflow.stack.Reply;
import io.iotflow.stack.TestStack;
import jakarta.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Devices from a CSV. */
@Deployed(OnPostgresql.class)
class BulkRegistrationIT {

    private static final String REGISTER = "/api/v1/devices/register/csv";

    @ArquillianResource
    private URI base;

    private final String fleet = "bulk-" + UUID.randomUUID().toString().substring(0, 8);
    private Client admin;

    @BeforeEach
    void begin() {
        admin = Client.admin(base);
    }

    private static Reply send(Client caller, String parameters, String csv) {
        return caller.post(REGISTER + parameters, csv.getBytes(UTF_8), "text/csv");
    }

    private JsonObject answer(String parameters, String csv) {
        Reply reply = send(admin, parameters, csv.replace("$", fleet));
        assertEquals(200, reply.status(), reply.text());
        return reply.json();
    }

    private long count() {
        return admin.get("/api/v1/admin/devices?search=" + fleet)
                .json()
                .getJsonObject("pagination")
                .getInt("total");
    }

    @Test
    void eachLineIsADeviceWithAKeyThatWorks() {
        JsonObject answer = answer("", """
                \uFEFFname,device_type,device_id,description,location,firmware_version,hardware_version,timezone
                $ ä "1",bulk,$-1,"two, words",store,1.2,b,Europe/Berlin
                $ 2,bulk,,,,,,

                $ 2b,bulk,,,,,,
                """);

        assertEquals(
                "3 3 0", answer.getInt("rows") + " " + answer.getInt("registered") + " " + answer.getInt("refused"));
        for (JsonObject made : answer.getJsonArray("devices").getValuesAs(JsonObject.class)) {
            Client device = new Client(base, made.getString("api_key"));
            assertEquals(
                    201,
                    device.post("/api/v1/devices/telemetry", "{\"data\":{\"t\":1}}")
                            .status());
            assertEquals(
                    made.getString("device_id"),
                    device.get("/api/v1/devices/status")
                            .json()
                            .getJsonObject("device")
                            .getString("device_id"));
        }
        JsonObject first =
                admin.get("/api/v1/admin/devices/" + fleet + "-1").json().getJsonObject("device");
        assertEquals("two, words", first.getString("description"));
        assertEquals("Europe/Berlin", first.getString("timezone"));
        assertEquals(5, answer.getJsonArray("devices").getJsonObject(2).getInt("line"));
        assertTrue(admin.get("/api/v1/admin/audit?action=device.register&target=" + fleet + "-1")
                        .json()
                        .getJsonArray("changes")
                        .size()
                == 1);
    }

    @Test
    void whatIsWrongWithOneKeepsOnlyThatOneOut() {
        String csv = """
                name,device_type,device_id
                $ 1,bulk,$-1
                $ 1,bulk,$-2
                $ 3,bulk,$-1
                ,bulk,$-4
                $ 5,bulk,5
                $ 6,,"a b"
                $ 7,bulk,$-7
                """;
        JsonObject checked = answer("?check=true", csv);
        assertEquals(0, count());
        assertEquals(0, checked.getJsonArray("devices").size());

        JsonObject answer = answer("", csv);

        assertEquals(checked.get("lines"), answer.get("lines"));
        assertEquals(
                "7 2 5", answer.getInt("rows") + " " + answer.getInt("registered") + " " + answer.getInt("refused"));
        assertEquals(
                "3 name, 4 device_id, 5 name, 6 device_id, 7 device_id, 7 device_type",
                answer.getJsonArray("lines").getValuesAs(JsonObject.class).stream()
                        .map(it -> it.getInt("line") + " " + it.getString("column"))
                        .sorted()
                        .collect(Collectors.joining(", ")));
        assertEquals(2, count());

        JsonObject again = answer("", csv);
        assertEquals(0, again.getInt("registered"));
        assertEquals(2, count());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            name,device_type,colour~a,b,c       | column 'colour'
            name~a                              | column 'device_type'
            name,name,device_type~a,b,c         | column 'name'
            name,device_type~a                  | line 2
            name,device_type~"a,b               | line 2
            ''                                  | body
            """)
    void aFileThatIsNoneIsABadRequestAndRegistersNothing(String csv, String where) {
        Reply reply = send(admin, "", csv.replace('~', '\n'));

        assertEquals(400, reply.status(), reply.text());
        assertTrue(reply.text().contains(where), reply.text());
    }

    @Test
    void aHundredAreOneStatementForEachTable() {
        List<String> tables = List.of("device", "device_key", "audit");
        TestStack.change("CREATE TABLE counted (name text); CREATE FUNCTION count_it() RETURNS trigger LANGUAGE plpgsql"
                + " AS $$ BEGIN INSERT INTO counted VALUES (TG_TABLE_NAME); RETURN NULL; END $$");
        try {
            tables.forEach(it -> TestStack.change("CREATE TRIGGER count_it AFTER INSERT ON " + it
                    + " FOR EACH STATEMENT EXECUTE FUNCTION count_it()"));

            JsonObject answer = answer(
                    "",
                    IntStream.range(0, 250)
                            .mapToObj(it -> "$ " + it + ",bulk\n")
                            .collect(Collectors.joining("", "name,device_type\n", "")));

            assertEquals(250, answer.getInt("registered"));
            assertEquals(
                    tables.stream().map(it -> it + " 3").toList(),
                    tables.stream()
                            .map(it -> it + " "
                                    + TestStack.queryLong("SELECT count(*) FROM counted WHERE name = '" + it + "'"))
                            .toList());
        } finally {
            TestStack.change("DROP FUNCTION count_it CASCADE; DROP TABLE counted");
        }
    }

    @Test
    void manyAreRegisteredInSecondsAndNoMoreThanTheMost() {
        Client provisioner = Operators.newKey(admin, "provisioner", "");
        String header = "name,device_type\n";
        String lines = IntStream.range(0, 1_000)
                .mapToObj(it -> fleet + " " + it + ",bulk\n")
                .collect(Collectors.joining());
        long begin = System.nanoTime();

        JsonObject answer = send(provisioner, "", header + lines).json();

        System.out.printf(
                "1,000 devices registered in %d ms%n",
                Duration.ofNanos(System.nanoTime() - begin).toMillis());
        assertEquals(1_000, answer.getInt("registered"));
        soon().until(() -> count() == 1_000);
        assertEquals(
                1_000,
                answer.getJsonArray("devices").getValuesAs(JsonObject.class).stream()
                        .map(it -> it.getString("api_key"))
                        .distinct()
                        .count());
        Reply tooMany = send(provisioner, "", header + "a,b\n".repeat(10_001));
        assertEquals(400, tooMany.status());
        assertTrue(tooMany.text().contains("at most 10000 devices"), tooMany.text());
    }
}
