package io.iotflow.stack;

import io.iotflow.tools.quickstart.JavaHome;
import io.iotflow.tools.quickstart.LogFormat;
import io.iotflow.tools.quickstart.PayaraProcess;
import io.iotflow.tools.quickstart.PayaraSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * An application of a test's own, which it may kill and start again at the same address. The one that tests share ends
 * before it starts.
 */
public final class Application implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final AtomicInteger STARTED = new AtomicInteger();

    private final Map<String, String> environment;
    private final Path folder = Forks.folder("it-application-" + STARTED.incrementAndGet());
    private final LogFormat logFormat;
    private final JavaHome java;
    private PayaraProcess process;

    private Application(Map<String, String> settings, LogFormat logFormat, JavaHome java) {
        this.logFormat = logFormat;
        this.java = java;
        this.environment = settings.entrySet().stream()
                .collect(Collectors.toMap(
                        it -> it.getKey().toUpperCase(Locale.ROOT).replace('.', '_'), Map.Entry::getValue));
    }

    /** Starts one with these settings and returns when it is ready. */
    public static Application start(Map<String, String> settings) {
        Application application = launch(settings);
        return application.awaitReady();
    }

    /** Starts one with these settings and does not wait for it. */
    public static Application launch(Map<String, String> settings) {
        return launch(settings, LogFormat.TEXT);
    }

    /** The same on this Java, and the server that the quickstart takes for it. */
    public static Application launch(Map<String, String> settings, JavaHome java) {
        Application application = new Application(settings, LogFormat.TEXT, java);
        application.launch(0);
        return application;
    }

    /** The same with its log in this form. */
    public static Application launch(Map<String, String> settings, LogFormat logFormat) {
        Application application = new Application(settings, logFormat, JavaHome.current());
        application.launch(0);
        return application;
    }

    /** Waits until it is ready; fails with the reason when it does not start. */
    public Application awaitReady() {
        process.awaitReady(PATIENCE);
        return this;
    }

    private void launch(int port) {
        SharedDeployment.end(TestStack.servers());
        Path target = Path.of("target").toAbsolutePath();
        process = PayaraProcess.start(PayaraSettings.local(java, target, folder, port, environment)
                .with(logFormat)
                .with(TestStack.JAVA_OPTIONS));
    }

    /** SIGKILL: no chance to finish anything. */
    public void kill() {
        process.kill();
    }

    /** SIGTERM; whether it ended by itself. */
    public boolean stop() {
        return process.stop();
    }

    /** After {@link #kill}: the same again. */
    public void restart() {
        launch(process.uri().getPort());
        process.awaitReady(PATIENCE);
    }

    /** How much CPU its process has had. */
    public Duration cpuTime() {
        return process.cpuTime();
    }

    /** Resident memory of its process. */
    public long rssBytes() {
        return process.rssBytes();
    }

    /** The lines of its log so far. */
    public List<String> log() {
        try {
            return Files.readAllLines(process.log());
        } catch (NoSuchFileException e) {
            return List.of(); // not a word so far
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI uri() {
        return process.uri();
    }

    @Override
    public void close() {
        process.close();
    }
}
