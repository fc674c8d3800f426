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
import io.iotflow.stack.Alone;
import io.iotflow.stack.Client;
import io.iotflow.stack.Deployed;
import io.iotflow.stack.FullSuite;
import io.iotflow.stack.OnInfluxDouble;
import io.iotflow.stack.Quarantined;
import io.iotflow.stack.Reply;
import io.iotflow.stack.TestDevice;
import io.iotflow.stack.TestStack;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** InfluxDB refuses, hangs and goes away; nothing that was acknowledged is lost, nothing is written twice. */
@Alone
@FullSuite
@Deployed(OnInfluxDouble.class)
class InfluxFaultsIT {

    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");
    private static final String CSV = "%s?start=2026-01-01T00:00:00Z&stop=2026-01-02T00:00:00Z&format=csv";
    private static final Duration INFLUXDB_TIMEOUT = Duration.ofSeconds(3); // of the tests

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

        // PostgreSQL has all of it, so it answers; it was 503 when only InfluxDB could.
        assertAnsweredBy("postgresql", 200);
        Reply csv = device.http().get(device.data("?start=2026-01-01T00:00:00Z&format=csv"));
        assertEquals(201, csv.text().lines().count());
        assertEquals("postgresql", csv.header("X-IoTFlow-Source"));
        assertTrue(metric("iotflow_backlog_points") >= 200);
        assertEquals(200, admin.withKey(null).get("/health/ready").status());
        soon().until(() -> admin.get("/api/v1/influxdb/health").text().contains("\"connected\":false"));

        influx.start();
        await().atMost(40, SECONDS).until(() -> values().size() == 200);
        soon().until(() -> metric("iotflow_backlog_points") == 0);
        awaitAnswersOfInflux();
        assertAnsweredBy("influxdb", 200);
    }

    /** Half a CSV would be taken for a whole one. A wrong query is what is left that nobody else can answer. */
    @Test
    void cutsTheConnectionOfACsvThatItCannotComplete() {
        postMany();
        influx.failQueriesAfter(2, 400, "{\"code\":\"invalid\",\"message\":\"wrong\"}", Map.of());

        assertThrows(UncheckedIOException.class, () -> device.http().get(CSV.formatted(device.data(""))));
        influx.recover();
        assertEquals(
                25_001,
                device.http().get(CSV.formatted(device.data(""))).text().lines().count());
    }

    @Test
    void completesACsvFromPostgresqlWhenInfluxBreaksOff() {
        postMany();
        List<String> ofInflux =
                device.http().get(CSV.formatted(device.data(""))).text().lines().toList();
        influx.failQueriesAfter(2, 503, "{}", Map.of());

        Reply csv = device.http().get(CSV.formatted(device.data("")));

        assertEquals("influxdb", csv.header("X-IoTFlow-Source"), "where the first lines came from");
        assertEquals(ofInflux, csv.text().lines().toList());
        assertEquals(25_001, ofInflux.size());
    }

    @Test
    void goesOnFromPostgresqlAfterAPageOfInflux() {
        post(points(0, 20));
        awaitAnswersOfInflux();
        JsonObject first = device.http()
                .get(device.data("?start=2026-01-01T00:00:00Z&limit=12"))
                .json();
        influx.stop();

        JsonObject second = device.http()
                .get(device.data("?start=2026-01-01T00:00:00Z&limit=12&cursor=" + first.getString("next_cursor")))
                .json();

        assertEquals("influxdb", first.getString("source"));
        assertEquals("postgresql", second.getString("source"));
        List<Double> values = Stream.of(first, second)
                .flatMap(it -> it.getJsonArray("data_points").getValuesAs(JsonObject.class).stream())
                .map(it -> it.getJsonNumber("value").doubleValue())
                .toList();
        assertEquals(IntStream.range(0, 20).mapToObj(i -> (double) i).toList(), values);
    }

    @Test
    void keepsFewQueriesWaitingWhileInfluxHangs() {
        post(points(0, 10));
        awaitAnswersOfInflux();
        soon().until(() -> metric("iotflow_backlog_points") == 0);
        influx.hang(Duration.ofSeconds(60));
        int before = influx.queryRequests();
        ExecutorService clients = Executors.newFixedThreadPool(40);
        try {
            IntStream.range(0, 40)
                    .mapToObj(i -> CompletableFuture.runAsync(() -> assertAnsweredBy("postgresql", 10), clients))
                    .toList()
                    .forEach(CompletableFuture::join);
        } finally {
            clients.shutdown();
        }

        int kept = influx.queryRequests() - before;
        assertTrue(kept > 0 && kept <= InfluxCircuit.AT_ONCE, "kept waiting: " + kept);
        for (int i = 0; i < 10; i++) {
            assertAnsweredBy("postgresql", 10);
        }
        assertEquals(kept, influx.queryRequests() - before, "now it is known");
    }

    @Test
    void saysHowInfluxIsWhileItHangs() {
        influx.hang(Duration.ofSeconds(60));
        Client anybody = admin.withKey(null);
        ExecutorService clients = Executors.newFixedThreadPool(20);
        try {
            soon().until(() -> anybody.get("/api/v1/influxdb/health").text().contains("unreachable"));
            for (int round = 0; round < 3; round++) {
                List<CompletableFuture<Duration>> many = IntStream.range(0, 20)
                        .mapToObj(i -> CompletableFuture.supplyAsync(
                                () -> timed(() -> assertFalse(anybody.get("/api/v1/influxdb/health")
                                        .json()
                                        .getBoolean("connected"))),
                                clients))
                        .toList();
                many.forEach(it -> assertTrue(
                        it.join().compareTo(Duration.ofSeconds(2)) < 0,
                        it.join().toString()));
            }
            assertTrue(timed(() -> assertEquals(
                                    200, admin.get("/api/v1/influxdb/stats").status()))
                            .compareTo(Duration.ofSeconds(2))
                    < 0);
            assertTrue(timed(() -> assertEquals(
                                    503, admin.get("/api/v1/influxdb/buckets").status()))
                            .compareTo(Duration.ofSeconds(2))
                    < 0);
        } finally {
            clients.shutdown();
        }
    }

    /** A client that got its 201 sees its point, however many ask at once. */
    @Test
    void readsWhatItWroteWhileManyAsk() {
        awaitAnswersOfInflux();
        ExecutorService clients = Executors.newFixedThreadPool(8);
        try {
            List<CompletableFuture<Void>> many = IntStream.range(0, 8)
                    .mapToObj(client -> CompletableFuture.runAsync(
                            () -> {
                                for (int i = 0; i < 10; i++) {
                                    int second = client * 100 + i;
                                    post(points(second, 1));
                                    JsonObject answer = device.http()
                                            .get(device.data("?start=%s&stop=%s"
                                                    .formatted(TIME.plusSeconds(second), TIME.plusSeconds(second + 1))))
                                            .json();
                                    assertEquals(1, answer.getInt("count"), answer.toString());
                                }
                            },
                            clients))
                    .toList();
            many.forEach(CompletableFuture::join);
        } finally {
            clients.shutdown();
        }
    }

    @Test
    void asksInfluxForADeviceWithNothingWaitingWhileAWriteHangs() {
        post(points(0, 10));
        awaitAnswersOfInflux();
        soon().until(() -> metric("iotflow_backlog_points") == 0);
        influx.hangWrites(Duration.ofSeconds(60));
        int writes = influx.writeRequests();
        TestDevice other = admin.newDevice();
        post(other, point(other, 0, "1"));
        soon().until(() -> influx.writeRequests() > writes);

        assertTrue(timed(() -> assertAnsweredBy("influxdb", 10)).compareTo(INFLUXDB_TIMEOUT) < 0);
    }

    @Test
    void answersFromPostgresqlWhileInfluxRefusesTheToken() {
        post(points(0, 5));
        influx.refuseToken(InfluxTestServer.DEFAULT_TOKEN);

        assertAnsweredBy("postgresql", 5);
    }

    @Test
    void cannotDeleteWhileInfluxIsDown() {
        post(points(0, 5));
        influx.stop();

        Reply reply = device.http().delete(device.data("?all=true"));

        assertEquals(503, reply.status());
        assertFalse(reply.header("Retry-After").isEmpty());
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

    private void postMany() {
        for (int batch = 0; batch < 5; batch++) {
            post(points(batch * 5_000, 5_000));
        }
        awaitAnswersOfInflux();
    }

    /** After a fault of another test it is not asked for a while. */
    private void awaitAnswersOfInflux() {
        soon().until(() -> device.http()
                .get(device.data("?start=2026-01-01T00:00:00Z&limit=1"))
                .json()
                .getString("source")
                .equals("influxdb"));
    }

    private void assertAnsweredBy(String source, int points) {
        Reply range = device.http().get(device.data("?start=2026-01-01T00:00:00Z"));
        assertEquals(200, range.status(), range.text());
        assertEquals(source, range.json().getString("source"));
        assertEquals(points, range.json().getInt("count"));
        JsonObject latest = device.http().get(device.latest("")).json(); // too old to be found
        assertEquals(source, latest.getString("source"));
    }

    private static Duration timed(Runnable work) {
        long begin = System.nanoTime();
        work.run();
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    /** So that another type passes ingestion and meets InfluxDB's own check. */
    private void forgetTheType() {
        Reply reply = admin.delete("/api/v1/admin/measurements/" + device.id() + "/fields/value");
        assertEquals(200, reply.status(), reply.text());
    }

    private void post(String points) {
        post(device, points);
    }

    private static void post(TestDevice device, String points) {
        Reply reply = device.http().post("/api/v1/influxdb/telemetry/batch", "{\"points\":[" + points + "]}");
        assertEquals(201, reply.status(), reply.text());
    }

    private String points(int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(i -> point(i, String.valueOf(i)))
                .collect(Collectors.joining(","));
    }

    private String point(int second, String value) {
        return point(device, second, value);
    }

    private static String point(TestDevice device, int second, String value) {
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
