package io.iotflow.tools.bench;

import io.iotflow.tools.quickstart.StartException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A Mosquitto of its own on a free loopback port. Everybody may do everything: who may is not what is measured. */
public final class Mosquitto implements AutoCloseable {

    private static final String CONFIGURATION = """
            listener %d 127.0.0.1
            allow_anonymous true
            %s
            persistence true
            persistence_location %s/
            autosave_interval 5
            max_inflight_messages 1000
            max_queued_messages 1000000
            max_queued_bytes 0
            log_dest file %s
            """;

    private static final Path SETSID = Path.of("/usr/bin/setsid");

    private final Process process;
    private final int port;

    private Mosquitto(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** The program, when it is installed: on the PATH or where Debian puts it. */
    public static Optional<Path> program() {
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/usr/local/sbin";
        return Stream.of(path.split(":"))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, "mosquitto"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts it with its files in this folder. */
    public static Mosquitto start(Path program, Path folder) throws IOException {
        Path data = Files.createDirectories(folder).toAbsolutePath();
        int port = freePort();
        Path configuration = data.resolve("mosquitto.conf");
        Path log = data.resolve("mosquitto.log");
        // As root it would become a user that cannot write into this folder.
        String user = System.getProperty("user.name").equals("root") ? "user root" : "";
        Files.writeString(configuration, CONFIGURATION.formatted(port, user, data, log));
        List<String> command = new ArrayList<>(List.of(program.toString(), "-c", configuration.toString()));
        if (Files.isExecutable(SETSID)) {
            command.add(0, SETSID.toString()); // Ctrl-C must not reach it: it is stopped after the application
        }
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(data.resolve("mosquitto.out").toFile())
                .start();
        Mosquitto mosquitto = new Mosquitto(process, port);
        try {
            mosquitto.awaitPort(log);
            return mosquitto;
        } catch (RuntimeException e) {
            mosquitto.close();
            throw e;
        }
    }

    private void awaitPort(Path log) {
        for (int i = 0; i < 100 && process.isAlive(); i++) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
                return;
            } catch (IOException e) {
                Threads.sleep(Duration.ofMillis(100));
            }
        }
        throw new StartException("Mosquitto did not start. Its log is " + log);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Where it listens on loopback. */
    public int port() {
        return port;
    }

    long pid() {
        return process.pid();
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
