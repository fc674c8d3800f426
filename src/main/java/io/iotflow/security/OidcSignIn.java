package io.iotflow.security;

import io.iotflow.device.KeyHash;
import io.jsonwebtoken.JwtException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.UriBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;

/**
 * One sign-in at the provider: there with a state, a nonce and a challenge (PKCE), back with a code. What must be the same
 * afterwards is in a cookie of the browser that began, so that no node has to remember anything (ADR 39).
 */
@Singleton
class OidcSignIn {

    private static final String COOKIE = "iotflow_oidc";
    private static final int SECONDS = 600;
    private static final int RANDOM_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final OidcSettings settings;
    private final OidcProvider provider;
    private final OidcTokens tokens;
    private final Sessions sessions;
    private final KeyHash hashes;

    @Inject
    OidcSignIn(OidcSettings settings, OidcProvider provider, OidcTokens tokens, Sessions sessions, KeyHash hashes) {
        this.settings = settings;
        this.provider = provider;
        this.tokens = tokens;
        this.sessions = sessions;
        this.hashes = hashes;
    }

    /** Where the browser goes, and the cookie with which it comes back. */
    record Begun(URI provider, NewCookie cookie) {}

    Begun begin(HttpServletRequest request) throws IOException {
        String state = random();
        String nonce = random();
        String verifier = random();
        URI address = UriBuilder.fromUri(provider.authorization())
                .queryParam("response_type", "code")
                .queryParam("client_id", "{client}")
                .queryParam("redirect_uri", "{redirect}")
                .queryParam("scope", "{scopes}")
                .queryParam("state", state)
                .queryParam("nonce", nonce)
                .queryParam("code_challenge", challenge(verifier))
                .queryParam("code_challenge_method", "S256")
                .build(settings.clientId, settings.redirectUri(), settings.scopes);
        return new Begun(
                address,
                cookie(request, String.join(".", state, nonce, verifier))
                        .maxAge(SECONDS)
                        .build());
    }

    /** The session's id. Fails with an {@link OidcFailure}, which says what the page tells. */
    String finish(HttpServletRequest request, String state, String code) throws OidcFailure {
        String[] begun =
                SessionCookie.of(request, COOKIE).map(it -> it.split("\\.")).orElse(new String[0]);
        if (begun.length != 3 || state == null || code == null || !OidcTokens.isSame(begun[0], state)) {
            throw new OidcFailure("expired", "it was begun in another browser, or too long ago");
        }
        try {
            String idToken = provider.idToken(code, begun[2])
                    .orElseThrow(() -> new OidcFailure("expired", "the provider does not take its code"));
            OidcTokens.Person person = tokens.ofSignIn(idToken, begun[1]);
            Operator operator = person.operator()
                    .orElseThrow(() -> new OidcFailure(
                            "no-role", "the provider gives '" + person.subject() + "' neither of the roles"));
            byte[] owner = hashes.of("oidc " + settings.issuer.orElseThrow() + " " + person.subject());
            return sessions.begin(owner, operator, Instant.now().plus(settings.longest));
        } catch (IOException e) {
            throw new OidcFailure("unavailable", e.toString());
        } catch (JwtException e) {
            throw new OidcFailure("bad-token", e.toString());
        }
    }

    /** Makes the browser forget what it came back with. */
    NewCookie end(HttpServletRequest request) {
        return cookie(request, "").maxAge(0).build();
    }

    /** Lax, because it is the provider's page that sends the browser back. */
    private NewCookie.Builder cookie(HttpServletRequest request, String value) {
        return new NewCookie.Builder(COOKIE)
                .value(value)
                .path(request.getContextPath() + "/api/v1/session/oidc")
                .httpOnly(true)
                .secure(settings.publicUrl.startsWith("https:"))
                .sameSite(NewCookie.SameSite.LAX);
    }

    private static String random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bytes);
        return BASE64.encodeToString(bytes);
    }

    private static String challenge(String verifier) {
        try {
            return BASE64.encodeToString(
                    MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
