package io.iotflow.tools.dev;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Watches {@code src/main} and brings what is saved there into the running application. */
public final class DevMode implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Path DESCRIPTORS = Path.of("WEB-INF");

    private final ProjectFiles files;
    private final SourceCompiler compiler;
    private final ExplodedApplication application;
    private final Consumer<String> terminal;
    private final Thread thread = new Thread(this::run, "dev-mode");

    private HotSwap hotSwap;
    private Runnable redeploy;
    private boolean isDeployed = true;

    /**
     * Copies what the build has made to a folder that {@link #application} gives, to be deployed from there. Nothing is
     * watched before {@link #start}, but what is saved from now on is not missed.
     *
     * @param project the folder with {@code src} and {@code target}
     * @param terminal hears, line by line, what has been done
     */
    public DevMode(Path project, Consumer<String> terminal) {
        Path root = project.toAbsolutePath().normalize();
        Path target = root.resolve("target");
        this.terminal = terminal;
        files = new ProjectFiles(root);
        try {
            application =
                    ExplodedApplication.copy(target.resolve("iotflow").toRealPath(), target.resolve("dev/iotflow"));
            String libraries = Files.readString(target.resolve("tools.classpath"));
            compiler = new SourceCompiler(root, application.classes(), libraries, files.javaFiles());
        } catch (IOException e) {
            throw new UncheckedIOException("dev mode needs what the build makes", e);
        }
    }

    /** The folder to deploy. */
    public Path application() {
        return application.folder();
    }

    /**
     * Begins to watch.
     *
     * @param debugPort where the application's JVM listens for a debugger, on loopback
     * @param deployment deploys the folder again and returns when the application answers; throws when it does not
     */
    public DevMode start(int debugPort, Runnable deployment) {
        hotSwap = new HotSwap(debugPort);
        redeploy = deployment;
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    private void run() {
        compiler.warmUp();
        while (!Thread.currentThread().isInterrupted()) {
            Set<Path> changes = files.changes();
            if (changes.isEmpty()) {
                pause();
            } else {
                bring(changes);
            }
        }
    }

    private void bring(Set<Path> changes) {
        Instant begin = Instant.now();
        String names = names(changes);
        try {
            boolean descriptors = copy(changes);
            SourceCompiler.Result compiled = compiler.compile(files.javaFiles());
            if (!compiled.errors().isEmpty()) {
                compiled.errors().forEach(terminal);
                terminal.accept(names + ": not compiled, what ran before goes on");
                return;
            }
            Map<String, byte[]> written = application.write(compiled.classes(), !compiled.onlyBodies());
            boolean mayStay = isDeployed && !descriptors && compiled.onlyBodies();
            boolean swapped = mayStay && (written.isEmpty() || hotSwap.replace(written));
            if (!swapped) {
                terminal.accept(names + ": deploying again ...");
                deploy();
            }
            terminal.accept(names + ": live after " + seconds(Duration.between(begin, Instant.now())));
        } catch (IOException | RuntimeException e) {
            if (!Thread.currentThread().isInterrupted()) {
                terminal.accept(names + ": " + e.getMessage());
            }
        }
    }

    /** Whether the application must be deployed again for what it reads at its start only. */
    private boolean copy(Set<Path> changes) throws IOException {
        boolean descriptors = false;
        for (Path file : changes) {
            if (!files.isJava(file)) {
                application.update(file, files.place(file));
                descriptors |= files.place(file).startsWith(DESCRIPTORS);
            }
        }
        return descriptors;
    }

    private void deploy() {
        isDeployed = false;
        redeploy.run();
        isDeployed = true;
    }

    private static String names(Set<Path> changes) {
        String first =
                changes.stream().limit(3).map(it -> it.getFileName().toString()).collect(Collectors.joining(", "));
        return changes.size() > 3 ? first + " and " + (changes.size() - 3) + " more" : first;
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(30).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
