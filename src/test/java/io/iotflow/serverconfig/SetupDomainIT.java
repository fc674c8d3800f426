package io.iotflow.serverconfig;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Client;
import io.iotflow.stack.OtherServers;
import io.iotflow.stack.Reply;
import io.iotflow.stack.Scripts;
import io.iotflow.stack.TestDevice;
import io.iotflow.stack.TestStack;
import io.iotflow.tools.quickstart.JavaHome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/** setup-domain.sh with a real Payara Server, as an administrator uses it. Skipped where the server cannot be had. */
@OtherServers
class SetupDomainIT {

    private static final Path SERVER = Path.of("target/payara-server/payara6").toAbsolutePath();
    private static final Path SCRIPT = Path.of("server-config/payara/setup-domain.sh");
    private static final String PASSWORD = "it's-the-\\administrator's-\"$1\"";
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String DOMAIN = "it-" + Long.toString(System.nanoTime(), 36);

    /** The domain wants all of its ports, which are some 90 from its base on. */
    private final int base = ThreadLocalRandom.current().nextInt(200, 320) * 100;

    @TempDir
    private Path folder;

    private Client admin;
    private int port;

    @BeforeEach
    void have() throws IOException {
        if (!Files.exists(SERVER)) {
            Scripts.Result fetched =
                    Scripts.result(Map.of(), Path.of("mvnw"), "-B", "-q", "dependency:unpack@payara-server");
            if (fetched.code() != 0) {
                String reason = "Payara Server cannot be had: "
                        + fetched.output().lines().findFirst().orElse("");
                System.out.println("Skipped: " + reason);
                throw new TestAbortedException(reason);
            }
        }
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        admin = Client.admin(URI.create("http://127.0.0.1:" + port));
    }

    @AfterEach
    void remove() {
        if (Files.exists(SERVER.resolve("glassfish/domains").resolve(DOMAIN))) {
            Scripts.result(java(), asadmin(), "stop-domain", "--kill=true", DOMAIN);
            Scripts.result(java(), asadmin(), "delete-domain", DOMAIN);
        }
    }

    @Test
    void setsUpADomainThatTakesChangesAndComesUpAgainAlsoBeforePostgresql() throws IOException {
        setUp(Map.of());
        TestDevice device = awaitUp("set up");
        assertEquals("", admin.get("/health/live").header("X-Powered-By"));
        assertStores(device);

        setUp(Map.of("IOTFLOW_REGISTRATION", "open"));
        awaitUp("set up again with another setting");
        assertEquals(
                201,
                admin.withKey(null)
                        .post("/api/v1/devices/register", "{\"name\":\"%s\",\"device_type\":\"t\"}".formatted(DOMAIN))
                        .status());

        administer("restart-domain");
        awaitUp("restarted");
        assertStores(device);

        TestStack.killDatabase();
        try {
            administer("stop-domain");
            Thread start = new Thread(() -> administer("start-domain"), "start-domain");
            start.setDaemon(true); // it returns when the application has PostgreSQL
            start.start();
            await().atMost(PATIENCE).until(() -> answer().contains("it waits for PostgreSQL"));
        } finally {
            TestStack.startDatabase();
        }
        awaitUp("started before PostgreSQL");
        assertStores(device);
        assertEquals(List.of(), warningsOfWeld(), "a request answered by another thread is no warning");
    }

    private static List<String> warningsOfWeld() throws IOException {
        Path log = SERVER.resolve("glassfish/domains").resolve(DOMAIN).resolve("logs/server.log");
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(it -> it.contains("[WARNING]") && it.contains("[org.jboss.weld."))
                    .limit(3)
                    .toList();
        }
    }

    private void setUp(Map<String, String> more) {
        Map<String, String> settings = new TreeMap<>(more);
        TestStack.with(Map.of())
                .forEach((name, value) ->
                        settings.put(name.toUpperCase(Locale.ROOT).replace('.', '_'), value));
        settings.put("PAYARA_ADMIN_PASSWORD", PASSWORD);
        Path file = folder.resolve("settings");
        write(
                file,
                settings.entrySet().stream()
                        .map(it -> it.getKey() + "=" + it.getValue() + "\n")
                        .collect(Collectors.joining()));
        Scripts.run(
                java(),
                SCRIPT,
                "--payara",
                SERVER.toString(),
                "--settings",
                file.toString(),
                "--domain",
                DOMAIN,
                "--war",
                "target/iotflow.war",
                "--http-port",
                String.valueOf(port),
                "--portbase",
                String.valueOf(base));
    }

    private void administer(String command) {
        Path password = folder.resolve("password");
        write(password, "AS_ADMIN_PASSWORD=" + PASSWORD.replace("\\", "\\\\") + "\n");
        Scripts.run(java(), asadmin(), "--user", "admin", "--passwordfile", password.toString(), command, DOMAIN);
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private TestDevice awaitUp(String what) {
        long begin = System.nanoTime();
        await().atMost(PATIENCE).until(() -> answer().startsWith("{\"status\":\"UP\""));
        System.out.printf(
                "Payara Server, %s: ready %d ms later%n",
                what, Duration.ofNanos(System.nanoTime() - begin).toMillis());
        return admin.newDevice();
    }

    /** What the health page says; empty while nothing listens. */
    private String answer() {
        try {
            Reply reply = admin.withKey(null).get("/health/ready");
            return reply.text();
        } catch (UncheckedIOException e) {
            return "";
        }
    }

    private static void assertStores(TestDevice device) {
        Reply reply = device.http().post("/api/v1/devices/telemetry", "{\"data\":{\"t\":21.5}}");
        assertEquals(201, reply.status(), reply.text());
        assertTrue(device.http().get(device.data("")).text().contains("21.5"));
    }

    private static Path asadmin() {
        return SERVER.resolve("bin/asadmin");
    }

    private static Map<String, String> java() {
        String home = JavaHome.current().folder().toString();
        return Map.of("JAVA_HOME", home, "AS_JAVA", home);
    }
}
