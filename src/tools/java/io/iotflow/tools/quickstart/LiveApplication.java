package io.iotflow.tools.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/**
 * The application of dev mode: deployed from a folder, again and again, in a Payara that is started anew when a deployment
 * has failed, or after so many that what each leaves behind adds up.
 */
final class LiveApplication implements AutoCloseable {

    private static final String DEPLOYED = " was successfully deployed in ";
    private static final int DEPLOYMENTS = 15;

    private final PayaraSettings settings;
    private final Duration patience;
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();
    private PayaraProcess process;
    private int deployments;
    private boolean isClosed;

    private LiveApplication(PayaraSettings settings, Duration patience) {
        this.settings = settings;
        this.patience = patience;
        begin();
    }

    /** Starts it and returns at once; call {@link #awaitReady}. */
    static LiveApplication start(PayaraSettings settings, Duration patience) {
        return new LiveApplication(settings, patience);
    }

    private synchronized void begin() {
        if (isClosed) {
            throw new StartException("stopped");
        }
        PayaraProcess started = PayaraProcess.start(settings);
        process = started;
        deployments = 1;
        started.onExit().thenAccept(code -> {
            if (isCurrent(started)) {
                ended.complete(code);
            }
        });
    }

    private synchronized boolean isCurrent(PayaraProcess one) {
        return process == one;
    }

    private synchronized PayaraProcess current() {
        return process;
    }

    void awaitReady() {
        current().awaitReady(patience);
    }

    Path log() {
        return current().log();
    }

    /** Completes with the exit code when it ends by itself. */
    CompletableFuture<Integer> onExit() {
        return ended;
    }

    /**
     * Deploys the folder again and returns when the application answers.
     *
     * @throws StartException when it does not; the next call starts a new Payara
     */
    void redeploy() {
        if (deployments == 0 || deployments >= DEPLOYMENTS) {
            restart();
        } else {
            int before = deployments;
            deployments = 0; // until it has succeeded
            deployInPlace();
            deployments = before + 1;
        }
    }

    private void restart() {
        PayaraProcess old = current();
        synchronized (this) {
            process = null; // its end is no accident
        }
        old.stop();
        begin();
        deployments = 0;
        awaitReady();
        deployments = 1;
    }

    /** Payara looks at the time of a file named .reload every two seconds or so. */
    private void deployInPlace() {
        long before = LogFile.count(log(), DEPLOYED);
        touch(settings.war().resolve(".reload"));
        Instant deadline = Instant.now().plus(patience);
        while (LogFile.count(log(), DEPLOYED) == before) {
            if (LogFile.contains(log(), PayaraReadiness.DEPLOYMENT_FAILED)
                    || Instant.now().isAfter(deadline)) {
                awaitReady(); // says why
                throw new StartException("IoTFlow was not deployed again. Its log is " + log());
            }
            PayaraReadiness.pause();
        }
        awaitReady();
    }

    private static void touch(Path file) {
        try {
            if (Files.notExists(file)) {
                Files.createFile(file);
            }
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        PayaraProcess last;
        synchronized (this) {
            isClosed = true;
            last = process;
        }
        if (last != null) {
            last.stop();
        }
    }
}
