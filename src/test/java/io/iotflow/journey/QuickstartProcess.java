package io.iotflow.journey;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** {@code ./quickstart} in a folder of its own, with ports of its own. */
final class QuickstartProcess implements AutoCloseable {

    private final Process process;
    private final Path output;

    private QuickstartProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Starts it and returns at once. */
    static QuickstartProcess start(BuiltCopy copy, int httpPort, int mqttPort) throws IOException {
        return start(copy, httpPort, mqttPort, Map.of());
    }

    /** The same with settings of its own in the environment, and further options. */
    static QuickstartProcess start(
            BuiltCopy copy, int httpPort, int mqttPort, Map<String, String> environment, String... options)
            throws IOException {
        Path output = Files.createTempFile(Path.of("target"), "quickstart-", ".out");
        ProcessBuilder builder = new ProcessBuilder("./quickstart", "--no-influx");
        builder.command().addAll(List.of("--http-port", String.valueOf(httpPort)));
        builder.command().addAll(List.of("--mqtt-port", String.valueOf(mqttPort)));
        builder.command().addAll(List.of(options));
        builder.environment().remove("IOTFLOW_DATA");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        builder.directory(copy.folder().toFile());
        builder.redirectErrorStream(true).redirectOutput(output.toFile());
        return new QuickstartProcess(builder.start(), output);
    }

    /** Waits for the ready line; fails with everything that was printed when it does not come. */
    QuickstartProcess awaitReady() {
        Awaitility.await()
                .atMost(Duration.ofMinutes(3))
                .failFast("the quickstart ended:\n" + output, () -> !process.isAlive())
                .until(() -> output().contains("Ctrl-C"));
        return this;
    }

    String output() throws IOException {
        return Files.readString(output);
    }

    /** The value behind a label such as {@code Admin key}. */
    String value(String label) throws IOException {
        Matcher line = Pattern.compile("(?m)^ +" + label + " +(\\S+)").matcher(output());
        if (!line.find()) {
            throw new IllegalStateException("no line '" + label + "' in:\n" + output());
        }
        return line.group(1);
    }

    /** The commands to paste, in their order. */
    List<String> commands() throws IOException {
        return output().lines()
                .filter(it -> it.startsWith("KEY=") || it.startsWith("curl "))
                .toList();
    }

    /** What Ctrl-C does; SIGTERM, because a build in the background ignores SIGINT. Returns when everything is stopped. */
    int stop() throws InterruptedException {
        process.destroy();
        return awaitEnd();
    }

    int awaitEnd() throws InterruptedException {
        if (!process.waitFor(180, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the quickstart did not end within 180 s");
        }
        return process.exitValue();
    }

    /** Runs a shell script as a user would paste it and returns what it printed. */
    static String paste(String script, Map<String, String> environment) throws IOException, InterruptedException {
        ProcessBuilder shell = new ProcessBuilder("sh", "-c", script).redirectErrorStream(true);
        shell.environment().putAll(environment);
        Process process = shell.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return printed;
    }

    /** Whether the shell finds a program. */
    static boolean isInstalled(String program) {
        try {
            return !paste("command -v " + program + " || true", Map.of()).isBlank();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
