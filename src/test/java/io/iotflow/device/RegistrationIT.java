package io.iotflow.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Client;
import io.iotflow.stack.Deployed;
import io.iotflow.stack.OnPostgresql;
import io.iotflow.stack.Reply;
import jakarta.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which name and which id a registration may take. */
@Deployed(OnPostgresql.class)
class RegistrationIT {

    private static final String DEVICES = "/api/v1/admin/devices";

    @ArquillianResource
    private URI base;

    private Client admin;
    private String name;

    @BeforeEach
    void signIn() {
        admin = Client.admin(base);
        name = "room-" + UUID.randomUUID();
    }

    @Test
    void putsItsNumberBehindAnIdThatIsMadeOfTheNameAndTaken() {
        assertEquals(201, register(name, name).status());

        JsonObject second = deviceOf(register(name.toUpperCase(Locale.ROOT), null));

        assertEquals(name + "_" + second.getJsonNumber("id"), second.getString("device_id"));
    }

    @Test
    void saysWhetherTheNameOrTheIdIsTaken() {
        assertEquals(201, register(name, name).status());

        assertRefused("A device named '" + name + "' exists already", register(name, name));
        assertRefused("A device named '" + name + "' exists already", register(name, "another-" + name));
        assertRefused("A device with device_id '" + name + "' exists already", register(name + " of another", name));
    }

    @Test
    void letsOneOfManyHaveANameAndRecordsOnlyThatOne() {
        List<CompletableFuture<Reply>> all = IntStream.range(0, 12)
                .mapToObj(it -> CompletableFuture.supplyAsync(() -> register(name, it + "-" + name)))
                .toList();

        List<Reply> registered = all.stream()
                .map(CompletableFuture::join)
                .filter(it -> it.status() == 201)
                .toList();

        all.stream()
                .map(CompletableFuture::join)
                .filter(it -> it.status() != 201)
                .forEach(it -> assertRefused("A device named '" + name + "' exists already", it));
        assertEquals(1, registered.size());
        String deviceId = deviceOf(registered.get(0)).getString("device_id");
        for (int i = 0; i < all.size(); i++) {
            String each = i + "-" + name;
            int expected = each.equals(deviceId) ? 1 : 0;
            assertEquals(
                    expected == 1 ? 200 : 404, admin.get(DEVICES + "/" + each).status());
            assertEquals(
                    expected,
                    admin.get("/api/v1/admin/audit?target=" + each).json().getInt("count"));
        }
    }

    private Reply register(String wantedName, String deviceId) {
        String id = deviceId == null ? "" : ",\"device_id\":\"" + deviceId + "\"";
        return admin.post(
                "/api/v1/devices/register", "{\"name\":\"" + wantedName + "\",\"device_type\":\"t\"" + id + "}");
    }

    private static JsonObject deviceOf(Reply reply) {
        assertEquals(201, reply.status(), reply.text());
        return reply.json().getJsonObject("device");
    }

    private static void assertRefused(String why, Reply reply) {
        assertEquals(409, reply.status(), reply.text());
        assertTrue(reply.json().getString("detail").startsWith(why), reply.text());
    }
}
