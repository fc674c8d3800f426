package io.iotflow.timeseries;

import static io.iotflow.stack.Waiting.soon;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.influx.InfluxTestServer;
import io.iotflow.influx.StoredValue;
import io.iotflow.stack.Client;
import io.iotflow.stack.Deployed;
import io.iotflow.stack.OnInfluxDouble;
import io.iotflow.stack.Quarantined;
import io.iotflow.stack.Reply;
import io.iotflow.stack.TestDevice;
import io.iotflow.stack.TestStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** InfluxDB refuses, hangs and goes away; nothing that was acknowledged is lost, nothing is written twice. */
@Deployed(OnInfluxDouble.class)
class InfluxFaultsIT {

    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

    @ArquillianResource
    private URI base;

    private Client admin;
    private TestDevice device;
    private InfluxTestServer influx;

    @BeforeEach
    void register() {
        admin = Client.admin(base);
        device = admin.newDevice();
        influx = TestStack.influxDouble();
    }

    @AfterEach
    void recover() {
        influx.recover();
        influx.start();
    }

    @Test
    void keepsEverythingWhileInfluxIsDownAndForwardsItWhenItIsBack() {
        influx.stop();

        for (int i = 0; i < 20; i++) {
            post(points(i * 10, 10));
        }

        Reply query = device.http().get(device.data("?start=2026-01-01T00:00:00Z"));
        assertEquals(503, query.status());
        assertFalse(query.header("Retry-After").isEmpty());
        Reply csv = device.http().get(device.data("?start=2026-01-01T00:00:00Z&format=csv"));
        assertEquals(503, csv.status(), "nothing was sent yet, so this can still be said");
        assertTrue(csv.contentType().startsWith("application/problem+json"));
        assertTrue(metric("iotflow_backlog_points") >= 200);
        assertEquals(200, admin.withKey(null).get("/health/ready").status());
        soon().until(() -> admin.get("/api/v1/influxdb/health").text().contains("\"connected\":false"));

        influx.start();
        await().atMost(40, SECONDS).until(() -> values().size() == 200);
        soon().until(() -> metric("iotflow_backlog_points") == 0);
    }

    /** Half a CSV would be taken for a whole one. */
    @Test
    void cutsTheConnectionOfACsvThatItCannotComplete() {
        for (int batch = 0; batch < 5; batch++) {
            post(points(batch * 5_000, 5_000));
        }
        String query = device.data("?start=2026-01-01T00:00:00Z&stop=2026-01-02T00:00:00Z&format=csv");
        assertEquals(25_001, device.http().get(query).text().lines().count());

        influx.failQueriesAfter(2, 503, "{}", Map.of());

        assertThrows(UncheckedIOException.class, () -> device.http().get(query));
        influx.recover();
        assertEquals(25_001, device.http().get(query).text().lines().count());
    }

    @Test
    void writesOnceWhatWasStoredWithoutAnAnswer() {
        influx.loseAnswers(1);

        post(points(0, 10));

        soon().until(() -> metric("iotflow_backlog_points") == 0);
        assertEquals(10, values().size());
    }

    @Test
    void retriesWhatIsOverloaded() {
        influx.failNext(2, 503, "{\"code\":\"unavailable\",\"message\":\"later\"}", Map.of("Retry-After", "1"));

        post(points(0, 5));

        soon().until(() -> values().size() == 5);
    }

    @Test
    void holdsTheBacklogWhileTheTokenIsRefused() {
        influx.refuseToken(InfluxTestServer.DEFAULT_TOKEN);
        post(points(0, 5));
        soon().until(() -> metric("iotflow_influx_state") == 2);
        assertTrue(metric("iotflow_backlog_points") >= 5);

        influx.recover();

        await().atMost(40, SECONDS).until(() -> values().size() == 5);
    }

    @Test
    void quarantinesThePointThatInfluxRefusesAndWritesTheOthers() {
        post(points(0, 1));
        soon().until(() -> values().size() == 1);

        influx.failWrites(503, "{}", Map.of()); // so that they wait and come as one batch
        post(points(1, 9));
        forgetTheType();
        post(point(10, "\"ten\""));
        forgetTheType();
        post(points(11, 9));
        influx.recover();

        Quarantined refused = soon().until(() -> Quarantined.of(device.id()), it -> it != null);
        assertEquals("refused_by_influxdb", refused.reason());
        assertTrue(refused.detail().contains("field type conflict"), refused.detail());
        soon().until(() -> values().size() == 19);
    }

    @Test
    void bringsNothingBackThatWasDeletedWhileItWaited() {
        influx.failWrites(503, "{}", Map.of());
        post(points(0, 10));

        assertEquals(
                200,
                device.http()
                        .delete(device.data("?start=2026-01-01T00:00:00Z&stop=now()"))
                        .status());
        influx.recover();

        await().atMost(40, SECONDS).until(() -> metric("iotflow_backlog_points") == 0);
        assertEquals(0, values().size());
    }

    @Test
    void writesManyWaitingUploadsInOneGzippedRequest() {
        influx.failWrites(503, "{}", Map.of());
        for (int i = 0; i < 50; i++) {
            post(points(i * 20, 20));
        }
        int before = influx.writeRequests();

        influx.recover();

        await().atMost(40, SECONDS).until(() -> values().size() == 1000);
        // One with all of them; one more may have been on its way when the fault ended.
        assertTrue(influx.writeRequests() - before <= 2, "requests: " + (influx.writeRequests() - before));
        assertTrue(influx.lastWriteWasGzipped());
    }

    @Test
    void fillsAnEmptyInfluxByTheQueryOfTheOperationsPage() throws IOException, SQLException {
        post(points(0, 300));
        soon().until(() -> values().size() == 300);
        influx.clear();

        String page = Files.readString(Path.of("src/docs/operations.md"));
        String query = page.substring(page.indexOf("-- send again"), page.indexOf(";", page.indexOf("-- send again")));
        try (Connection connection = TestStack.database().getConnection();
                Statement statement = connection.createStatement()) {
            assertTrue(statement.executeUpdate(query.replaceAll("'2026-.*'", "now() - interval '1 hour'")) > 0);
        }

        await().atMost(40, SECONDS).until(() -> values().size() == 300);
        soon().until(() -> metric("iotflow_backlog_points") == 0);
    }

    /** So that another type passes ingestion and meets InfluxDB's own check. */
    private void forgetTheType() {
        Reply reply = admin.delete("/api/v1/admin/measurements/" + device.id() + "/fields/value");
        assertEquals(200, reply.status(), reply.text());
    }

    private void post(String points) {
        Reply reply = device.http().post("/api/v1/influxdb/telemetry/batch", "{\"points\":[" + points + "]}");
        assertEquals(201, reply.status(), reply.text());
    }

    private String points(int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(i -> point(i, String.valueOf(i)))
                .collect(Collectors.joining(","));
    }

    private String point(int second, String value) {
        return "{\"device_id\":\"%s\",\"measurement\":\"%<s\",\"fields\":{\"value\":%s},\"timestamp\":\"%s\"}"
                .formatted(device.id(), value, TIME.plusSeconds(second));
    }

    private List<StoredValue> values() {
        return influx.values().stream()
                .filter(it -> it.measurement().equals(device.id()))
                .toList();
    }

    private double metric(String name) {
        return admin.withKey(null)
                .get("/metrics")
                .text()
                .lines()
                .filter(line -> line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElse(0);
    }
}
