package io.iotflow.tools.influxsetup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.influxdb.client.InfluxDBClient;
import com.influxdb.client.domain.Authorization;
import com.influxdb.client.domain.Bucket;
import com.influxdb.client.domain.Organization;
import com.influxdb.client.domain.Task;
import com.influxdb.client.domain.TaskStatusType;
import com.influxdb.client.domain.WritePrecision;
import com.influxdb.exceptions.InfluxException;
import com.influxdb.query.FluxRecord;
import com.sun.net.httpserver.HttpServer;
import io.iotflow.docs.Block;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The set-up tool against an InfluxDB that nobody has set up: see {@link FreshInflux} for which. */
class InfluxSetupIT {

    private static final String NOTHING = "Nothing had to be changed.";

    @TempDir
    private Path folder;

    private FreshInflux influx;
    private Path env;
    private String said = "";

    @BeforeEach
    void start() {
        influx = FreshInflux.start(folder, false);
        env = folder.resolve(".env");
    }

    @AfterEach
    void stop() throws Exception {
        influx.close();
    }

    @Test
    void setsUpANewServerForItsOwnersEyesOnly() throws IOException {
        assertEquals(0, run(), said);

        EnvFile written = EnvFile.read(env);
        assertEquals(influx.url(), written.get("INFLUXDB_URL").orElseThrow());
        assertEquals("iotflow", written.get("INFLUXDB_ORG").orElseThrow());
        assertEquals("telemetry", written.get("INFLUXDB_BUCKET").orElseThrow());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(env)));
        assertFalse(said.contains(value("INFLUXDB_TOKEN")), "no secret on the screen");
        assertFalse(said.contains(value("INFLUXDB_ADMIN_PASSWORD")), "no secret on the screen");
    }

    @Test
    void changesNothingWhenRunAgain() throws IOException {
        run("--downsample", "--sample", "--retention", "30d");
        byte[] before = Files.readAllBytes(env);
        int tokens = authorizations().size();

        assertEquals(0, run("--downsample", "--sample", "--retention", "30d"), said);

        assertTrue(said.contains(NOTHING), said);
        assertEquals(new String(before, StandardCharsets.UTF_8), Files.readString(env));
        assertEquals(tokens, authorizations().size());
    }

    @Test
    void theTokenReadsAndWritesItsBucketAndNothingElse() {
        run();
        try (InfluxDBClient admin = client(value("INFLUXDB_ADMIN_TOKEN"));
                InfluxDBClient application = client(value("INFLUXDB_TOKEN"))) {
            Organization org = admin.getOrganizationsApi().findOrganizations().get(0);
            admin.getBucketsApi().createBucket("other", org);

            application.getWriteApiBlocking().writeRecord("telemetry", "iotflow", WritePrecision.S, "m v=1 1700000000");

            assertEquals(
                    1,
                    values(application, "telemetry", Instant.ofEpochSecond(1_700_000_000))
                            .size());
            assertThrows(
                    InfluxException.class,
                    () -> application
                            .getWriteApiBlocking()
                            .writeRecord("other", "iotflow", WritePrecision.S, "m v=1 1700000000"));
            assertThrows(InfluxException.class, () -> values(application, "other", Instant.EPOCH));
            assertThrows(
                    InfluxException.class, () -> application.getBucketsApi().createBucket("more", org.getId()));
        }
    }

    @Test
    void doesWhatTheDocumentationSays() {
        String command = Block.runBy("InfluxSetupIT").get(0).code().strip();
        assertTrue(command.startsWith("./influx-setup "), command);
        String[] arguments = command.substring("./influx-setup ".length()).split(" ");

        assertEquals(0, run(arguments), said);

        assertEquals(Duration.ofDays(30).toSeconds(), retentionOf("telemetry"));
        assertEquals("telemetry_5m", value("INFLUXDB_DOWNSAMPLED_BUCKET"));
        assertEquals(0, run(arguments), said);
        assertTrue(said.contains(NOTHING), said);
    }

    @Test
    void keepsTheRetentionInStep() {
        run("--retention", "30d");
        assertEquals(Duration.ofDays(30).toSeconds(), retentionOf("telemetry"));

        assertEquals(0, run("--retention", "P52W"), said);
        assertEquals(Duration.ofDays(364).toSeconds(), retentionOf("telemetry"));
        assertTrue(said.contains("keeps 364 days now, not 30 days"), said);

        assertEquals(0, run("--retention", ""), said);
        assertEquals(0, retentionOf("telemetry"));
        assertEquals("forever", value("TELEMETRY_RETENTION"));

        assertEquals(0, run(), said);
        assertTrue(said.contains(NOTHING), said);
    }

    @Test
    void leavesTheRetentionOfABucketAloneWhenNoneIsGiven() throws IOException {
        run("--retention", "30d");
        Files.writeString(env, Files.readString(env).replaceAll("TELEMETRY_RETENTION=.*\\n", ""));

        assertEquals(0, run(), said);

        assertEquals(Duration.ofDays(30).toSeconds(), retentionOf("telemetry"));
    }

    @Test
    void findsALostTokenAgain() throws IOException {
        run();
        String token = value("INFLUXDB_TOKEN");
        Files.writeString(env, Files.readString(env).replace("INFLUXDB_TOKEN=" + token, "INFLUXDB_TOKEN="));

        assertEquals(0, run(), said);

        assertEquals(token, value("INFLUXDB_TOKEN"));
    }

    @Test
    void replacesALostTokenThatNobodyTellsAgain() throws Exception {
        influx.close();
        influx = FreshInflux.start(Files.createDirectory(folder.resolve("hashed")), true);
        run();
        String lost = value("INFLUXDB_TOKEN");
        int tokens = authorizations().size();
        Files.writeString(env, Files.readString(env).replace("INFLUXDB_TOKEN=" + lost, "INFLUXDB_TOKEN=wrong"));

        assertEquals(0, run(), said);

        assertNotEquals(lost, value("INFLUXDB_TOKEN"));
        assertEquals(tokens, authorizations().size(), "the former one is gone");
        try (InfluxDBClient legacy = client(lost)) {
            assertThrows(InfluxException.class, () -> legacy.getBucketsApi().findBuckets());
        }
        run();
        assertTrue(said.contains(NOTHING), said);
    }

    @Test
    void doesNotHandTheAdminTokenToTheApplication() throws IOException {
        run();
        String admin = value("INFLUXDB_ADMIN_TOKEN");
        Files.writeString(env, Files.readString(env).replaceAll("(?m)^INFLUXDB_TOKEN=.*", "INFLUXDB_TOKEN=" + admin));

        run();

        assertNotEquals(admin, value("INFLUXDB_TOKEN"));
    }

    @Test
    void makesASecondBucketAndTheTaskAndAToken() {
        run("--retention", "30d");
        String forOneBucket = value("INFLUXDB_TOKEN");

        assertEquals(0, run("--downsample", "--downsampled-retention", "520w"), said);

        assertEquals(Duration.ofDays(3640).toSeconds(), retentionOf("telemetry_5m"));
        assertEquals("telemetry_5m", value("INFLUXDB_DOWNSAMPLED_BUCKET"));
        assertNotEquals(forOneBucket, value("INFLUXDB_TOKEN"));
        Task task = task();
        assertEquals(TaskStatusType.ACTIVE, task.getStatus());
        assertEquals("5m", task.getEvery());
        assertTrue(task.getFlux().contains("closing |> store(fn: mean"), "looks again before the values go");
    }

    @Test
    void mendsTheTask() {
        run("--downsample");
        try (InfluxDBClient admin = client(value("INFLUXDB_ADMIN_TOKEN"))) {
            admin.getTasksApi().updateTask(task().status(TaskStatusType.INACTIVE));
        }

        assertEquals(0, run(), said);
        assertEquals(TaskStatusType.ACTIVE, task().getStatus());

        assertEquals(0, run("--retention", "30d"), said);
        assertTrue(task().getFlux().contains("closing"), "the bucket drops values now");
        run();
        assertTrue(said.contains(NOTHING), said);
    }

    @Test
    void writesSampleDataOnce() {
        assertEquals(0, run("--sample", "--retention", "1d"), said);

        try (InfluxDBClient application = client(value("INFLUXDB_TOKEN"))) {
            String flux = "from(bucket: \"telemetry\")\n  |> range(start: "
                    + Instant.now().minus(Duration.ofDays(2)) + ", stop: " + Instant.now()
                    + ")\n  |> filter(fn: (r) => r[\"device_id\"] == \"sample_kitchen\")";
            assertEquals(
                    3 * 264,
                    application.getQueryApi().query(flux, "iotflow").stream()
                            .mapToInt(it -> it.getRecords().size())
                            .sum());
        }
    }

    @Test
    void theTasksMeansAreExact() {
        assumeTrue(FreshInflux.isReal(), "skipped: only a real InfluxDB runs tasks (INFLUXDB_TEST_BINARY)");
        run("--downsample", "--retention", "30d");
        long step = Instant.now().getEpochSecond() / 300 * 300 - 900;
        try (InfluxDBClient admin = client(value("INFLUXDB_ADMIN_TOKEN"))) {
            admin.getWriteApiBlocking()
                    .writeRecords(
                            "telemetry",
                            "iotflow",
                            WritePrecision.S,
                            List.of(
                                    "m,device_id=d v=1,on=true,text=\"a\" " + step,
                                    "m,device_id=d v=2 " + (step + 10),
                                    "m,device_id=d v=6 " + (step + 299),
                                    "m,device_id=d v=100 " + (step + 300)));
            admin.getTasksApi().runManually(task());

            Map<String, Double> expected = Map.of("mean", 3.0, "min", 1.0, "max", 6.0, "sum", 9.0, "count", 3.0);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> !values(admin, "telemetry_5m", Instant.ofEpochSecond(step))
                            .isEmpty());
            Map<String, Double> found = new HashMap<>();
            List<FluxRecord> records = values(admin, "telemetry_5m", Instant.ofEpochSecond(step));
            records.forEach(it -> found.put((String) it.getValueByKey("aggregate"), (Double) it.getValue()));
            assertEquals(expected, found);
            assertTrue(records.stream()
                    .allMatch(it -> "d".equals(it.getValueByKey("device_id")) && "v".equals(it.getField())));
        }
    }

    @Test
    void worksOnAServerThatAnotherHasSetUp() throws IOException {
        run("--org", "others", "--bucket", "theirs");
        String admin = value("INFLUXDB_ADMIN_TOKEN");
        Files.delete(env);

        assertEquals(0, run(Map.of("INFLUXDB_ADMIN_TOKEN", admin)), said);

        assertTrue(said.contains("organisation iotflow made"), said);
        assertTrue(EnvFile.read(env).get("INFLUXDB_ADMIN_TOKEN").isEmpty(), "what was not made here is not kept here");
        assertEquals(0, run(Map.of("INFLUXDB_ADMIN_TOKEN", admin)), said);
        assertTrue(said.contains(NOTHING), said);
    }

    @Test
    void asksForATokenOfAServerThatIsSetUp() throws IOException {
        run();
        Files.delete(env);

        assertEquals(1, run());

        assertTrue(said.contains("INFLUXDB_ADMIN_TOKEN"), said);
    }

    @Test
    void saysThatTheTokenIsUnknown() {
        run();

        assertEquals(1, run("--admin-token", "wrong"));

        assertTrue(said.contains("does not know the admin token"), said);
    }

    @Test
    void saysThatTheTokenLacksARight() {
        run();

        assertEquals(1, run("--admin-token", value("INFLUXDB_TOKEN")));
        assertTrue(said.contains("give an operator token"), said);
    }

    @Test
    void saysThatTheBucketIsAnotherOrganisations() {
        run();

        assertEquals(1, run("--org", "iotflw"));

        assertTrue(said.contains("belongs to another: iotflow"), said);
    }

    @Test
    void saysThatNobodyListens() {
        assertEquals(1, run("--url", "http://127.0.0.1:1", "--wait", "0"));

        assertTrue(said.contains("No InfluxDB at http://127.0.0.1:1"), said);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "404 | <html>",
                "200 | OK",
                "200 | {\"name\":\"influxdb\",\"message\":\"ready\",\"status\":\"pass\",\"version\":\"1.8.10\"}"
            })
    void saysThatAnotherProgramListens(int status, String health) throws IOException {
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/", exchange -> {
            byte[] body = health.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        other.start();
        try {
            assertEquals(
                    1, run("--url", "http://127.0.0.1:" + other.getAddress().getPort()));
            assertTrue(said.contains("is no InfluxDB 2"), said);
        } finally {
            other.stop(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"30", "1h", "0d", "30m", "99999d", "x"})
    void refusesAnotherFormOfRetentionBeforeItMakesAnything(String retention) {
        assertEquals(1, run("--retention", retention));

        assertTrue(said.contains("TELEMETRY_RETENTION must be"), said);
        assertFalse(Files.exists(env));
    }

    @Test
    void takesNamesLiterally() {
        String bucket = "a'b\\ ${x} é";

        assertEquals(0, run("--org", "it's #1", "--bucket", bucket, "--downsample", "--sample"), said);
        assertEquals(0, run(), said);

        assertTrue(said.contains(NOTHING), said);
        assertEquals(bucket, value("INFLUXDB_BUCKET"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\"b", "_a"})
    void refusesANameThatInfluxdbWouldRefuseBeforeItMakesAnything(String bucket) {
        assertEquals(1, run("--bucket", bucket));
        assertFalse(Files.exists(env));

        assertEquals(0, run(), "the server is still new: " + said);
    }

    @Test
    void refusesAnUnknownOption() {
        assertEquals(2, run("--nonsense"));
    }

    private int run(String... arguments) {
        return run(Map.of(), arguments);
    }

    private int run(Map<String, String> environment, String... arguments) {
        Map<String, String> all = new HashMap<>(environment);
        List<String> given = new ArrayList<>(List.of(arguments));
        given.addAll(List.of("--env-file", env.toString()));
        if (!given.contains("--url")) {
            all.put("INFLUXDB_URL", influx.url());
        }
        ByteArrayOutputStream screen = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(screen, true, StandardCharsets.UTF_8);
        int code = InfluxSetup.run(all, print, print, given.toArray(String[]::new));
        said = screen.toString(StandardCharsets.UTF_8);
        return code;
    }

    private String value(String name) {
        return EnvFile.read(env).get(name).orElseThrow();
    }

    private InfluxDBClient client(String token) {
        return new InfluxServer(influx.url()).client(token);
    }

    private List<Authorization> authorizations() {
        try (InfluxDBClient admin = client(value("INFLUXDB_ADMIN_TOKEN"))) {
            return admin.getAuthorizationsApi().findAuthorizations();
        }
    }

    private Task task() {
        try (InfluxDBClient admin = client(value("INFLUXDB_ADMIN_TOKEN"))) {
            return admin.getTasksApi().findTasks().get(0);
        }
    }

    private long retentionOf(String bucket) {
        try (InfluxDBClient admin = client(value("INFLUXDB_ADMIN_TOKEN"))) {
            Bucket found = admin.getBucketsApi().findBucketByName(bucket);
            return Buckets.seconds(found);
        }
    }

    private static List<FluxRecord> values(InfluxDBClient client, String bucket, Instant time) {
        String flux =
                "from(bucket: \"" + bucket + "\")\n  |> range(start: " + time + ", stop: " + time.plusSeconds(1) + ")";
        return client.getQueryApi().query(flux, "iotflow").stream()
                .flatMap(it -> it.getRecords().stream())
                .toList();
    }
}
