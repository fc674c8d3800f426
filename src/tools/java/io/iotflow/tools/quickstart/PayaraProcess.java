package io.iotflow.tools.quickstart;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The application on Payara Micro, in a process of its own. */
public final class PayaraProcess implements AutoCloseable {

    /** From so many pieces of memory glibc serves native code; with more, as many as 8 for a processor, what is freed stays. */
    private static final String ARENAS = "2";

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(30);

    private final Process process;
    private final URI uri;
    private final Path log;

    private PayaraProcess(Process process, URI uri, Path log) {
        this.process = process;
        this.uri = uri;
        this.log = log;
    }

    /**
     * Starts the process and returns at once; call {@link #awaitReady}.
     *
     * @throws StartException when the port is taken or a file is missing
     */
    public static PayaraProcess start(PayaraSettings settings) {
        require(settings.server());
        require(settings.war());
        stopLeftBehind(settings.data());
        int port = Ports.choose(settings.bind(), settings.port());
        Ports.requireFree(settings.bind(), port, "HTTP", "--http-port");
        Path log = settings.data().resolve("logs").resolve("payara.log");
        try {
            PayaraFiles files = PayaraFiles.in(settings.data());
            files.write(settings);
            ProcessBuilder builder = new ProcessBuilder(command(settings, files, port));
            builder.environment().putIfAbsent("MALLOC_ARENA_MAX", ARENAS);
            builder.environment().putAll(settings.environment());
            builder.redirectErrorStream(true);
            Process process = ChildProcess.start(builder);
            BoundedLog.keep(process, log);
            LeftBehind.remember(files.pid(), process);
            process.getOutputStream().close();
            URI uri = URI.create("http://" + Ports.reachable(settings.bind()) + ":" + port);
            return new PayaraProcess(process, uri, log);
        } catch (IOException e) {
            throw new StartException("Payara Micro could not be started: " + e, e);
        }
    }

    private static List<String> command(PayaraSettings settings, PayaraFiles files, int port) {
        List<String> command = new ArrayList<>(ChildProcess.ownSession());
        command.addAll(ChildProcess.diesWithUs("TERM"));
        command.add(settings.java().java().toString());
        command.addAll(settings.javaOptions());
        command.add("-Djava.io.tmpdir=" + files.temporary());
        command.addAll(List.of("-jar", settings.server().toString(), "--nohazelcast", "--disablephonehome"));
        command.addAll(List.of("--logproperties", files.logging().toString()));
        command.addAll(List.of("--prebootcommandfile", files.bootCommands().toString()));
        command.addAll(
                List.of("--postdeploycommandfile", files.deployedCommands().toString()));
        command.addAll(List.of("--port", Integer.toString(port), "--contextroot", "/"));
        command.addAll(List.of("--deploy", settings.war().toString()));
        return command;
    }

    /** Stops the Payara that a killed launcher left on this data folder. */
    static void stopLeftBehind(Path data) {
        PayaraFiles files = PayaraFiles.in(data);
        LeftBehind.stop(files.pid(), files.temporary());
    }

    private static void require(Path file) {
        if (!Files.exists(file)) {
            throw new StartException(file + " is missing. Build it: ./mvnw package -DskipTests");
        }
    }

    /**
     * Waits until {@code GET /health/ready} answers 200.
     *
     * @throws StartException with the reason and the log's path when it does not: the process ended, the deployment
     *     failed, or time ran out
     */
    public PayaraProcess awaitReady(Duration timeout) {
        new PayaraReadiness(process, uri, log).await(timeout);
        return this;
    }

    /** Where this machine reaches it, such as {@code http://127.0.0.1:5000}. */
    public URI uri() {
        return uri;
    }

    public Path log() {
        return log;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Completes with the exit code when the process ends. */
    public CompletableFuture<Integer> onExit() {
        return process.onExit().thenApply(Process::exitValue);
    }

    /** Processor time used since the start, all threads together. */
    public Duration cpuTime() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Resident memory as Linux counts it. */
    public long rssBytes() {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        try {
            return Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .map(line -> line.replaceAll("\\D", ""))
                    .mapToLong(kilobytes -> Long.parseLong(kilobytes) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new IllegalStateException("no memory figure for process " + process.pid(), e);
        }
    }

    /** Asks it to stop, waits, and kills it when it does not; whether it stopped by itself. */
    public boolean stop() {
        process.destroy();
        try {
            if (process.waitFor(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return true;
            }
            kill();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        return false;
    }

    /** Ends it at once, as {@code kill -9} does; for fault tests. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        stop();
    }
}
