package io.iotflow.stack;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/** A real Keycloak with a realm of its own, where Maven can fetch it; else the test that asks is skipped and says why. */
public final class Keycloak implements AutoCloseable {

    private static final Path HOME = Path.of("target", "keycloak");
    private static final Pattern FORM = Pattern.compile("(?s)<form[^>]*action=\"([^\"]+)\"");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final int port;
    private final Process process;
    private final Path log;

    private Keycloak(int port, Process process, Path log) {
        this.port = port;
        this.process = process;
        this.log = log;
    }

    /** Starts it with the realm of this resource, in development mode, with its data in the folder. */
    public static Keycloak start(InputStream realm, Path folder) throws IOException {
        Path home = home();
        Path imported =
                Files.createDirectories(home.resolve("data").resolve("import")).resolve("company-realm.json");
        Files.write(imported, realm.readAllBytes());
        int port = FreePorts.next();
        Path log = folder.resolve("keycloak.log");
        ProcessBuilder builder = new ProcessBuilder(
                        home.resolve("bin").resolve("kc.sh").toString(),
                        "start-dev",
                        "--db=dev-mem",
                        "--import-realm",
                        "--http-host=127.0.0.1",
                        "--http-port=" + port)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("JAVA_OPTS_APPEND", "-XX:TieredStopAtLevel=1 -Xmx512m");
        Keycloak keycloak = new Keycloak(port, builder.start(), log);
        try {
            await().atMost(Duration.ofMinutes(4)).until(keycloak::isUp);
        } catch (RuntimeException e) {
            keycloak.close();
            throw new IllegalStateException("Keycloak does not start: " + Files.readString(log), e);
        }
        return keycloak;
    }

    private static Path home() throws IOException {
        if (!Files.exists(HOME)) {
            Scripts.Result fetched =
                    Scripts.result(Map.of(), Path.of("mvnw"), "-B", "-q", "dependency:unpack@keycloak");
            if (fetched.code() != 0) {
                String reason = "Keycloak cannot be had: "
                        + fetched.output().lines().findFirst().orElse("");
                System.out.println("Skipped: " + reason);
                throw new TestAbortedException(reason);
            }
        }
        try (Stream<Path> folders = Files.list(HOME)) {
            return folders.filter(it -> it.getFileName().toString().startsWith("keycloak-"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private boolean isUp() {
        if (!process.isAlive()) {
            throw new IllegalStateException("it has ended");
        }
        try {
            return get(issuer() + "/.well-known/openid-configuration").statusCode() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    public String issuer() {
        return "http://127.0.0.1:" + port + "/realms/company";
    }

    /** What somebody does whose browser was sent to this address: the address that they are sent back to. */
    public URI signIn(String address, String user, String password) {
        HttpResponse<String> page = get(address);
        Matcher form = FORM.matcher(page.body());
        if (!form.find()) {
            throw new IllegalStateException("no form at " + address + ": " + page.statusCode() + " " + page.body());
        }
        String cookies = page.headers().allValues("Set-Cookie").stream()
                .map(it -> it.split(";")[0])
                .collect(Collectors.joining("; "));
        HttpResponse<String> signedIn = send(HttpRequest.newBuilder(
                        URI.create(form.group(1).replace("&amp;", "&")))
                .header("Cookie", cookies)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("username=" + encode(user) + "&password=" + encode(password)))
                .build());
        return signedIn.headers()
                .firstValue("Location")
                .map(URI::create)
                .orElseThrow(() -> new IllegalStateException(signedIn.statusCode() + " " + signedIn.body()));
    }

    /** The access token of a program that has somebody's password. */
    public String token(String client, String secret, String user, String password) {
        String form = "grant_type=password&client_id=" + encode(client) + "&client_secret=" + encode(secret)
                + "&username=" + encode(user) + "&password=" + encode(password);
        HttpResponse<String> answer =
                send(HttpRequest.newBuilder(URI.create(issuer() + "/protocol/openid-connect/token"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build());
        return Reply.of(answer).json().getString("access_token");
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static HttpResponse<String> get(String address) {
        return send(HttpRequest.newBuilder(URI.create(address)).build());
    }

    private static HttpResponse<String> send(HttpRequest request) {
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The script's Java is its child. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return "Keycloak, log in " + log;
    }
}
