package io.iotflow.tools.quickstart;

import io.iotflow.tools.influxsetup.FirstUser;
import io.iotflow.tools.influxsetup.InfluxServer;
import io.iotflow.tools.influxsetup.Retention;
import io.iotflow.tools.influxsetup.SetUpException;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** An InfluxDB 2 server on loopback, from the {@code influxd} that the user has installed; its data is kept. */
public final class Influxd implements AutoCloseable {

    private static final int USUAL_PORT = 8086;
    private static final String USER = "iotflow";
    private static final String ORG = "iotflow";
    private static final String BUCKET = "telemetry";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);

    private final Process process;
    private final URI uri;
    private final String token;
    private final String version;

    private Influxd(Process process, URI uri, String token, String version) {
        this.process = process;
        this.uri = uri;
        this.token = token;
        this.version = version;
    }

    /** The {@code influxd} on the PATH, if it is InfluxDB 2. */
    public static Optional<Path> onPath() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.of(path.split(File.pathSeparator))
                .filter(folder -> !folder.isBlank())
                .map(folder -> Path.of(folder, "influxd"))
                .filter(Files::isExecutable)
                .filter(Influxd::isVersion2)
                .findFirst();
    }

    /** InfluxDB 1 has no {@code --sqlite-path}, and 3 has no influxd. */
    private static boolean isVersion2(Path program) {
        try {
            return !ChildProcess.run(List.of(program.toString(), "version"), new ProcessBuilder())
                    .contains("InfluxDB v1");
        } catch (StartException e) {
            return false;
        }
    }

    /**
     * Starts it on port 8086, or a free one when that is taken, waits until it answers, and sets it up when it is new.
     *
     * @param data the folder of its data and its token, created when missing
     * @throws StartException when it does not start or its token is lost
     */
    public static Influxd start(Path program, Path data) {
        Path folder = data.toAbsolutePath().normalize();
        LeftBehind.stop(folder.resolve("pid"), folder);
        int port = Ports.isFree(Ports.LOOPBACK, USUAL_PORT) ? USUAL_PORT : Ports.choose(Ports.LOOPBACK, 0);
        URI uri = URI.create("http://" + Ports.LOOPBACK + ":" + port);
        Path log = folder.resolve("influxd.log");
        Process process = launch(program, folder, port, log);
        try {
            InfluxServer server = new InfluxServer(uri.toString());
            String version = awaitAnswer(process, server, log);
            String token = tokenOf(server, folder);
            return new Influxd(process, uri, token, version);
        } catch (SetUpException e) {
            process.destroy();
            throw new StartException(e.getMessage(), e);
        } catch (RuntimeException e) {
            process.destroy();
            throw e;
        }
    }

    private static Process launch(Path program, Path folder, int port, Path log) {
        List<String> command = new ArrayList<>(ChildProcess.ownSession());
        command.addAll(ChildProcess.diesWithUs("TERM"));
        command.addAll(List.of(program.toString(), "--reporting-disabled", "--log-level", "warn"));
        command.addAll(List.of("--http-bind-address", Ports.LOOPBACK + ":" + port));
        command.addAll(List.of("--bolt-path", folder.resolve("influxd.bolt").toString()));
        command.addAll(List.of("--sqlite-path", folder.resolve("influxd.sqlite").toString()));
        command.addAll(List.of("--engine-path", folder.resolve("engine").toString()));
        try {
            LogFile.rotate(log);
            Process process = ChildProcess.start(
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()));
            LeftBehind.remember(folder.resolve("pid"), process);
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw new StartException("influxd could not be started: " + e, e);
        }
    }

    /** The token of this server: kept from its set-up, or made by setting it up now. */
    private static String tokenOf(InfluxServer server, Path folder) {
        Path tokenFile = folder.resolve("token");
        boolean isNew = server.isNew();
        if (!isNew && !Files.exists(tokenFile)) {
            throw new StartException("InfluxDB's data is in " + folder + ", but its token is missing. Restore "
                    + tokenFile + ", or remove the folder to begin anew.");
        }
        String token = Secret.readOrCreate(tokenFile);
        if (isNew) {
            FirstUser user = new FirstUser(USER, Secret.readOrCreate(folder.resolve("password")));
            server.setUp(user, ORG, BUCKET, Retention.FOREVER, Optional.of(token));
        }
        return token;
    }

    private static String awaitAnswer(Process process, InfluxServer server, Path log) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (process.isAlive() && Instant.now().isBefore(deadline)) {
            Optional<String> version = server.version();
            if (version.isPresent()) {
                return version.get();
            }
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StartException("interrupted while InfluxDB was starting", e);
            }
        }
        throw new StartException("InfluxDB did not start: "
                + LogFile.lastLine(log).orElse("no reason given") + ". Its log is " + log
                + ". To go on without it: --no-influx");
    }

    public URI uri() {
        return uri;
    }

    public String version() {
        return version;
    }

    public String token() {
        return token;
    }

    /** What the application must be told. */
    public Map<String, String> environment() {
        return Map.of(
                "INFLUXDB_URL", uri.toString(),
                "INFLUXDB_TOKEN", token,
                "INFLUXDB_ORG", ORG,
                "INFLUXDB_BUCKET", BUCKET);
    }

    public long pid() {
        return process.pid();
    }

    /** Asks it to stop, waits, and kills it when it does not. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
