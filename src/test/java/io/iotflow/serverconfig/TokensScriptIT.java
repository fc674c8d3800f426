package io.iotflow.serverconfig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.influx.InfluxTestServer;
import io.iotflow.stack.Scripts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script that gives IoTFlow and Grafana tokens of their own in InfluxDB. */
class TokensScriptIT {

    private static final Path SCRIPT = Path.of("server-config/influxdb/tokens.sh");

    @TempDir
    private Path folder;

    private final InfluxTestServer influx = new InfluxTestServer();
    private final Map<String, String> settings = new HashMap<>();

    @BeforeEach
    void start() throws IOException {
        boolean isRoot = System.getProperty("user.name").equals("root");
        if (!isRoot || !Scripts.canRun("curl", "--version")) {
            String reason = "the script that makes InfluxDB's tokens needs curl and root, and is not tested";
            System.out.println("SKIPPED: " + reason);
            Assumptions.abort(reason);
        }
        influx.start();
        Files.createDirectories(folder.resolve("iotflow"));
        Files.createDirectories(folder.resolve("grafana"));
        settings.putAll(Map.of(
                "INFLUXDB_URL", influx.url(),
                "INFLUXDB_TOKEN", InfluxTestServer.DEFAULT_TOKEN,
                "INFLUXDB_ORG", InfluxTestServer.DEFAULT_ORG,
                "INFLUXDB_BUCKET", InfluxTestServer.DEFAULT_BUCKET));
    }

    @AfterEach
    void stop() {
        influx.close();
    }

    @Test
    void makesATokenThatWritesAndOneThatOnlyReads() throws Exception {
        Scripts.run(settings, SCRIPT, folder.toString());

        assertEquals(204, write(token("iotflow")));
        assertEquals(403, write(token("grafana")));
        for (String name : new String[] {"iotflow", "grafana"}) {
            Path file = folder.resolve(name).resolve("influxdb.token");
            assertEquals("iotflow".equals(name) ? 10_001 : 472, Files.getAttribute(file, "unix:uid"));
            assertEquals(0600, (int) Files.getAttribute(file, "unix:mode") & 0777);
        }
    }

    @Test
    void keepsTokensThatAreGoodAndReplacesThoseThatAreNot() throws IOException {
        Scripts.run(settings, SCRIPT, folder.toString());
        String iotflow = token("iotflow");
        Files.writeString(folder.resolve("grafana/influxdb.token"), "no-token");

        String said = Scripts.run(settings, SCRIPT, folder.toString());

        assertEquals("made a token for grafana", said.strip());
        assertEquals(iotflow, token("iotflow"));
    }

    @Test
    void saysWhatIsWrong() {
        assertSays("unauthorized", Map.of("INFLUXDB_TOKEN", "wrong"));
        assertSays("nobody", Map.of("INFLUXDB_ORG", "nobody"));
        assertSays("nothing", Map.of("INFLUXDB_BUCKET", "nothing"));
        assertSays("no answer from", Map.of("INFLUXDB_URL", "http://127.0.0.1:1"));
    }

    private void assertSays(String what, Map<String, String> wrong) {
        Map<String, String> changed = new HashMap<>(settings);
        changed.putAll(wrong);

        Scripts.Result result = Scripts.result(changed, SCRIPT, folder.toString());

        assertEquals(1, result.code());
        assertTrue(result.output().contains(what), result.output());
    }

    private int write(String token) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(influx.url() + "/api/v2/write?org="
                        + InfluxTestServer.DEFAULT_ORG + "&bucket=" + InfluxTestServer.DEFAULT_BUCKET))
                .header("Authorization", "Token " + token)
                .POST(BodyPublishers.ofString("m v=1"))
                .build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
    }

    private String token(String name) throws IOException {
        return Files.readString(folder.resolve(name).resolve("influxdb.token"));
    }
}
