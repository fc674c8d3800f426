package io.iotflow.journey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.influx.InfluxTestServer;
import io.iotflow.stack.Client;
import io.iotflow.stack.Deployed;
import io.iotflow.stack.FullSuite;
import io.iotflow.stack.OnPostgresql;
import io.iotflow.stack.TestDevice;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The history that the prototype kept in InfluxDB. With {@code FORMER_INFLUXDB_URL} and {@code FORMER_INFLUXDB_TOKEN} against
 * a real one, whose bucket {@code telemetry} must be empty.
 */
@FullSuite
@Deployed(OnPostgresql.class)
class FormerBucketIT {

    private static final long BEGIN = 1_700_000_000L;
    private static final int READINGS = 3000;

    @ArquillianResource
    private URI base;

    @TempDir
    private Path folder;

    private Client admin;
    private LegacyInstallation legacy;
    private InfluxTestServer influx;
    private String url;
    private String token;

    @BeforeEach
    void start() {
        admin = Client.admin(base);
        legacy = LegacyInstallation.create();
        Optional<String> real = Optional.ofNullable(System.getenv("FORMER_INFLUXDB_URL"));
        if (real.isEmpty()) {
            influx = new InfluxTestServer();
            influx.start();
        }
        url = real.orElseGet(() -> influx.url());
        token = real.map(it -> System.getenv("FORMER_INFLUXDB_TOKEN")).orElse(InfluxTestServer.DEFAULT_TOKEN);
    }

    @AfterEach
    void stop() {
        legacy.drop(admin);
        if (influx != null) {
            influx.close();
        }
    }

    @Test
    void allPointsComeWithAllTheirFieldsAndOnlyOnce() throws Exception {
        long office = legacy.addDevice("Office", "active", null);
        String conflict = "m" + System.nanoTime();
        admin.newDevice()
                .http()
                .post("/api/v1/devices/telemetry", "{\"type\":\"%s\",\"data\":{\"word\":\"a\"}}".formatted(conflict));
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < READINGS; i++) {
            lines.append(
                    "climate,device_id=%d,device_name=Office,device_type=environmental,location=shelf temperature=%d.5,humidity=%d,open=true,word=\"a b\" %d000000000\n"
                            .formatted(office, i % 40, i % 100, BEGIN + i * 3600L));
        }
        lines.append("climate,device_id=%d,topic=iotflow/x temperature=1 %d123456789\n".formatted(office, BEGIN));
        lines.append("climate,device_id=%d temperature=2 %d000000000\n".formatted(office, BEGIN + 1));
        lines.append("%s,device_id=%d word=5,ok=true %d000000000\n".formatted(conflict, office, BEGIN + 2));
        lines.append("climate,device_id=nobody-here temperature=1 %d000000000\n".formatted(BEGIN));
        lines.append("climate temperature=1 %d000000000\n".formatted(BEGIN));
        write(lines.toString());

        String promised = run("--dry-run");
        assertEquals(0, legacy.rowsHere());
        String result = run();

        assertEquals(lines(promised), lines(result));
        assertEquals(READINGS + 3, legacy.rowsHere(), result);
        assertTrue(
                result.contains("influxdb,*,nobody-here,left out,\"1 points: there is no device of this id"), result);
        assertTrue(result.contains("influxdb,*,,left out,\"1 points"), result);
        assertTrue(result.contains(",changed,\"without word (field_type)"), result);
        TestDevice device = legacy.device(office, admin);
        JsonObject first = device.http()
                .get(device.data("?start=2023-11-14T22:13:20Z&stop=2023-11-14T22:13:21Z&measurement=climate"))
                .json();
        assertEquals(5, first.getInt("count"), "four fields, and the one of the point between: " + first);
        assertTrue(first.toString().contains("2023-11-14T22:13:20.123456789Z"), "to the nanosecond");
        assertTrue(first.toString().contains("\"location\":\"shelf\""), first.toString());

        run();
        run("--again");
        assertEquals(READINGS + 3, legacy.rowsHere(), "sent again, it is the same");
    }

    private String run(String... more) throws IOException {
        List<String> all = new java.util.ArrayList<>(List.of("--influxdb-url", url, "--influxdb-token", token));
        all.addAll(List.of(more));
        return legacy.importInto(base, folder, all.toArray(String[]::new));
    }

    private static List<String> lines(String report) {
        return report.lines().sorted().toList();
    }

    private void write(String lines) throws IOException, InterruptedException {
        int status = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(
                                        URI.create(url + "/api/v2/write?org=iotflow&bucket=telemetry&precision=ns"))
                                .header("Authorization", "Token " + token)
                                .POST(BodyPublishers.ofString(lines))
                                .build(),
                        BodyHandlers.ofString())
                .statusCode();
        assertEquals(204, status);
    }
}
