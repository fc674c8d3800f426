package io.iotflow.stack;

import io.iotflow.tools.quickstart.PayaraProcess;
import io.iotflow.tools.quickstart.PayaraSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** An application of a test's own, which it may kill and start again at the same address. */
public final class Application implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final Set<Integer> FOLDERS = ConcurrentHashMap.newKeySet();

    private final int folder =
            IntStream.iterate(1, it -> it + 1).filter(FOLDERS::add).findFirst().orElseThrow();
    private final Map<String, String> environment;
    private PayaraProcess process;

    private Application(Map<String, String> settings) {
        this.environment = settings.entrySet().stream()
                .collect(Collectors.toMap(
                        it -> it.getKey().toUpperCase(Locale.ROOT).replace('.', '_'), Map.Entry::getValue));
    }

    /** Starts one with these settings and returns when it is ready. */
    public static Application start(Map<String, String> settings) {
        Application application = launch(settings);
        application.process.awaitReady(PATIENCE);
        return application;
    }

    /** Starts one with these settings and does not wait for it. */
    public static Application launch(Map<String, String> settings) {
        Application application = new Application(settings);
        application.launch(0);
        return application;
    }

    private void launch(int port) {
        Path target = Path.of("target").toAbsolutePath();
        process = PayaraProcess.start(
                PayaraSettings.local(target, target.resolve("it-application-" + folder), port, environment));
    }

    /** SIGKILL: no chance to finish anything. */
    public void kill() {
        process.kill();
    }

    /** After {@link #kill}: the same again. */
    public void restart() {
        launch(process.uri().getPort());
        process.awaitReady(PATIENCE);
    }

    public URI uri() {
        return process.uri();
    }

    @Override
    public void close() {
        process.close();
        FOLDERS.remove(folder);
    }
}
