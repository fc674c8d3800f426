package io.iotflow.stack;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.iotflow.platform.json.Json;
import io.jsonwebtoken.JwtBuilder;
import io.jsonwebtoken.Jwts;
import jakarta.json.JsonArrayBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * A provider of OpenID Connect that asks nobody for a password, and gives the tokens that a test wants, also wrong ones; a real
 * one, Keycloak, is signed in with in KeycloakIT. It does what OpenID Connect Core 1.0 and RFC 7636 say of the code flow.
 */
public final class TestProvider implements AutoCloseable {

    public static final String CLIENT_ID = "iotflow-console";
    public static final String CLIENT_SECRET = "test:secret+/%";
    public static final String AUDIENCE = "iotflow-api";
    public static final String PUBLIC_URL = "http://localhost:5000";

    /** What was asked for, by the code with which it is answered. */
    private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();

    private final List<Key> keys = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    /** A key of the provider's with its name. */
    public record Key(String id, KeyPair pair) {

        public static Key random() {
            return new Key(
                    UUID.randomUUID().toString(), Jwts.SIG.RS256.keyPair().build());
        }
    }

    public TestProvider() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        keys.add(Key.random());
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "test-provider");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/.well-known/openid-configuration", it -> answer(it, 200, configuration()));
        server.createContext("/keys", it -> answer(it, 200, publicKeys()));
        server.createContext("/token", this::token);
        server.createContext("/authorize", this::choose);
        server.start();
    }

    public String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** What an application needs to sign in with it. */
    public Map<String, String> settings() {
        return Map.of(
                "iotflow.oidc.issuer", issuer(),
                "iotflow.oidc.client.id", CLIENT_ID,
                "iotflow.oidc.client.secret", CLIENT_SECRET,
                "iotflow.oidc.audience", AUDIENCE,
                "iotflow.oidc.roles.claim", "realm.roles",
                "iotflow.public.url", PUBLIC_URL);
    }

    /** As if somebody had signed in at the address, where the browser was sent: the code with which they come back. */
    public String signIn(String address, String user, String role) {
        Map<String, String> asked = form(address.substring(address.indexOf('?') + 1));
        String code = UUID.randomUUID().toString();
        asked.put("user", user);
        asked.put("role", role);
        codes.put(code, asked);
        return code;
    }

    /** A good bearer token, to be changed by a test and signed with {@link #sign}. */
    public JwtBuilder bearer(String user, String role) {
        return token(AUDIENCE, user, role);
    }

    /** A good ID token. */
    public JwtBuilder idToken(String user, String role, String nonce) {
        return token(CLIENT_ID, user, role).claim("nonce", nonce);
    }

    public String sign(JwtBuilder token) {
        return sign(token, keys.get(keys.size() - 1));
    }

    /** With a key that the provider need not have. */
    public static String sign(JwtBuilder token, Key key) {
        return token.header()
                .keyId(key.id())
                .and()
                .signWith(key.pair().getPrivate(), Jwts.SIG.RS256)
                .compact();
    }

    /** From now on it signs with another key, too. */
    public void addKey(Key key) {
        keys.add(key);
    }

    private JwtBuilder token(String audience, String user, String role) {
        return Jwts.builder()
                .issuer(issuer())
                .subject("id of " + user)
                .audience()
                .add(audience)
                .and()
                .expiration(Date.from(Instant.now().plusSeconds(300)))
                .claim("preferred_username", user)
                .claim("realm", Map.of("roles", List.of("offline_access", role)));
    }

    private String configuration() {
        return Json.createObjectBuilder()
                .add("issuer", issuer())
                .add("authorization_endpoint", issuer() + "/authorize?tenant=1")
                .add("token_endpoint", issuer() + "/token")
                .add("jwks_uri", issuer() + "/keys")
                .build()
                .toString();
    }

    private String publicKeys() {
        JsonArrayBuilder all = Json.createArrayBuilder();
        keys.forEach(it ->
                all.add(Json.readObject(io.jsonwebtoken.security.Jwks.json(io.jsonwebtoken.security.Jwks.builder()
                        .key((RSAPublicKey) it.pair().getPublic())
                        .id(it.id())
                        .build()))));
        return Json.createObjectBuilder().add("keys", all).build().toString();
    }

    /** A page for a person, who chooses as whom to sign in. */
    private void choose(HttpExchange exchange) throws IOException {
        String address = exchange.getRequestURI().getRawQuery();
        Map<String, String> asked = form(address);
        StringBuilder page =
                new StringBuilder("<!DOCTYPE html><html lang=en><title>Provider</title><link rel=icon href=data:,>");
        Map.of("boss", "iotflow-admin", "guest", "iotflow-viewer")
                .forEach((user, role) -> page.append("<p><a id=%s href='%s?code=%s&amp;state=%s'>%1$s</a>"
                        .formatted(
                                user,
                                asked.get("redirect_uri"),
                                signIn("?" + address, user, role),
                                asked.get("state"))));
        answer(exchange, 200, "text/html", page.toString());
    }

    /** Gives each code's token once, to the client that asked for it, and to who has the verifier. */
    private void token(HttpExchange exchange) throws IOException {
        Map<String, String> given = form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        Map<String, String> asked = codes.remove(given.getOrDefault("code", ""));
        String client = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                .map(it -> new String(Base64.getDecoder().decode(it.replace("Basic ", "")), StandardCharsets.UTF_8))
                .map(it ->
                        Arrays.stream(it.split(":")).map(TestProvider::decode).collect(Collectors.joining("|")))
                .orElse("");
        if (!client.equals(CLIENT_ID + "|" + CLIENT_SECRET)) {
            answer(exchange, 401, "{\"error\":\"invalid_client\"}");
        } else if (asked == null
                || !"authorization_code".equals(given.get("grant_type"))
                || !asked.get("redirect_uri").equals(given.get("redirect_uri"))
                || !asked.get("code_challenge").equals(challenge(given.getOrDefault("code_verifier", "")))) {
            answer(exchange, 400, "{\"error\":\"invalid_grant\"}");
        } else {
            String token = sign(idToken(asked.get("user"), asked.get("role"), asked.get("nonce")));
            answer(
                    exchange,
                    200,
                    Json.createObjectBuilder()
                            .add("token_type", "Bearer")
                            .add("access_token", "for nobody here")
                            .add("id_token", token)
                            .build()
                            .toString());
        }
    }

    private static String challenge(String verifier) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> form(String text) {
        return Arrays.stream(text.split("&"))
                .map(it -> it.split("=", 2))
                .collect(Collectors.toMap(
                        it -> it[0], it -> decode(it[1]), (one, other) -> one, ConcurrentHashMap::new));
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        answer(exchange, status, "application/json", json);
    }

    private static void answer(HttpExchange exchange, int status, String type, String text) throws IOException {
        try (exchange) {
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
