package io.iotflow.journey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.iotflow.docs.Block;
import io.iotflow.stack.Client;
import io.iotflow.stack.FreePorts;
import io.iotflow.stack.FullSuite;
import io.iotflow.stack.Reply;
import io.iotflow.stack.TestDevice;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The release archive in an empty folder, with the commands of the documentation and nothing of this project's. */
@FullSuite
class ReleaseIT {

    @TempDir
    private Path folder;

    private int http;
    private int mqtt;
    private Path installed;

    @Test
    void startsKeepsBacksUpRestoresAndIsUpgraded() throws Exception {
        Path archive = archive();
        assumeTrue(archive != null, "there is no target/iotflow-*.tar.gz");
        Files.createSymbolicLink(folder.resolve(archive.getFileName()), archive.toAbsolutePath());
        installed = folder.resolve(archive.getFileName().toString().replace(".tar.gz", ""));
        http = FreePorts.next();
        mqtt = FreePorts.next();

        String started = run(folder, "install");
        assertTrue(started.contains("IoTFlow is ready"), started);
        String key = Files.readString(installed.resolve("data/admin-api-key")).strip();
        assertFalse(started.contains(key), "the key was printed");
        TestDevice device = client(key).newDevice("release-1", "office");
        Reply sent = device.http().post("/api/v1/devices/telemetry", "{\"type\":\"t\",\"data\":{\"value\":21.5}}");
        assertEquals(201, sent.status(), sent.text());
        String before = query(device.key());
        assertTrue(before.contains("21.5"), before);

        run(installed, "backup");
        run(installed, "stop");
        String restored = run(installed, "restore");
        assertTrue(restored.contains("IoTFlow is ready"), restored);
        assertEquals(before, query(device.key()));
        assertEquals(
                201,
                device.http()
                        .post("/api/v1/devices/telemetry", "{\"type\":\"t\",\"data\":{\"value\":1}}")
                        .status());
        paste(installed, "bin/iotflow stop --data ../restored");

        isUpgraded(archive);
    }

    /** A second folder takes over data and settings; that data starts is seen above. */
    private void isUpgraded(Path archive) throws IOException, InterruptedException {
        Path next = Files.createDirectory(folder.resolve("next"));
        paste(next, "tar -xzf '" + archive.toAbsolutePath() + "' --strip-components=1");
        Files.writeString(installed.resolve("conf/iotflow.env"), "LOG_LEVEL=warning\n");

        String said = paste(next, "bin/iotflow upgrade '" + installed + "'");

        assertTrue(said.contains("Taken over"), said);
        assertEquals("LOG_LEVEL=warning\n", Files.readString(next.resolve("conf/iotflow.env")));
        assertEquals(
                Files.readString(installed.resolve("data/key-pepper")),
                Files.readString(next.resolve("data/key-pepper")));
        assertTrue(Files.exists(next.resolve("data/postgresql/cluster/PG_VERSION")));
        Files.writeString(installed.resolve("data/postgresql/cluster/PG_VERSION"), "17\n");
        String refused = QuickstartProcess.paste(
                "cd '" + folder.resolve("next") + "' && mv data taken && bin/iotflow upgrade '" + installed + "'",
                Map.of("JAVA_HOME", System.getProperty("java.home")));
        assertTrue(refused.contains("PostgreSQL 17"), refused);
        assertFalse(Files.exists(next.resolve("data")), "something was taken over");
    }

    @AfterEach
    void stopWhatRuns() throws IOException, InterruptedException {
        if (installed != null && Files.exists(installed)) {
            paste(installed, "bin/iotflow stop; bin/iotflow stop --data ../restored");
        }
    }

    /** Runs the page's commands of one step, each of which must end well. */
    private String run(Path place, String step) throws IOException, InterruptedException {
        List<Block> blocks = Block.runBy("ReleaseIT").stream()
                .filter(it -> it.marker("when").equals(step))
                .toList();
        assertEquals(1, blocks.size(), step);
        return paste(place, blocks.get(0).code());
    }

    private String paste(Path place, String commands) throws IOException, InterruptedException {
        ProcessBuilder shell = new ProcessBuilder("sh", "-e", "-c", commands)
                .directory(place.toFile())
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile());
        shell.environment().clear();
        shell.environment().put("PATH", System.getProperty("java.home") + "/bin:" + System.getenv("PATH"));
        shell.environment().put("HOME", System.getProperty("user.home"));
        shell.environment().put("PORT", Integer.toString(http));
        shell.environment().put("MQTT_PORT", Integer.toString(mqtt));
        Process process = shell.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), commands + " printed:\n" + printed);
        return printed;
    }

    private Client client(String key) {
        return new Client(URI.create("http://localhost:" + http), key);
    }

    private String query(String key) throws IOException {
        return client(key)
                .get("/api/v1/influxdb/device/release-1/data?start=2026-01-01T00:00:00Z&measurement=t")
                .text();
    }

    private static Path archive() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            Path archive = files.filter(it -> it.getFileName().toString().matches("iotflow-.*\\.tar\\.gz"))
                    .findFirst()
                    .orElse(null);
            if (archive == null) {
                System.out.println("Skipped: there is no archive; ./mvnw verify -Pfull makes one before its tests");
            }
            return archive;
        }
    }
}
