package io.iotflow.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.ShippedConfig;
import io.iotflow.stack.TestProvider;
import io.jsonwebtoken.JwtBuilder;
import io.jsonwebtoken.JwtException;
import io.jsonwebtoken.Jwts;
import java.io.IOException;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tokens of a provider are good, and what they say. */
class OidcTokensTest {

    private static final TestProvider PROVIDER = new TestProvider();
    private static final TestProvider.Key ITS_FIRST = TestProvider.Key.random();

    private final OidcTokens tokens = with(Map.of());

    @AfterAll
    static void stop() {
        PROVIDER.close();
    }

    private static OidcTokens with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(PROVIDER.settings());
        all.putAll(more);
        OidcSettings settings = new OidcSettings(new ShippedConfig(all));
        return new OidcTokens(settings, new OidcProvider(settings));
    }

    private static JwtBuilder good() {
        return PROVIDER.bearer("ann", "iotflow-viewer");
    }

    private void refuses(String token) {
        assertThrows(JwtException.class, () -> tokens.ofBearer(token));
    }

    private void refuses(UnaryOperator<JwtBuilder> change) {
        refuses(PROVIDER.sign(change.apply(good())));
    }

    @ParameterizedTest
    @CsvSource({"iotflow-admin, ADMIN", "iotflow-viewer, VIEWER", "somebody-else,"})
    void saysWhoItIsAndWhatTheyMay(String role, Operator.Role expected) throws IOException {
        OidcTokens.Person person = tokens.ofBearer(PROVIDER.sign(PROVIDER.bearer("Ann Müller", role)));

        assertEquals("id of Ann Müller", person.subject());
        assertEquals(Optional.ofNullable(expected).map(it -> new Operator("Ann Müller", it)), person.operator());
        assertTrue(person.expiresAt().isAfter(Instant.now()));
    }

    @Test
    void findsRolesUnderANameWithDotsAndInATextWithBlanks() throws IOException {
        String token = PROVIDER.sign(good().claim("https://iot.example.com/roles", "a iotflow-admin"));

        Optional<Operator> operator = with(Map.of("iotflow.oidc.roles.claim", "https://iot.example.com/roles"))
                .ofBearer(token)
                .operator();

        assertEquals(Operator.Role.ADMIN, operator.orElseThrow().role());
    }

    @Test
    void aNameThatWouldBreakALineIsShownWithoutThat() throws IOException {
        String token = PROVIDER.sign(PROVIDER.bearer("ann\n\u202e" + "x".repeat(200), "iotflow-admin"));

        String name = tokens.ofBearer(token).operator().orElseThrow().name();

        assertTrue(name.matches("ann\\?\\?x{95}"), name);
    }

    @Test
    void refusesWhatIsOverOrWithoutAnEnd() {
        refuses(it -> it.expiration(Date.from(Instant.now().minusSeconds(120))));
        refuses(it -> it.expiration(null));
        refuses(it -> it.notBefore(Date.from(Instant.now().plusSeconds(120))));
    }

    @Test
    void refusesWhatIsForSomebodyElseOrFromSomebodyElse() {
        refuses(PROVIDER.sign(PROVIDER.idToken("ann", "iotflow-admin", "n"))); // an ID token is no key to the API
        refuses(it -> it.issuer("https://else.example.com"));
        refuses(it -> it.subject(null));
    }

    @Test
    void refusesWhatAnotherKeySigned() {
        refuses(TestProvider.sign(good(), TestProvider.Key.random()));
        TestProvider.Key known = TestProvider.Key.random();
        PROVIDER.addKey(known);
        refuses(TestProvider.sign(good(), new TestProvider.Key(known.id(), ITS_FIRST.pair())));
    }

    @Test
    void refusesWhatIsNotSignedOrSignedWithAPublicKeyAsSecret() throws IOException {
        refuses(good().compact());
        PublicKey known = (PublicKey) new OidcProvider(new OidcSettings(new ShippedConfig(PROVIDER.settings())))
                .key(keyIdOf(PROVIDER.sign(good())))
                .orElseThrow();
        refuses(good().header()
                .keyId(keyIdOf(PROVIDER.sign(good())))
                .and()
                .signWith(new SecretKeySpec(known.getEncoded(), "HmacSHA256"), Jwts.SIG.HS256)
                .compact());
    }

    private static String keyIdOf(String token) {
        String header = new String(java.util.Base64.getUrlDecoder().decode(token.substring(0, token.indexOf('.'))));
        return io.iotflow.platform.json.Json.readObject(header).getString("kid");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "a.b.c", "iotf_0123456789", "eyJhbGciOiJub25lIn0.e30.", "...", "\u0000"})
    void refusesWhatIsNoToken(String token) {
        refuses(token);
    }

    @Test
    void aSignInsTokenIsForThisSignInAndThisClient() throws IOException {
        String nonce = UUID.randomUUID().toString();
        JwtBuilder good = PROVIDER.idToken("ann", "iotflow-admin", nonce);

        assertEquals("id of ann", tokens.ofSignIn(PROVIDER.sign(good), nonce).subject());
        assertThrows(JwtException.class, () -> tokens.ofSignIn(PROVIDER.sign(good), "another"));
        assertThrows(
                JwtException.class, () -> tokens.ofSignIn(PROVIDER.sign(good.claim("azp", "another client")), nonce));
    }

    @Test
    void aProviderThatIsAwayIsNoWrongToken() {
        TestProvider away = new TestProvider();
        OidcSettings settings = new OidcSettings(new ShippedConfig(away.settings()));
        String token = away.sign(away.bearer("ann", "iotflow-admin"));
        away.close();

        assertThrows(IOException.class, () -> new OidcTokens(settings, new OidcProvider(settings)).ofBearer(token));
    }

    @ParameterizedTest
    @CsvSource({
        "iotflow.oidc.issuer, http://id.example.com, https://",
        "iotflow.oidc.issuer, ftp://id.example.com, https://",
        "iotflow.public.url, 'iot.example.com', https://",
        "iotflow.oidc.client.id, '', IOTFLOW_OIDC_CLIENT_ID",
        "iotflow.oidc.audience, iotflow-console, IOTFLOW_OIDC_AUDIENCE",
        "iotflow.oidc.session.max, PT1S, IOTFLOW_OIDC_SESSION_MAX"
    })
    void aWrongSettingIsNamed(String key, String value, String named) {
        IllegalStateException refusal = assertThrows(IllegalStateException.class, () -> with(Map.of(key, value)));

        assertTrue(refusal.getMessage().contains(named), refusal.getMessage());
    }

    @Test
    void withoutAnAudienceNoBearerIsTaken() {
        assertEquals(
                List.of(true, false),
                List.of(
                        tokens.takesBearers(),
                        with(Map.of("iotflow.oidc.audience", "")).takesBearers()));
    }
}
