package io.iotflow.tools.bench;

import io.iotflow.tools.quickstart.PayaraProcess;
import io.iotflow.tools.quickstart.PayaraSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One of several applications on one database, which is ended and started again on the same port. */
final class AppNode implements AutoCloseable {

    private static final Duration START_PATIENCE = Duration.ofMinutes(8); // others may start, too

    private final String name;
    private final Path target;
    private final Path folder;
    private final List<String> javaOptions;
    private final Map<String, String> environment;
    private Path war;
    private PayaraProcess process;
    private volatile URI uri;
    private volatile boolean isUp;

    /**
     * @param target what the build left
     * @param war the application
     */
    AppNode(String name, Path target, Path war, Path folder, List<String> javaOptions, Map<String, String> settings) {
        this.name = name;
        this.target = target;
        this.war = war;
        this.folder = folder;
        this.javaOptions = javaOptions;
        this.environment = new HashMap<>(settings);
        environment.put("MQTT_CLIENT_ID", "bench-" + name);
        environment.put("MQTT_SHARED_SUBSCRIPTION", "true");
    }

    /** Starts the process; {@link #awaitReady} waits for it. */
    void launch() {
        int port = uri == null ? 0 : uri.getPort();
        process = PayaraProcess.start(PayaraSettings.local(target, folder, port, environment)
                .with(javaOptions)
                .deploying(war));
        uri = process.uri();
    }

    void awaitReady() {
        process.awaitReady(START_PATIENCE);
        isUp = true;
    }

    /** From the next start on it is this application. */
    void replace(Path other) {
        war = other;
    }

    /** SIGKILL. */
    void kill() {
        isUp = false;
        process.kill();
    }

    /** SIGTERM; returns when it has ended. */
    void drain() {
        isUp = false;
        process.stop();
    }

    String name() {
        return name;
    }

    URI uri() {
        return uri;
    }

    /** Whether it is there to be asked. */
    boolean isUp() {
        return isUp;
    }

    double cpuSeconds() {
        return process.cpuTime().toMillis() / 1e3;
    }

    long rssBytes() {
        return process.rssBytes();
    }

    @Override
    public void close() {
        isUp = false;
        if (process != null) {
            process.kill(); // its data goes too
        }
    }
}
