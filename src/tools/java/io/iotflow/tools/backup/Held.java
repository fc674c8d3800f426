package io.iotflow.tools.backup;

import io.iotflow.tools.quickstart.StartException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A process that does nothing until {@link #release}, so that its files stay as they are: as after a {@code kill -9}, from
 * which it recovers. Should this program die meanwhile, a child of it lets the process go on within a second.
 */
final class Held {

    private static final String GUARD = "while kill -0 $1 2>/dev/null; do sleep 1; done; kill -CONT $2";

    private final long pid;
    private final Process guard;

    private Held(long pid, Process guard) {
        this.pid = pid;
        this.guard = guard;
    }

    static Held hold(long pid) {
        try {
            Process guard = start(List.of("sh", "-c", GUARD, "guard", own(), Long.toString(pid)));
            Held held = new Held(pid, guard);
            held.send("STOP");
            return held;
        } catch (IOException e) {
            throw new StartException("Process " + pid + " could not be held for the backup: " + e.getMessage(), e);
        }
    }

    private static String own() {
        return Long.toString(ProcessHandle.current().pid());
    }

    private static Process start(List<String> command) throws IOException {
        List<String> apart = new ArrayList<>(List.of("setsid")); // Ctrl-C is not for the guard
        apart.addAll(command);
        try {
            return new ProcessBuilder(apart).start();
        } catch (IOException e) {
            return new ProcessBuilder(command).start(); // no setsid
        }
    }

    private void send(String signal) {
        try {
            Process kill = new ProcessBuilder("sh", "-c", "kill -" + signal + " " + pid).start();
            if (kill.waitFor() != 0) {
                throw new StartException("Process " + pid + " could not be sent " + signal
                        + ". Run the backup as the user that runs IoTFlow.");
            }
        } catch (IOException e) {
            throw new StartException("Process " + pid + " could not be sent " + signal + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartException("interrupted during the backup", e);
        }
    }

    void release() {
        try {
            send("CONT");
        } finally {
            guard.destroy();
        }
    }
}
