package io.iotflow.stack;

import static io.iotflow.stack.Waiting.soon;

import io.iotflow.tools.bench.Mosquitto;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A real Mosquitto set up as the Python prototype's was: a password file, and rights by client id. */
public final class FormerMosquitto implements AutoCloseable {

    /** The account of the prototype's server, which may do everything. */
    public static final String SERVER = "admin";

    private static final Path PASSWORD_TOOL = Path.of("/usr/bin/mosquitto_passwd");

    private static final String CONFIGURATION = """
            %s
            persistence true
            persistence_location %s/
            log_dest file %s/mosquitto.log
            listener %d 127.0.0.1
            protocol mqtt
            allow_anonymous false
            password_file %s
            acl_file %s
            max_connections -1
            max_inflight_messages 20
            max_queued_messages 1000
            message_size_limit 0
            autosave_interval 1800
            autosave_on_changes false
            persistent_client_expiration 2m
            max_keepalive 65535
            upgrade_outgoing_qos false
            retain_available true
            set_tcp_nodelay true
            """;

    private static final String RIGHTS = """
            user admin
            topic readwrite #
            pattern readwrite iotflow/devices/%c/+
            pattern readwrite iotflow/devices/%c/telemetry/+
            pattern readwrite iotflow/devices/%c/commands/+
            pattern readwrite iotflow/devices/%c/status/+
            pattern read iotflow/devices/%c/config/+
            pattern write iotflow/discovery/register/%c
            pattern read iotflow/discovery/response/%c
            pattern write iotflow/status/devices/%c/heartbeat
            pattern write iotflow/status/devices/%c/online
            pattern write iotflow/status/devices/%c/offline
            pattern write iotflow/lwt/devices/%c
            """;

    private final Process process;
    private final int port;

    private FormerMosquitto(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts one in this folder; where Mosquitto is not installed, says so and skips the tests.
     *
     * @param passwords of its accounts, with {@link #SERVER}
     */
    public static FormerMosquitto startIn(Path folder, Map<String, String> passwords) {
        Optional<Path> program = Mosquitto.program();
        if (program.isEmpty() || !Files.isExecutable(PASSWORD_TOOL)) {
            String reason = "Mosquitto is not installed, so not tested: the prototype's Mosquitto as it is";
            System.out.println("SKIPPED: " + reason);
            Assumptions.abort(reason);
        }
        try {
            return start(program.get(), folder, passwords);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FormerMosquitto start(Path program, Path folder, Map<String, String> passwords) throws IOException {
        int port = FreePorts.next();
        String user = System.getProperty("user.name").equals("root") ? "user root" : "";
        Path configuration = folder.resolve("mosquitto.conf");
        Path accounts = passwordFile(folder, passwords);
        Path rights = Files.writeString(folder.resolve("acl.conf"), RIGHTS);
        Files.writeString(configuration, CONFIGURATION.formatted(user, folder, folder, port, accounts, rights));
        FormerMosquitto mosquitto = new FormerMosquitto(
                new ProcessBuilder(program.toString(), "-c", configuration.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("mosquitto.out").toFile())
                        .start(),
                port);
        soon().ignoreExceptions().until(() -> {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
            }
        });
        return mosquitto;
    }

    /** A password file as Mosquitto's own tool writes it. */
    public static Path passwordFile(Path folder, Map<String, String> passwords) throws IOException {
        Path accounts = Files.writeString(folder.resolve("passwd"), "");
        passwords.forEach((user, password) -> {
            if (!Scripts.canRun(PASSWORD_TOOL.toString(), "-b", accounts.toString(), user, password)) {
                throw new IllegalStateException(PASSWORD_TOOL + " does not take " + user);
            }
        });
        return accounts;
    }

    /** Where devices and the server connect. */
    public int port() {
        return port;
    }

    @Override
    public void close() {
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
}
