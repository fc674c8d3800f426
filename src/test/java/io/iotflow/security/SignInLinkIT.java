package io.iotflow.security;

import static io.iotflow.stack.Waiting.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Client;
import io.iotflow.stack.Deployed;
import io.iotflow.stack.OnPostgresql;
import io.iotflow.stack.Reply;
import io.iotflow.stack.TestStack;
import jakarta.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Links that sign in to the console once. */
@Deployed(OnPostgresql.class)
class SignInLinkIT {

    private static final String SESSION = "/api/v1/session";
    private static final String LINKS = SESSION + "/links";

    @ArquillianResource
    private URI base;

    private Client admin;

    @BeforeEach
    void connect() {
        admin = Client.admin(base);
    }

    @Test
    void signsInOnceAsTheKeyThatMadeIt() {
        Client viewer = admin.withKey(newKey("viewer").getString("api_key"));
        String token = token(viewer);

        Reply first = signIn(token);

        assertEquals(200, first.status(), first.text());
        assertEquals("viewer", first.json().getString("role"));
        Client browser =
                admin.withKey(null).with("Cookie", first.header("Set-Cookie").replaceAll(";.*", ""));
        assertEquals(200, browser.get("/api/v1/admin/devices").status());
        Reply second = signIn(token);
        assertEquals(401, second.status());
        assertTrue(second.json().getString("detail").contains("used already"), second.text());
    }

    @Test
    void isGoodForTenMinutesAndThenDeleted() {
        Reply made = make(admin);
        Instant end = Instant.parse(made.json().getString("expires_at"));
        assertTrue(Duration.between(Instant.now(), end).compareTo(Duration.ofMinutes(9)) > 0, made.text());
        assertFalse(Duration.between(Instant.now(), end).compareTo(Duration.ofMinutes(10)) > 0, made.text());

        TestStack.change("UPDATE sign_in_link SET expires_at = now() - interval '1 second'");

        assertEquals(401, signIn(made.json().getString("link_token")).status());
        soon().until(() -> TestStack.queryLong("SELECT count(*) FROM sign_in_link WHERE expires_at < now()") == 0);
    }

    @Test
    void isWorthNothingWithoutItsKey() {
        JsonObject key = newKey("viewer");
        String token = token(admin.withKey(key.getString("api_key")));

        admin.delete("/api/v1/admin/keys/" + key.getInt("id"));

        assertEquals(401, signIn(token).status());
    }

    @Test
    void isMadeByAKeyThatMayReadAndByNoSession() {
        assertEquals(
                403,
                make(admin.withKey(newKey("provisioner").getString("api_key"))).status());
        assertEquals(403, make(admin.newDevice().http()).status());
        String cookie = signIn(token(admin)).header("Set-Cookie").replaceAll(";.*", "");
        Client browser = admin.withKey(null).with("Cookie", cookie).and("X-IoTFlow-Console", "1");

        Reply refused = make(browser);

        assertEquals(403, refused.status());
        assertTrue(refused.json().getString("detail").contains("X-API-Key"), refused.text());
    }

    @Test
    void isInTheAuditLogWithoutItsToken() {
        JsonObject key = newKey("viewer");
        String token = token(admin.withKey(key.getString("api_key")));

        Reply log = admin.get("/api/v1/admin/audit?action=session.link&target=" + Client.encode(key.getString("name")));

        assertEquals(1, log.json().getInt("count"), log.text());
        assertFalse(log.text().contains(token), log.text());
    }

    @Test
    void theTwentyNewestOfAKeyAreGood() {
        Client viewer = admin.withKey(newKey("viewer").getString("api_key"));
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < 21; i++) {
            tokens.add(token(viewer));
        }

        assertEquals(401, signIn(tokens.get(0)).status());
        assertEquals(200, signIn(tokens.get(1)).status());
    }

    @Test
    void noTokenIsInTheDatabase() {
        String token = token(admin);

        assertEquals(
                0,
                TestStack.queryLong("SELECT count(*) FROM sign_in_link WHERE sign_in_link::text LIKE '%" + token
                        + "%' OR hash = convert_to('" + token + "', 'UTF8')"));
    }

    @Test
    void eitherAKeyOrATokenSignsIn() {
        Client nobody = admin.withKey(null);

        assertEquals(400, nobody.post(SESSION, "{}").status());
        assertEquals(
                400,
                nobody.post(
                                SESSION,
                                "{\"api_key\":\"%s\",\"link_token\":\"%s\"}"
                                        .formatted(TestStack.ADMIN_KEY, token(admin)))
                        .status());
        assertEquals(401, signIn("iotf_wrong").status());
    }

    private static Reply make(Client caller) {
        return caller.call("POST", LINKS, null);
    }

    private static String token(Client caller) {
        return make(caller).json().getString("link_token");
    }

    private Reply signIn(String token) {
        return admin.withKey(null).post(SESSION, "{\"link_token\":\"%s\"}".formatted(token));
    }

    private JsonObject newKey(String role) {
        return admin.post(
                        "/api/v1/admin/keys",
                        "{\"name\":\"%s %s\",\"role\":\"%s\"}".formatted(role, UUID.randomUUID(), role))
                .json()
                .getJsonObject("key");
    }
}
