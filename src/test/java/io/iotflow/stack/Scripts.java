package io.iotflow.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The shell scripts that we ship, run as users run them. */
public final class Scripts {

    /** What a script said, both streams together, and its exit code. */
    public record Result(int code, String output) {}

    private Scripts() {}

    /** Whether this command is there and ends well. */
    public static boolean canRun(String... command) {
        try {
            return result(Map.of(), List.of(command)).code() == 0;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    /** Runs a script that must end well, and returns what it said. */
    public static String run(Map<String, String> environment, Path script, String... arguments) {
        Result result = result(environment, script, arguments);
        if (result.code() != 0) {
            throw new IllegalStateException(script + " ended with " + result.code() + ": " + result.output());
        }
        return result.output();
    }

    /** Runs a script that may fail. */
    public static Result result(Map<String, String> environment, Path script, String... arguments) {
        List<String> command = new ArrayList<>(List.of(script.toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        return result(environment, command);
    }

    private static Result result(Map<String, String> environment, List<String> command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
