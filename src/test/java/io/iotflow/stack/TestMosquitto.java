package io.iotflow.stack;

import static io.iotflow.stack.Waiting.soon;

import io.iotflow.tools.bench.Mosquitto;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A real Mosquitto with dynamic security, run with the configuration that we ship (only ports and paths are the test's),
 * which a test may stop and start again.
 */
public final class TestMosquitto implements AutoCloseable {

    /** The admin of the plugin, which is also IoTFlow's account. */
    public static final String USERNAME = "iotflow-server";

    public static final String PASSWORD = "integration-tests-broker-password";

    private static final Path SHIPPED = Path.of("server-config/mosquitto");

    private final Path program;
    private final Path folder;
    private final int devicePort = FreePorts.next();
    private final int tlsPort = FreePorts.next();
    private final int webSocketPort = FreePorts.next();
    private final int serverPort;
    private Process process;

    private TestMosquitto(Path program, Path folder, int serverPort) throws IOException {
        this.serverPort = serverPort;
        this.program = program;
        this.folder = folder;
        Path security = folder.resolve("dynamic-security.json");
        Map<String, String> password = Map.of("MQTT_PASSWORD", PASSWORD);
        Scripts.run(password, SHIPPED.resolve("init.sh"), security.toString(), USERNAME);
        Scripts.run(
                password,
                SHIPPED.resolve("certificates.sh"),
                folder.resolve("certs").toString());
        boolean isRoot = System.getProperty("user.name").equals("root");
        if (isRoot) { // it is run as root here, because another user cannot write into this folder
            for (Path file : List.of(security, folder.resolve("certs/server.key"))) {
                Files.setOwner(
                        file,
                        folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("root"));
            }
        }
        String configuration = Files.readString(SHIPPED.resolve("mosquitto.conf"));
        for (Map.Entry<String, String> mine : Map.of(
                        "/var/lib/mosquitto/", folder + "/",
                        "/etc/mosquitto/certs/", folder + "/certs/",
                        "listener 1883 0.0.0.0", "listener " + devicePort + " 127.0.0.1",
                        "listener 8883 0.0.0.0", "listener " + tlsPort + " 127.0.0.1",
                        "listener 9001 0.0.0.0", "listener " + webSocketPort + " 127.0.0.1",
                        "listener 1884 127.0.0.1", "listener " + serverPort + " 127.0.0.1",
                        "log_dest stderr", "log_dest stderr" + (isRoot ? "\nuser root" : ""))
                .entrySet()) {
            if (!configuration.contains(mine.getKey())) {
                throw new IllegalStateException("mosquitto.conf has no " + mine.getKey());
            }
            configuration = configuration.replace(mine.getKey(), mine.getValue());
        }
        Files.writeString(folder.resolve("mosquitto.conf"), configuration);
    }

    /**
     * Starts one in this folder; where Mosquitto, its plugin or openssl is not installed, says so and skips the tests.
     *
     * @param untested what is not tested without it
     */
    public static TestMosquitto startIn(Path folder, String untested) {
        return startIn(folder, untested, FreePorts.next());
    }

    /** The same where another one was, for IoTFlow. */
    public static TestMosquitto startIn(Path folder, String untested, int serverPort) {
        Optional<Path> program = Mosquitto.program();
        if (program.isEmpty() || !hasPlugin() || !Scripts.canRun("openssl", "version")) {
            String reason =
                    "Mosquitto, its dynamic-security plugin or openssl is not installed, so not tested: " + untested;
            System.out.println("SKIPPED: " + reason);
            Assumptions.abort(reason);
        }
        try {
            TestMosquitto mosquitto = new TestMosquitto(program.get(), folder, serverPort);
            mosquitto.start();
            return mosquitto;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean hasPlugin() {
        return Stream.of("/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib", "/usr/lib64")
                .map(it -> Path.of(it, "mosquitto_dynamic_security.so"))
                .anyMatch(Files::isReadable);
    }

    /** Starts it, again after {@link #stop}. */
    public void start() {
        try {
            process = new ProcessBuilder(
                            program.toString(),
                            "-c",
                            folder.resolve("mosquitto.conf").toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("mosquitto.log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        soon().ignoreExceptions().until(() -> {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), serverPort)) {
                return socket.isConnected();
            }
        });
    }

    public void stop() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** From now on it answers nobody, and its connections stay open; until {@link #resume}. */
    public void pause() {
        signal("STOP");
    }

    /** It goes on. */
    public void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        if (!Scripts.canRun("kill", "-" + name, String.valueOf(process.pid()))) {
            throw new IllegalStateException("the broker cannot be sent " + name);
        }
    }

    /** Where devices connect. */
    public int devicePort() {
        return devicePort;
    }

    /** Where devices connect over TLS; {@link #authority} vouches for the certificate. */
    public int tlsPort() {
        return tlsPort;
    }

    /** Where devices connect over WebSocket. */
    public int webSocketPort() {
        return webSocketPort;
    }

    /** The certificate of the authority that the shipped script made. */
    public Path authority() {
        return folder.resolve("certs/ca.crt");
    }

    /** Where IoTFlow connects. */
    public int serverPort() {
        return serverPort;
    }

    @Override
    public void close() {
        stop();
    }
}
