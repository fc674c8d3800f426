package io.iotflow.tools.quickstart;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Starts children that neither hear the terminal's Ctrl-C (we stop them, in order) nor outlive this JVM, even when it
 * is killed. Both use tools of util-linux; without them the children still run, but may be left behind.
 */
final class ChildProcess {

    // The kernel signals a child when the THREAD that started it ends, so one that never ends starts them all.
    private static final ExecutorService PARENT = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "child-processes");
        thread.setDaemon(true);
        return thread;
    });
    private static final boolean OWN_SESSION = works(List.of("setsid", "true"));
    private static final boolean DEATH_SIGNAL = works(List.of("setpriv", "--pdeathsig", "keep", "true"));

    private ChildProcess() {}

    /** What to put before a command so that Ctrl-C does not reach it; may be empty. */
    static List<String> ownSession() {
        return OWN_SESSION ? List.of("setsid") : List.of();
    }

    /** What to put before a command so that it gets this signal when this JVM dies; may be empty. */
    static List<String> diesWithUs(String signal) {
        return DEATH_SIGNAL ? List.of("setpriv", "--pdeathsig", signal, "--") : List.of();
    }

    static Process start(ProcessBuilder builder) throws IOException {
        try {
            return PARENT.submit(builder::start).get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while starting " + builder.command(), e);
        }
    }

    /** Runs a command to its end and returns what it wrote; a failure is a {@link StartException} with that text. */
    static String run(List<String> command, ProcessBuilder template) {
        try {
            Process process =
                    template.command(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (code != 0) {
                throw new StartException(
                        String.join(" ", command) + " failed (exit code " + code + "): " + output.strip());
            }
            return output;
        } catch (IOException e) {
            throw new StartException(String.join(" ", command) + " could not be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartException("interrupted while running " + command, e);
        }
    }

    static boolean works(List<String> command) {
        try {
            Process process = new ProcessBuilder(new ArrayList<>(command))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
