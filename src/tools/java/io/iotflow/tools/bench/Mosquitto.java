package io.iotflow.tools.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

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
            log_dest stdout
            """;

    private final PeerProcess process;
    private final int port;

    private Mosquitto(PeerProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /** The program, when it is installed: on the PATH or where Debian puts it. */
    public static Optional<Path> program() {
        return PeerProcess.program("mosquitto");
    }

    /** Starts it with its files in this folder. */
    public static Mosquitto start(Path program, Path folder) throws IOException {
        Path data = Files.createDirectories(folder).toAbsolutePath();
        int port = PeerProcess.freePort();
        Path configuration = data.resolve("mosquitto.conf");
        // As root it would become a user that cannot write into this folder.
        String user = System.getProperty("user.name").equals("root") ? "user root" : "";
        Files.writeString(configuration, CONFIGURATION.formatted(port, user, data));
        List<String> command = List.of(program.toString(), "-c", configuration.toString());
        return new Mosquitto(PeerProcess.start(command, port, data.resolve("mosquitto.log")), port);
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
        process.close();
    }
}
