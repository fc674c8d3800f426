package io.iotflow.device;

import static io.iotflow.stack.Waiting.soon;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Client;
import io.iotflow.stack.Deployed;
import io.iotflow.stack.OnPostgresql;
import io.iotflow.stack.Reply;
import io.iotflow.stack.TestStack;
import jakarta.json.JsonObject;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a new device was to have is another's before its row is there; the test's own transaction is the other node. */
@Deployed(OnPostgresql.class)
class TakenMeanwhileIT {

    private static final String REGISTER = "/api/v1/devices/register";

    @ArquillianResource
    private URI base;

    private Client admin;
    private String name;

    @BeforeEach
    void signIn() {
        admin = Client.admin(base);
        name = "room-" + UUID.randomUUID().toString().substring(0, 8);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRegistrationGetsTheNextNumber(boolean choosesItsId) throws SQLException {
        long number = drawNumber() + 1;

        Reply reply = whileAnotherAdds(number, "another-" + name, () -> register(name, choosesItsId ? name : null));

        assertEquals(name, deviceOf(reply).getString("device_id"));
        assertTrue(idOf(deviceOf(reply)) > number, reply.text());
    }

    @Test
    void aRegistrationGetsItsNumberBehindAnIdThatItsUserDidNotChoose() throws SQLException {
        Reply reply = whileAnotherAdds(drawNumber(), name, () -> register(name.toUpperCase(), null));

        assertEquals(name + "_" + idOf(deviceOf(reply)), deviceOf(reply).getString("device_id"));
    }

    @Test
    void aRegistrationSaysThatTheIdOrTheNameThatItsUserChoseIsTaken() throws SQLException {
        Reply id = whileAnotherAdds(drawNumber(), name, () -> register("another " + name, name));
        Reply named = whileAnotherAdds(drawNumber(), name + "-2", () -> register(name + "-2", name + "-3"));

        assertEquals(409, id.status());
        assertTrue(id.text().contains("A device with device_id '" + name + "' exists already"), id.text());
        assertEquals(409, named.status());
        assertTrue(named.text().contains("A device named '" + name + "-2' exists already"), named.text());
    }

    @Test
    void anIdWithItsNumberThatSomebodyChoseIsPassedOver() {
        long last = drawNumber();
        assertEquals(201, register(name, name).status());
        String chosen = name + "_" + (last + 3);
        assertEquals(201, register(chosen, chosen).status());

        JsonObject device = deviceOf(register(name.toUpperCase(), null));

        assertEquals(last + 4, idOf(device));
        assertEquals(name + "_" + (last + 4), device.getString("device_id"));
    }

    @Test
    void anImportAndARegistrationThatWantOneNumberAreBothThere() throws SQLException {
        String number = Long.toString(drawNumber() + 1);
        CompletableFuture<Reply> registration;
        CompletableFuture<Reply> imported;
        try (Connection other = TestStack.database().getConnection();
                Statement lock = other.createStatement()) {
            other.setAutoCommit(false);
            lock.execute("LOCK TABLE device IN SHARE MODE");
            registration = CompletableFuture.supplyAsync(() -> register(name, null));
            awaitWaiting(1);
            imported = CompletableFuture.supplyAsync(() -> importDevice(number));
            awaitWaiting(2);
            other.commit();
        }

        assertNotEquals(
                idOf(deviceOf(registration.join())),
                idOf(imported.join().json()),
                imported.join().text());
        assertEquals(201, imported.join().status(), imported.join().text());
    }

    @Test
    void twoImportsOfOneDeviceAreOneDevice() throws SQLException {
        String number = Long.toString(drawNumber());
        List<CompletableFuture<Reply>> both;
        try (Connection other = TestStack.database().getConnection();
                Statement lock = other.createStatement()) {
            other.setAutoCommit(false);
            lock.execute("LOCK TABLE device IN SHARE MODE");
            CompletableFuture<Reply> first = CompletableFuture.supplyAsync(() -> importDevice(number));
            awaitWaiting(1);
            both = List.of(first, CompletableFuture.supplyAsync(() -> importDevice(number)));
            awaitWaiting(2);
            other.commit();
        }

        assertEquals(
                List.of(200, 201),
                both.stream().map(it -> it.join().status()).sorted().toList());
    }

    @Test
    void aLineOfACsvKeepsTheIdThatItChoseWhenTheLinesAreRegisteredOneByOne() throws SQLException {
        String csv = "name,device_type,device_id\n%1$s-A,t,\n%1$s-b,t,%1$s-a\n".formatted(name);

        Reply reply = whileAnotherAdds(
                drawNumber() + 2,
                "another-" + name,
                () -> admin.post(REGISTER + "/csv", csv.getBytes(UTF_8), "text/csv"));

        assertEquals(2, reply.json().getInt("registered"), reply.text());
        JsonObject made = reply.json().getJsonArray("devices").getJsonObject(0);
        assertEquals(name + "-a_" + idOf(made), made.getString("device_id"));
    }

    private static long drawNumber() {
        return TestStack.queryLong("SELECT nextval('device_id_seq')");
    }

    /** Makes a device of this number, name and id, and commits it when the call has come so far that it waits for that. */
    private static Reply whileAnotherAdds(long number, String both, Supplier<Reply> call) throws SQLException {
        try (Connection other = TestStack.database().getConnection();
                PreparedStatement insert = other.prepareStatement(
                        "INSERT INTO device (id, device_id, name, device_type, created_at, updated_at)"
                                + " VALUES (?, ?, ?, 't', now(), now())")) {
            other.setAutoCommit(false);
            insert.setLong(1, number);
            insert.setString(2, both);
            insert.setString(3, both);
            insert.executeUpdate();
            CompletableFuture<Reply> reply = CompletableFuture.supplyAsync(call);
            awaitWaiting(1);
            other.commit();
            return reply.join();
        }
    }

    private static void awaitWaiting(int sessions) {
        soon().until(() ->
                TestStack.queryLong("SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted") == sessions);
    }

    private Reply register(String wantedName, String deviceId) {
        String id = deviceId == null ? "" : ",\"device_id\":\"" + deviceId + "\"";
        return admin.post(REGISTER, "{\"name\":\"" + wantedName + "\",\"device_type\":\"t\"" + id + "}");
    }

    private Reply importDevice(String number) {
        return admin.post(
                "/api/v1/admin/import/devices",
                "{\"device_id\":\"%s\",\"name\":\"imported %s\",\"device_type\":\"t\",\"api_key\":\"key-of-imported-%s\"}"
                        .formatted(number, name, name));
    }

    private static long idOf(JsonObject json) {
        return json.getJsonNumber("id").longValueExact();
    }

    private static JsonObject deviceOf(Reply reply) {
        assertEquals(201, reply.status(), reply.text());
        return reply.json().getJsonObject("device");
    }
}
