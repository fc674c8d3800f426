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
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Signing in to the console: what a session may, what it may not, and what ends it. */
@Deployed(OnPostgresql.class)
class SessionIT {

    private static final String SESSION = "/api/v1/session";
    private static final String DEVICES = "/api/v1/admin/devices";
    private static final String GROUPS = "/api/v1/admin/groups";
    private static final String CONSOLE = "X-IoTFlow-Console";

    @ArquillianResource
    private URI base;

    private Client admin;
    private Client nobody;

    @BeforeEach
    void connect() {
        admin = Client.admin(base);
        nobody = admin.withKey(null);
    }

    @Test
    void givesACookieThatNoScriptAndNoOtherSiteCanUse() {
        String cookie = signIn(TestStack.ADMIN_KEY).header("Set-Cookie");

        assertTrue(cookie.matches("(?i)iotflow_session=[^;]{40,};.*"), cookie);
        for (String attribute : List.of("HttpOnly", "SameSite=Strict", "Path=/api/")) {
            assertTrue(cookie.contains(attribute), cookie);
        }
        assertFalse(cookie.contains("Secure"), cookie);
        Reply overTls = nobody.with("X-Forwarded-Proto", "https").post(SESSION, body(TestStack.ADMIN_KEY));
        assertTrue(overTls.header("Set-Cookie").contains("Secure"), overTls.header("Set-Cookie"));
    }

    @Test
    void mayWhatTheKeyMay() {
        Client asAdmin = browser(TestStack.ADMIN_KEY);

        assertEquals("admin", asAdmin.get(SESSION).json().getString("role"));
        assertEquals(28800, asAdmin.get(SESSION).json().getInt("idle_timeout_seconds"));
        assertEquals(200, asAdmin.get("/api/v1/admin/keys").status());
        assertEquals(201, asAdmin.post(GROUPS, newGroup()).status());

        Client asViewer = browser(newKey("viewer").getString("api_key"));
        assertEquals("viewer", asViewer.get(SESSION).json().getString("role"));
        assertEquals(200, asViewer.get(DEVICES).status());
        assertEquals(403, asViewer.post(GROUPS, newGroup()).status());
    }

    @Test
    void refusesAChangeThatAnotherSitesFormCouldMake() {
        Client form = nobody.with("Cookie", cookie(signIn(TestStack.ADMIN_KEY)));

        Reply refused = form.post(GROUPS, newGroup());

        assertEquals(403, refused.status());
        assertTrue(refused.json().getString("detail").contains(CONSOLE), refused.text());
        assertEquals(403, form.delete(SESSION).status());
        assertEquals(200, form.get(DEVICES).status());
    }

    @Test
    void isOverWhenOneSignsOut() {
        Client browser = browser(TestStack.ADMIN_KEY);
        Client other = browser(TestStack.ADMIN_KEY);
        assertEquals(200, browser.get(DEVICES).status());

        Reply out = browser.delete(SESSION);

        assertEquals(204, out.status());
        assertTrue(out.header("Set-Cookie").contains("Max-Age=0"), out.header("Set-Cookie"));
        Reply after = browser.get(DEVICES);
        assertEquals(401, after.status());
        assertTrue(after.json().getString("detail").contains("sign in again"), after.text());
        assertEquals(200, other.get(DEVICES).status());
    }

    @Test
    void isOverAsSoonAsItsKeyIsRevoked() {
        JsonObject key = newKey("viewer");
        Client browser = browser(key.getString("api_key"));
        assertEquals(200, browser.get(DEVICES).status());

        admin.delete("/api/v1/admin/keys/" + key.getInt("id"));

        assertEquals(401, browser.get(DEVICES).status());
    }

    @Test
    void isOverWhenNobodyUsedItForEightHours() {
        Client late = unusedFor("8 hours 1 second");
        assertEquals(401, late.get(DEVICES).status());

        Client inTime = unusedFor("7 hours 59 minutes");
        assertEquals(200, inTime.get(DEVICES).status());
        assertEquals(0, sessionsUnusedFor("7 hours 59 minutes"));
    }

    @Test
    void isNotUsedByAPageThatAsksByItself() {
        Client page = unusedFor("7 hours 58 minutes").and(CONSOLE, "poll");

        assertEquals(200, page.get(DEVICES).status());
        assertEquals(1, sessionsUnusedFor("7 hours 58 minutes"));
        assertEquals(200, page.and(CONSOLE, "1").get(DEVICES).status());
        assertEquals(0, sessionsUnusedFor("7 hours 58 minutes"));
    }

    @Test
    void keepsTheTwentySessionsOfAKeyThatWereUsedLast() {
        String key = newKey("viewer").getString("api_key");
        List<Client> browsers = new ArrayList<>();
        for (int i = 0; i < 21; i++) {
            browsers.add(browser(key));
        }

        assertEquals(401, browsers.get(0).get(DEVICES).status());
        assertEquals(200, browsers.get(1).get(DEVICES).status());
        assertEquals(200, browsers.get(20).get(DEVICES).status());
    }

    @Test
    void isNotGivenForAWrongKeyOrOneThatMayNotRead() {
        assertEquals(401, signIn("iotf_wrong").status());
        assertEquals(401, signIn(admin.newDevice().key()).status());
        assertEquals(403, signIn(newKey("provisioner").getString("api_key")).status());
        assertEquals(400, nobody.post(SESSION, "{}").status());
        assertEquals(
                401, nobody.with("Cookie", "iotflow_session=wrong").get(DEVICES).status());
    }

    @Test
    void isDeletedWhenItIsOver() {
        unusedFor("8 hours 1 second");
        soon().until(() -> sessionsUnusedFor("8 hours") == 0);
    }

    /** A new session that was used last so long ago. */
    private Client unusedFor(String interval) {
        TestStack.change("DELETE FROM console_session");
        Client browser = browser(TestStack.ADMIN_KEY);
        TestStack.change("UPDATE console_session SET last_used_at = now() - interval '" + interval + "'");
        return browser;
    }

    private static long sessionsUnusedFor(String interval) {
        return TestStack.queryLong(
                "SELECT count(*) FROM console_session WHERE last_used_at <= now() - interval '" + interval + "'");
    }

    private JsonObject newKey(String role) {
        return admin.post(
                        "/api/v1/admin/keys",
                        "{\"name\":\"%s %s\",\"role\":\"%s\"}".formatted(role, UUID.randomUUID(), role))
                .json()
                .getJsonObject("key");
    }

    private Client browser(String key) {
        return nobody.with("Cookie", cookie(signIn(key))).and(CONSOLE, "1");
    }

    private Reply signIn(String key) {
        return nobody.post(SESSION, body(key));
    }

    private static String body(String key) {
        return "{\"api_key\":\"" + key + "\"}";
    }

    private static String newGroup() {
        String id = "group-" + UUID.randomUUID();
        return "{\"group_id\":\"%s\",\"name\":\"%<s\"}".formatted(id);
    }

    private static String cookie(Reply reply) {
        return reply.header("Set-Cookie").replaceAll(";.*", "");
    }
}
