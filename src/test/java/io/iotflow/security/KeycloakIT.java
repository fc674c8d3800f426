package io.iotflow.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Application;
import io.iotflow.stack.Client;
import io.iotflow.stack.Keycloak;
import io.iotflow.stack.OtherServers;
import io.iotflow.stack.Reply;
import io.iotflow.stack.TestStack;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a real provider, set up as the console's page says. */
@OtherServers
class KeycloakIT {

    private static final String SESSION = "/api/v1/session";
    private static final String SECRET = "the client's secret";

    @Test
    void peopleSignInAndProgramsCallWithItsTokens(@TempDir Path folder) throws Exception {
        try (InputStream realm = KeycloakIT.class.getResourceAsStream("keycloak-realm.json");
                Keycloak keycloak = Keycloak.start(realm, folder);
                Application application = Application.start(TestStack.with(Map.of(
                        "iotflow.public.url", "https://iot.example.com",
                        "iotflow.oidc.issuer", keycloak.issuer(),
                        "iotflow.oidc.client.id", "iotflow",
                        "iotflow.oidc.client.secret", SECRET,
                        "iotflow.oidc.roles.claim", "realm_access.roles",
                        "iotflow.oidc.audience", "iotflow-api")))) {
            Client nobody = Client.admin(application.uri()).withKey(null);

            Reply signedIn = signIn(nobody, keycloak, "ann", "ann's password");
            assertEquals("https://iot.example.com/", signedIn.header("Location"));
            String cookie = signedIn.headers("Set-Cookie").stream()
                    .filter(it -> it.startsWith("iotflow_session="))
                    .findFirst()
                    .orElseThrow();
            Client ann = nobody.with("Cookie", cookie.split(";")[0]);
            assertEquals("ann", ann.get(SESSION).json().getString("name"));
            assertEquals("admin", ann.get(SESSION).json().getString("role"));

            assertEquals(
                    "https://iot.example.com/#/not-signed-in/no-role",
                    signIn(nobody, keycloak, "bob", "bob's password").header("Location"));

            String token = keycloak.token("iotflow", SECRET, "ann", "ann's password");
            Client program = nobody.with("Authorization", "Bearer " + token);
            assertEquals(200, program.get("/api/v1/admin/keys").status());
            String bobs = keycloak.token("iotflow", SECRET, "bob", "bob's password");
            assertEquals(
                    403,
                    nobody.with("Authorization", "Bearer " + bobs)
                            .get("/api/v1/admin/keys")
                            .status());
        }
    }

    private static Reply signIn(Client nobody, Keycloak keycloak, String user, String password) {
        Reply sent = nobody.get(SESSION + "/oidc");
        assertEquals(303, sent.status(), sent.text());
        URI back = keycloak.signIn(sent.header("Location"), user, password);
        assertTrue(
                back.toString().startsWith("https://iot.example.com" + SESSION + "/oidc/callback?"), back.toString());
        return nobody.with("Cookie", sent.header("Set-Cookie").split(";")[0])
                .get(back.getRawPath() + "?" + back.getRawQuery());
    }
}
