package io.iotflow.tools.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Starts a command that goes on after us, and waits until everything in its data folder runs. */
public final class BackgroundStart {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private BackgroundStart() {}

    /**
     * Returns what runs once it is ready.
     *
     * @param log what the command prints, of this start alone
     * @throws StartException with what the command said when it ends before that
     */
    public static RunningMark run(List<String> command, Path data, Path log) {
        try {
            Files.createDirectories(log.getParent());
            List<String> all = new ArrayList<>(ChildProcess.ownSession());
            all.addAll(command);
            Process process = new ProcessBuilder(all)
                    .redirectErrorStream(true)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(log.toFile())
                    .start();
            return await(process, data, log);
        } catch (IOException e) {
            throw new StartException("IoTFlow could not be started: " + e + ". Its log is " + log, e);
        }
    }

    private static RunningMark await(Process process, Path data, Path log) throws IOException {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (process.isAlive()) {
            if (Instant.now().isAfter(deadline)) {
                throw new StartException("It is not ready after " + PATIENCE.toMinutes()
                        + " min, and goes on starting (process " + process.pid()
                        + "). bin/iotflow status says how it is,"
                        + " bin/iotflow stop stops it. Its logs are in " + log.getParent());
            }
            Optional<RunningMark> running = RunningMark.of(data, process.pid());
            if (running.isPresent()) {
                return running.get();
            }
            PayaraReadiness.pause();
        }
        String said = Files.readString(log).strip();
        throw new StartException(
                said.substring(said.lastIndexOf("\nIoTFlow: ") + 1).replaceFirst("^IoTFlow: ", ""));
    }
}
