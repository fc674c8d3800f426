package io.iotflow.telemetry.store;

import static io.iotflow.stack.Waiting.soon;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Application;
import io.iotflow.stack.Client;
import io.iotflow.stack.FullSuite;
import io.iotflow.stack.Reply;
import io.iotflow.stack.TestDevice;
import io.iotflow.stack.TestStack;
import io.iotflow.tools.quickstart.EmbeddedDatabase;
import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Liquibase;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.LiquibaseException;
import liquibase.resource.ClassLoaderResourceAccessor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log over time, each time in a PostgreSQL of its own: imported from an older version, and expiring. */
@FullSuite
class RetentionIT {

    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private static final Instant TODAY = PartitionWidth.DAY.floor(NOW);

    /** The last change set with the log as one table. */
    private static final String LAST_OF_THE_OLDER_VERSION = "telemetry:2";

    @TempDir
    private Path folder;

    private EmbeddedDatabase database;

    @BeforeEach
    void startDatabase() {
        database = EmbeddedDatabase.start(folder.resolve("postgresql"), 0);
    }

    @AfterEach
    void stopDatabase() {
        TestStack.influxDouble().recover();
        TestStack.influxDouble().start();
        database.close();
    }

    @Test
    void takesOverTheLogOfAnOlderVersionAndKeepsWhatInfluxHasNotTakenUntilItHas() {
        String deviceId = "older-" + UUID.randomUUID().toString().substring(0, 8);
        createOlderSchema();
        execute("INSERT INTO device (device_id, name, device_type, created_at, updated_at) VALUES ('" + deviceId
                + "', 'Older', 't', now(), now())");
        insertOlder(1, daysAgo(40));
        insertOlder(2, daysAgo(20));
        insertOlder(3, NOW.plusSeconds(60));
        execute("INSERT INTO telemetry_count SELECT device, count(*) FROM telemetry GROUP BY device");
        execute("INSERT INTO telemetry_minute SELECT '-infinity', count(*), 1 FROM telemetry");
        execute("SELECT setval('telemetry_id', 1)"); // what the first batch took
        execute("INSERT INTO outbox (first_id, last_id, points, weight) VALUES (1, 3, 3, 3)");
        TestStack.influxDouble().stop();

        Map<String, String> expiring = Map.of("telemetry.retention", "30d", "telemetry.partition.interval", "PT1S");
        try (Application application = Application.start(settings(TestStack.withDouble(), expiring))) {
            Client admin = Client.admin(application.uri());
            soon().until(() -> metric(admin, "iotflow_retention_held") == 1);
            assertEquals(3, count(admin, deviceId));
            assertEquals(3, listed(admin, deviceId).size());
            // The same reading once more, and a new one.
            post(admin, point(deviceId, daysAgo(20), 1) + "," + point(deviceId, NOW, 0));
            assertEquals(4, count(admin, deviceId));

            TestStack.influxDouble().start();

            await().atMost(90, SECONDS).until(() -> count(admin, deviceId) == 3);
            assertEquals(
                    List.of(
                            NOW.plusSeconds(60).toString(),
                            NOW.toString(),
                            daysAgo(20).toString()),
                    listed(admin, deviceId));
            Reply data =
                    admin.get("/api/v1/influxdb/device/" + deviceId + "/data?start=-60d&stop=" + NOW.plusSeconds(120));
            assertEquals(200, data.status(), data.text());
            assertEquals(4, data.json().getInt("count"), "InfluxDB has what the log had");
            soon().until(() -> number("SELECT count(*) FROM outbox") == 0);
            assertCountsAreExact();
        }
    }

    @Test
    void dropsExpiredPartitionsAndAllAnswersStayRight() {
        String deviceId;
        String key;
        try (Application application = Application.start(settings(TestStack.with(Map.of()), Map.of()))) {
            Client admin = Client.admin(application.uri());
            TestDevice device = admin.newDevice();
            deviceId = device.id();
            key = device.key();
            cut(daysAgo(60), daysAgo(45), daysAgo(40), daysAgo(25), TODAY);
            for (int days : new int[] {90, 61, 60, 50, 46, 45, 42, 35, 26, 20, 20, 1, 0}) {
                post(admin, point(deviceId, daysAgo(days), days));
            }
            // As far ahead as a message may be.
            post(admin, point(deviceId, NOW.plusSeconds(3500), -1));
            assertEquals(13, count(admin, deviceId));
        }
        Map<String, String> expiring = Map.of(
                "telemetry.retention", "30d", "telemetry.partition", "day", "telemetry.partition.interval", "PT1S");
        try (Application application = Application.start(settings(TestStack.with(Map.of()), expiring))) {
            Client admin = Client.admin(application.uri());
            TestDevice device = new TestDevice(deviceId, key, admin.withKey(key));

            // The partition from 40 to 25 days ago is kept until all of it is too old.
            await().atMost(60, SECONDS).until(() -> count(admin, deviceId) == 6);

            List<String> kept = List.of(
                    NOW.plusSeconds(3500).toString(),
                    daysAgo(0).toString(),
                    daysAgo(1).toString(),
                    daysAgo(20).toString(),
                    daysAgo(26).toString(),
                    daysAgo(35).toString());
            assertEquals(kept, listed(admin, deviceId));
            assertEquals(kept, pagedByTwo(device));
            assertEquals(
                    6,
                    device.http()
                            .get(device.data("?start=-365d&stop=" + NOW.plusSeconds(4000)))
                            .json()
                            .getInt("count"));
            assertEquals(
                    1,
                    device.http()
                            .get(device.data("?start=-27d&stop=-25d"))
                            .json()
                            .getInt("count"));
            assertEquals(200, device.http().get(device.latest("")).status());
            assertEquals(6, dashboardTotal(admin));
            assertCountsAreExact();
            assertEquals(
                    1,
                    number("SELECT count(*) FROM pg_inherits WHERE inhparent = 'telemetry'::regclass"
                            + " AND pg_get_expr((SELECT relpartbound FROM pg_class WHERE oid = inhrelid), inhrelid) LIKE"
                            + " '%MINVALUE) TO (''" + daysAgo(40).toString().substring(0, 10) + "%'"));

            refusesWhatIsTooOld(admin, device);
            // Just young enough, in the partition of that time; and what was gone comes again as new.
            post(admin, point(deviceId, Instant.now().minus(30, ChronoUnit.DAYS).plusSeconds(60), 30));
            assertEquals(7, count(admin, deviceId));
            assertCountsAreExact();
        }
    }

    private void refusesWhatIsTooOld(Client admin, TestDevice device) {
        Reply refused = admin.post("/api/v1/influxdb/telemetry", point(device.id(), daysAgo(31), 31));
        assertEquals(400, refused.status(), refused.text());
        JsonObject violation = refused.json().getJsonArray("violations").getJsonObject(0);
        assertEquals("timestamp", violation.getString("field"));
        assertEquals(
                "is older than the 30 days for which messages are kept (TELEMETRY_RETENTION)",
                violation.getString("message"));

        TestStack.publishAsServer(
                "iotflow/devices/" + device.id() + "/telemetry/m",
                ("{\"v\":1,\"timestamp\":\"" + daysAgo(31) + "\"}").getBytes());
        String quarantine = "/api/v1/admin/quarantine?device_id=" + device.id();
        soon().until(() -> admin.get(quarantine).text().contains("too_old"));
        Reply replay = admin.post("/api/v1/admin/quarantine/replay", "{\"device_id\":\"" + device.id() + "\"}");
        assertTrue(replay.text().contains("too_old"), replay.text());
    }

    // What is there

    private static int count(Client admin, String deviceId) {
        return admin.get("/api/v1/admin/devices/" + deviceId)
                .json()
                .getJsonObject("device")
                .getJsonObject("statistics")
                .getInt("telemetry_count");
    }

    private static int dashboardTotal(Client admin) {
        return admin.get("/api/v1/admin/dashboard")
                .json()
                .getJsonObject("statistics")
                .getJsonObject("telemetry")
                .getInt("total_records");
    }

    /** Of the device, by the list of all devices. */
    private static List<String> listed(Client admin, String deviceId) {
        return times(admin.get("/api/v1/admin/telemetry?hours=8000&device_id=" + deviceId)
                .json());
    }

    private static List<String> pagedByTwo(TestDevice device) {
        JsonObject page = device.http().get("/api/v1/devices/telemetry?limit=2").json();
        List<String> times = new java.util.ArrayList<>(times(page));
        while (!page.isNull("next_cursor")) {
            page = device.http()
                    .get("/api/v1/devices/telemetry?limit=2&cursor=" + page.getString("next_cursor"))
                    .json();
            times.addAll(times(page));
        }
        return times;
    }

    private static List<String> times(JsonObject page) {
        return page.getJsonArray("telemetry").getValuesAs(JsonObject.class).stream()
                .map(it -> it.getString("timestamp"))
                .toList();
    }

    private static double metric(Client admin, String name) {
        Optional<String> line = admin.withKey(null)
                .get("/metrics")
                .text()
                .lines()
                .filter(it -> it.startsWith(name))
                .findFirst();
        return line.map(it -> Double.parseDouble(it.substring(it.lastIndexOf(' ') + 1)))
                .orElse(-1.0);
    }

    /** Against a count of the rows, once the message counts are added up. */
    private void assertCountsAreExact() {
        soon().until(() -> number("SELECT count(*) FROM telemetry_tally") == 0);
        assertEquals(0, number("""
                SELECT (SELECT count(*) FROM telemetry) - (SELECT coalesce(sum(messages), 0) FROM telemetry_minute)"""));
        assertEquals(0, number("""
                SELECT count(*) FROM (SELECT device, count(*) FROM telemetry GROUP BY device) AS counted (device, n)
                FULL JOIN telemetry_count AS kept USING (device) WHERE kept.messages IS DISTINCT FROM n"""));
    }

    // What is sent

    private static void post(Client admin, String points) {
        Reply reply = admin.post("/api/v1/influxdb/telemetry/batch", "{\"points\":[" + points + "]}");
        assertEquals(201, reply.status(), reply.text());
    }

    private static String point(String deviceId, Instant time, int value) {
        return "{\"device_id\":\"%s\",\"measurement\":\"m\",\"fields\":{\"v\":%d},\"timestamp\":\"%s\"}"
                .formatted(deviceId, value, time);
    }

    private static Instant daysAgo(int days) {
        return days == 0 ? NOW : TODAY.minus(days, ChronoUnit.DAYS);
    }

    // PostgreSQL

    /** Gives the log partitions as it would have them had it been made before these times. */
    private void cut(Instant... boundaries) {
        String first = boundaries[0].toString();
        execute("ALTER TABLE telemetry DETACH PARTITION telemetry_past");
        execute("ALTER TABLE telemetry ATTACH PARTITION telemetry_past FOR VALUES FROM (MINVALUE) TO ('" + first
                + "')");
        for (int i = 1; i < boundaries.length; i++) {
            String name = "telemetry_made_" + i;
            execute(
                    "CREATE TABLE " + name
                            + " (LIKE telemetry INCLUDING DEFAULTS, PRIMARY KEY (id), UNIQUE (device, time, nanos, series, version))");
            execute("ALTER TABLE telemetry ATTACH PARTITION " + name + " FOR VALUES FROM ('" + boundaries[i - 1]
                    + "') TO ('" + boundaries[i] + "')");
        }
    }

    private void createOlderSchema() {
        try (Connection connection = database.dataSource().getConnection();
                Liquibase liquibase = new Liquibase(
                        "liquibase/master.yaml",
                        new ClassLoaderResourceAccessor(),
                        DatabaseFactory.getInstance()
                                .findCorrectDatabaseImplementation(new JdbcConnection(connection)))) {
            List<String> changeSets = liquibase.listUnrunChangeSets(new Contexts(), new LabelExpression()).stream()
                    .map(it -> it.getAuthor() + ":" + it.getId())
                    .toList();
            liquibase.update(changeSets.indexOf(LAST_OF_THE_OLDER_VERSION) + 1, new Contexts(), new LabelExpression());
        } catch (SQLException | LiquibaseException e) {
            throw new IllegalStateException(e);
        }
    }

    private void insertOlder(int id, Instant time) {
        execute("""
                INSERT INTO telemetry (id, device, time, measurement, fields, tags, received_at)
                SELECT %d, id, '%s', 'm', '{"v": 1}', jsonb_build_object('device_id', device_id), now() - interval '2 days'
                FROM device""".formatted(id, time));
    }

    private void execute(String sql) {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private long number(String sql) {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Map<String, String> settings(Map<String, String> common, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(common);
        settings.put("db.port", String.valueOf(database.port()));
        settings.put("db.password", database.password());
        settings.putAll(more);
        return settings;
    }
}
