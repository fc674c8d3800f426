package io.iotflow.security;

import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.MalformedJson;
import io.jsonwebtoken.security.Jwk;
import io.jsonwebtoken.security.JwkSet;
import io.jsonwebtoken.security.Jwks;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.Credentials;
import okhttp3.FormBody;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * The provider's side of OpenID Connect: its addresses (OpenID Connect Discovery 1.0), its keys (RFC 7517), and the tokens
 * that it gives for a code (RFC 6749). Every call ends in time and reads no more than it may.
 */
@Singleton
class OidcProvider implements AutoCloseable {

    private static final Duration IN_TIME = Duration.ofSeconds(5);
    private static final int MAX_BYTES = 1 << 20;
    private static final int AT_ONCE = 8; // sign-ins: a provider that hangs keeps no more threads than these

    private final OidcSettings settings;
    private final OkHttpClient client;
    private final Semaphore signIns = new Semaphore(AT_ONCE);
    private final Fetched<Addresses> addresses = new Fetched<>(this::discover, System::nanoTime);
    private final Fetched<JwkSet> keys = new Fetched<>(this::fetchKeys, System::nanoTime);

    @Inject
    OidcProvider(OidcSettings settings) {
        this.settings = settings;
        this.client = new OkHttpClient.Builder()
                .followRedirects(false)
                .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
                .callTimeout(IN_TIME)
                .build();
    }

    record Addresses(String authorization, String token, String keys) {}

    /** Where people sign in. */
    String authorization() throws IOException {
        return addresses.get().authorization();
    }

    /** The key with this id; without an id the only one. */
    Optional<Key> key(String id) throws IOException {
        Optional<Key> known = find(keys.get(), id);
        return known.isPresent() ? known : find(keys.newer(), id);
    }

    private static Optional<Key> find(JwkSet set, String id) {
        return set.getKeys().stream()
                .filter(it -> id == null ? set.size() == 1 : id.equals(it.getId()))
                .<Key>map(Jwk::toKey)
                .findFirst();
    }

    /** The ID token for the code with which the provider sent somebody back; empty when it does not take the code. */
    Optional<String> idToken(String code, String verifier) throws IOException {
        if (!signIns.tryAcquire()) {
            throw new IOException(AT_ONCE + " others sign in at this moment");
        }
        try {
            return exchange(code, verifier);
        } finally {
            signIns.release();
        }
    }

    private Optional<String> exchange(String code, String verifier) throws IOException {
        FormBody.Builder form = new FormBody.Builder()
                .add("grant_type", "authorization_code")
                .add("code", code)
                .add("redirect_uri", settings.redirectUri())
                .add("code_verifier", verifier);
        Request.Builder request = new Request.Builder().url(addresses.get().token());
        settings.clientSecret.ifPresentOrElse(
                it -> request.header("Authorization", Credentials.basic(encode(settings.clientId), encode(it))),
                () -> form.add("client_id", settings.clientId));
        try (Response response =
                client.newCall(request.post(form.build()).build()).execute()) {
            if (response.code() == 400) { // invalid_grant: used already, too old, or made up
                return Optional.empty();
            }
            return Optional.of(text(json(response), "id_token"));
        }
    }

    /** RFC 6749, 2.3.1. */
    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private Addresses discover() throws IOException {
        String issuer = settings.issuer.orElseThrow();
        JsonObject said = get(issuer.replaceAll("/$", "") + "/.well-known/openid-configuration");
        if (!issuer.equals(text(said, "issuer"))) {
            throw new IOException(
                    "the provider calls itself another issuer than IOTFLOW_OIDC_ISSUER does: " + text(said, "issuer"));
        }
        return new Addresses(
                address(said, "authorization_endpoint"), address(said, "token_endpoint"), address(said, "jwks_uri"));
    }

    private JwkSet fetchKeys() throws IOException {
        JsonObject said = get(addresses.get().keys());
        try {
            return Jwks.setParser().ignoreUnsupported(true).build().parse(said.toString());
        } catch (RuntimeException e) {
            throw new IOException("the provider's keys cannot be read", e);
        }
    }

    private JsonObject get(String address) throws IOException {
        Request request = new Request.Builder().url(address).build();
        try (Response response = client.newCall(request).execute()) {
            return json(response);
        }
    }

    private static JsonObject json(Response response) throws IOException {
        if (!response.isSuccessful()) {
            throw new IOException("the provider answers " + response.code() + " at "
                    + response.request().url().redact());
        }
        byte[] bytes = response.peekBody(MAX_BYTES).bytes();
        try {
            return Json.read(bytes).asJsonObject();
        } catch (MalformedJson | ClassCastException e) {
            throw new IOException("the provider's answer is no JSON object, or longer than " + MAX_BYTES + " bytes", e);
        }
    }

    private static String address(JsonObject said, String name) throws IOException {
        String address = text(said, name);
        if (!OidcSettings.isSafe(address)) {
            throw new IOException("the provider's " + name + " is no address with https://: " + address);
        }
        return address;
    }

    private static String text(JsonObject said, String name) throws IOException {
        JsonValue value = said.get(name);
        if (value instanceof JsonString text) {
            return text.getString();
        }
        throw new IOException("the provider's answer has no " + name);
    }

    @Override
    @PreDestroy
    public void close() {
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
    }
}
