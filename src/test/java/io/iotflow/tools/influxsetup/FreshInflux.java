package io.iotflow.tools.influxsetup;

import io.iotflow.influx.InfluxTestServer;
import io.iotflow.stack.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * An InfluxDB that nobody has set up: started from the {@code influxd} of INFLUXDB_TEST_BINARY where that is set, else
 * the tests' own server.
 */
final class FreshInflux implements AutoCloseable {

    private static final String BINARY = System.getenv("INFLUXDB_TEST_BINARY");

    private final String url;
    private final Runnable stop;

    private FreshInflux(String url, Runnable stop) {
        this.url = url;
        this.stop = stop;
    }

    static boolean isReal() {
        return BINARY != null;
    }

    /** @param hashesTokens whether it tells a token only once, as InfluxDB can since 2.8 */
    static FreshInflux start(Path folder, boolean hashesTokens) {
        if (isReal()) {
            return start(Path.of(BINARY), folder, hashesTokens);
        }
        InfluxTestServer server = InfluxTestServer.withoutSetUp();
        if (hashesTokens) {
            server.hashTokens();
        }
        return new FreshInflux(server.url(), server::close);
    }

    private static FreshInflux start(Path program, Path folder, boolean hashesTokens) {
        int port = FreePorts.next();
        List<String> command = new ArrayList<>(List.of(program.toString(), "--reporting-disabled"));
        command.addAll(List.of("--log-level", "error", "--http-bind-address", "127.0.0.1:" + port));
        command.addAll(List.of("--bolt-path", folder.resolve("influxd.bolt").toString()));
        command.addAll(List.of("--sqlite-path", folder.resolve("influxd.sqlite").toString()));
        command.addAll(List.of("--engine-path", folder.resolve("engine").toString()));
        if (hashesTokens) {
            command.add("--use-hashed-tokens");
        }
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("influxd.log").toFile())
                    .start();
            return new FreshInflux("http://127.0.0.1:" + port, () -> stop(process));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void stop(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    String url() {
        return url;
    }

    @Override
    public void close() {
        stop.run();
    }
}
