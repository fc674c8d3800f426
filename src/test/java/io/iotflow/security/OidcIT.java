package io.iotflow.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Client;
import io.iotflow.stack.Deployed;
import io.iotflow.stack.OnPostgresql;
import io.iotflow.stack.Reply;
import io.iotflow.stack.TestProvider;
import io.iotflow.stack.TestStack;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Signing in to the console with a provider of OpenID Connect, and calling the API with its tokens. */
@Deployed(OnPostgresql.class)
class OidcIT {

    private static final String SESSION = "/api/v1/session";
    private static final String OIDC = SESSION + "/oidc";
    private static final String DEVICES = "/api/v1/admin/devices";
    private static final String GROUPS = "/api/v1/admin/groups";

    @ArquillianResource
    private URI base;

    private final TestProvider provider = TestStack.provider();
    private Client nobody;

    @BeforeEach
    void connect() {
        nobody = Client.admin(base).withKey(null);
    }

    /** A browser that was sent to the provider. */
    private record Begun(String address, String cookie, Map<String, String> asked) {}

    private Begun begin() {
        Reply sent = nobody.get(OIDC);
        assertEquals(303, sent.status(), sent.text());
        String address = sent.header("Location");
        Map<String, String> asked = Arrays.stream(
                        address.substring(address.indexOf('?') + 1).split("&"))
                .map(it -> it.split("="))
                .collect(Collectors.toMap(it -> it[0], it -> URLDecoder.decode(it[1], StandardCharsets.UTF_8)));
        return new Begun(address, sent.header("Set-Cookie"), asked);
    }

    private Reply comeBackWith(Begun begun, String code) {
        return comeBack(begun, "?code=" + code + "&state=" + begun.asked().get("state") + "&session_state=x");
    }

    private Reply comeBack(Begun begun, String query) {
        return nobody.with("Cookie", begun.cookie().split(";")[0]).get(OIDC + "/callback" + query);
    }

    private Client signedIn(String user, String role) {
        Begun begun = begin();
        Reply back = comeBackWith(begun, provider.signIn(begun.address(), user, role));
        assertEquals(303, back.status(), back.text());
        assertEquals(TestProvider.PUBLIC_URL + "/", back.header("Location"));
        return nobody.with("Cookie", sessionOf(back)).and("X-IoTFlow-Console", "1");
    }

    private static String sessionOf(Reply back) {
        return back.headers("Set-Cookie").stream()
                .filter(it -> it.startsWith("iotflow_session="))
                .map(it -> it.split(";")[0])
                .findFirst()
                .orElseThrow();
    }

    private static String newGroup() {
        String id = "group-" + UUID.randomUUID();
        return "{\"group_id\":\"%s\",\"name\":\"%<s\"}".formatted(id);
    }

    private void isNobody(Reply back, String word) {
        assertEquals(303, back.status(), back.text());
        assertEquals(TestProvider.PUBLIC_URL + "/#/not-signed-in/" + word, back.header("Location"));
        assertFalse(back.headers("Set-Cookie").stream().anyMatch(it -> it.startsWith("iotflow_session=")));
    }

    @Test
    void isOneOfTheMethods() {
        assertEquals(
                OIDC,
                nobody.get(SESSION + "/methods").json().getJsonObject("oidc").getString("path"));
    }

    @Test
    void sendsTheBrowserThereWithWhatOnlyItCanComeBackWith() {
        Begun begun = begin();

        assertTrue(begun.address().startsWith(provider.issuer() + "/authorize?tenant=1&"), begun.address());
        assertEquals("code", begun.asked().get("response_type"));
        assertEquals("S256", begun.asked().get("code_challenge_method"));
        assertEquals("openid profile", begun.asked().get("scope"));
        assertEquals(TestProvider.PUBLIC_URL + OIDC + "/callback", begun.asked().get("redirect_uri"));
        for (String attribute : List.of("HttpOnly", "SameSite=Lax", "Path=" + OIDC, "Max-Age=600")) {
            assertTrue(begun.cookie().contains(attribute), begun.cookie());
        }
    }

    @Test
    void aPersonMayWhatTheRoleMayUnderTheirOwnName() {
        Client boss = signedIn("boss", "iotflow-admin");
        assertEquals("boss", boss.get(SESSION).json().getString("name"));
        assertEquals("admin", boss.get(SESSION).json().getString("role"));
        assertEquals(201, boss.post(GROUPS, newGroup()).status());
        assertTrue(
                boss.get("/api/v1/admin/audit?actor=boss").text().contains("\"boss\""), "the audit log has their name");

        Client guest = signedIn("guest", "iotflow-viewer");
        assertEquals(200, guest.get(DEVICES).status());
        assertEquals(403, guest.post(GROUPS, newGroup()).status());

        assertEquals(204, guest.delete(SESSION).status());
        assertEquals(401, guest.get(DEVICES).status());
        assertEquals(200, boss.get(DEVICES).status());
    }

    @Test
    void whoHasNeitherRoleIsNotSignedIn() {
        Begun begun = begin();

        isNobody(comeBackWith(begun, provider.signIn(begun.address(), "stranger", "cook")), "no-role");
    }

    @Test
    void aCodeIsGoodOnceAndInTheBrowserThatBegan() {
        Begun mine = begin();
        Begun others = begin();
        String code = provider.signIn(mine.address(), "boss", "iotflow-admin");

        isNobody(comeBack(others, "?code=" + code + "&state=" + mine.asked().get("state")), "expired");
        isNobody(
                comeBackWith(others, code),
                "expired"); // the provider wants the verifier of the first; the code is used up
        isNobody(comeBackWith(mine, code), "expired");
        isNobody(nobody.get(OIDC + "/callback?code=x&state=y"), "expired");
        isNobody(nobody.get(OIDC + "/callback"), "expired");
    }

    @Test
    void whatTheProviderRefusesIsSaid() {
        Begun begun = begin();

        isNobody(comeBack(begun, "?error=access_denied&error_description=no%0Aline&state=x"), "refused");
        isNobody(
                comeBack(begun, "?code=x&state=" + begun.asked().get("state") + "&iss=https://else.example.com"),
                "expired");
    }

    @Test
    void aBearerTokenMayWhatItsRoleMay() {
        Client boss =
                nobody.with("Authorization", "Bearer " + provider.sign(provider.bearer("robot", "iotflow-admin")));
        assertEquals(201, boss.post(GROUPS, newGroup()).status());
        assertEquals(403, boss.post(SESSION + "/links", "{}").status());

        Client guest =
                nobody.with("Authorization", "Bearer " + provider.sign(provider.bearer("reader", "iotflow-viewer")));
        assertEquals(200, guest.get(DEVICES).status());
        assertEquals(403, guest.post(GROUPS, newGroup()).status());

        Client nobodys = nobody.with("Authorization", "Bearer " + provider.sign(provider.bearer("cook", "cook")));
        assertEquals(403, nobodys.get(DEVICES).status());
    }

    @Test
    void aBearerTokenThatIsNotGoodIsRefused() {
        String idToken = provider.sign(provider.idToken("boss", "iotflow-admin", "n"));
        for (String token : List.of(idToken, "x", TestStack.ADMIN_KEY)) {
            Reply refused = nobody.with("Authorization", "Bearer " + token).get(DEVICES);

            assertEquals(401, refused.status(), refused.text());
            assertTrue(refused.json().getString("detail").contains("bearer token"), refused.text());
        }
    }
}
