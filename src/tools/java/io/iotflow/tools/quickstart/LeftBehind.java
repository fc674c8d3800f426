package io.iotflow.tools.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A child that a killed launcher could not stop, known by the pid file that it left. */
public final class LeftBehind {

    private static final long PATIENCE_SECONDS = 30;

    private LeftBehind() {}

    static void remember(Path pidFile, Process process) throws IOException {
        Files.writeString(pidFile, Long.toString(process.pid()));
    }

    /** Stops it, if the process with that id still runs and its command line has this path. */
    static void stop(Path pidFile, Path mark) {
        find(pidFile, mark).ifPresent(process -> {
            process.destroy();
            try {
                process.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                process.destroyForcibly();
                process.onExit().join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
        });
    }

    /** The process of that id, unless the id has gone to a process of somebody else since. */
    public static Optional<ProcessHandle> find(Path pidFile, Path mark) {
        try {
            if (!Files.exists(pidFile)) {
                return Optional.empty();
            }
            long pid = Long.parseLong(Files.readAllLines(pidFile).get(0).strip());
            return ProcessHandle.of(pid)
                    .filter(process -> process.info().commandLine().orElse("").contains(mark.toString()));
        } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
            return Optional.empty(); // half written or just removed
        }
    }
}
