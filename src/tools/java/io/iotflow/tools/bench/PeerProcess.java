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

/** A program that the user has installed, listening on loopback until it is closed. */
final class PeerProcess implements AutoCloseable {

    private static final Path SETSID = Path.of("/usr/bin/setsid");

    private final Process process;

    private PeerProcess(Process process) {
        this.process = process;
    }

    /** A program, when it is installed: on the PATH or where Debian puts servers. */
    static Optional<Path> program(String name) {
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/usr/local/sbin";
        return Stream.of(path.split(":"))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts it and waits until it listens. */
    static PeerProcess start(List<String> command, int port, Path log) throws IOException {
        List<String> whole = new ArrayList<>(command);
        if (Files.isExecutable(SETSID)) {
            whole.add(0, SETSID.toString()); // Ctrl-C must not reach it: it is stopped after the application
        }
        PeerProcess started = new PeerProcess(new ProcessBuilder(whole)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start());
        try {
            started.awaitPort(command.get(0), port, log);
            return started;
        } catch (RuntimeException e) {
            started.close();
            throw e;
        }
    }

    private void awaitPort(String program, int port, Path log) {
        for (int i = 0; i < 100 && process.isAlive(); i++) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
                return;
            } catch (IOException e) {
                Threads.sleep(Duration.ofMillis(100));
            }
        }
        throw new StartException(program + " did not start: " + lastLine(log));
    }

    private static String lastLine(Path log) {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.reduce("", (a, b) -> b);
        } catch (IOException e) {
            return "no reason given";
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
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
