package io.iotflow.timeseries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.iotflow.influx.InfluxTestServer;
import io.iotflow.platform.json.RequestBody;
import io.iotflow.platform.problem.Problem;
import io.iotflow.quarantine.TestQuarantine;
import io.iotflow.stack.ShippedConfig;
import io.iotflow.stack.TestDatabase;
import io.iotflow.stack.TestMetrics;
import io.iotflow.telemetry.store.FleetQuery;
import io.iotflow.telemetry.store.FleetQuery.Cut;
import io.iotflow.telemetry.store.FleetRow;
import io.iotflow.telemetry.store.MessageFlow;
import io.iotflow.telemetry.store.Outbox;
import io.iotflow.telemetry.store.RecentBatches;
import io.iotflow.telemetry.store.Retention;
import io.iotflow.telemetry.store.TestLog;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who answers a question about many devices. */
class FleetSourceDbTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final QuerySettings SETTINGS = new QuerySettings(new ShippedConfig(Map.of()));

    private static TestDatabase database;
    private static InfluxTestServer influx;
    private static InfluxConnection connection;
    private static InfluxProbe probe;
    private InfluxQuestions questions;

    @BeforeAll
    static void create() {
        database = TestDatabase.create();
        influx = new InfluxTestServer();
        influx.start();
        InfluxSettings settings =
                InfluxUnderTest.settings(influx.url(), InfluxTestServer.DEFAULT_TOKEN, InfluxTestServer.DEFAULT_ORG);
        connection = new InfluxConnection(settings);
        probe = new InfluxProbe(settings);
    }

    @AfterAll
    static void close() {
        probe.close();
        connection.close();
        influx.close();
        database.close();
    }

    @BeforeEach
    void empty() {
        TestMetrics metrics = new TestMetrics();
        Forwarder forwarder = new Forwarder(
                database.sql(),
                new Outbox(database.sql(), new RecentBatches()),
                TestQuarantine.on(database.sql(), metrics),
                connection,
                new MessageFlow(database.sql()),
                new WriterMetrics(metrics.registry()));
        questions = new InfluxQuestions(connection, probe, forwarder, () -> 0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"start\":\"-9d\" | POSTGRESQL",
                "\"start\":\"-11d\" | INFLUXDB",
                "\"start\":\"-11d\",\"source\":\"auto\" | INFLUXDB",
                "\"start\":\"-11d\",\"source\":\"postgresql\" | POSTGRESQL",
                "\"start\":\"-1h\",\"source\":\"influxdb\" | INFLUXDB",
                "\"start\":\"-11d\",\"functions\":[\"mean\",\"last\"] | INFLUXDB",
                "\"start\":\"-11d\",\"functions\":[\"mean\",\"median\"] | POSTGRESQL",
                "\"start\":\"-11d\",\"where\":[{\"field\":\"t\",\"op\":\">\",\"value\":1}],\"fields\":[\"t\"] | INFLUXDB",
                "\"start\":\"-11d\",\"where\":[{\"field\":\"t\",\"op\":\">\",\"value\":1}] | POSTGRESQL",
                "\"latest\":true | INFLUXDB"
            })
    void theLogWhereItCoversTheRangeElseInfluxDbIfItCan(String members, Source source) {
        FleetQuestion question = question(members);

        assertEquals(source, stores(new Retention(10)).choose(question, question.range()));
    }

    @Test
    void theLogThatKeepsAllAnswersAll() {
        FleetQuestion question = question("\"start\":\"1990-01-01\"");

        assertEquals(Source.POSTGRESQL, stores(Retention.FOREVER).choose(question, question.range()));
    }

    @Test
    void theLogAnswersWhereInfluxDbDoesNotAndWasNotNamed() {
        Instant time = Instant.now().minusSeconds(60);
        new TestLog(database).store(TestLog.reading(1, time, "t", 7.0));
        FleetStores stores = stores(new Retention(10));
        List<FleetRow> rows = new ArrayList<>();
        influx.close();
        try {
            Source source = stores.read(Source.INFLUXDB, reading("\"start\":\"-11d\""), PATIENCE, rows::add);

            assertEquals(Source.POSTGRESQL, source);
            assertEquals(List.of(7.0), rows.get(0).values());
            FleetStores.Reading named = reading("\"start\":\"-11d\",\"source\":\"influxdb\"");
            Problem problem =
                    assertThrows(Problem.class, () -> stores.read(Source.INFLUXDB, named, PATIENCE, rows::add));
            assertEquals(503, problem.status());
        } finally {
            influx.start();
        }
    }

    @Test
    void aClientReadsFromInfluxDbWhatItWrote() {
        new TestLog(database).store(TestLog.reading(2, Instant.now().minusSeconds(60), "t", 8.0));
        List<FleetRow> rows = new ArrayList<>();

        FleetStores.Reading reading = reading("\"start\":\"-1h\",\"source\":\"influxdb\"", 2);
        Source source = stores(Retention.FOREVER).read(Source.INFLUXDB, reading, PATIENCE, rows::add);

        assertEquals(Source.INFLUXDB, source);
        assertEquals(List.of(8.0), rows.get(0).values());
    }

    private FleetStores stores(Retention retention) {
        return new FleetStores(
                TestLog.fleet(database), new FleetInflux(connection, questions), connection, questions, retention);
    }

    private static FleetStores.Reading reading(String members) {
        return reading(members, 1);
    }

    private static FleetStores.Reading reading(String members, long device) {
        FleetQuestion question = question(members);
        FleetQuery query = new FleetQuery(
                new long[] {device},
                new int[] {0},
                question.range().start(),
                question.range().stop(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
        return new FleetStores.Reading(
                question, query, List.of("device" + device), null, new Cut(false, 0, 0, 100)); // readings
    }

    private static FleetQuestion question(String members) {
        byte[] body = ("{\"all\":true," + members + "}").getBytes(StandardCharsets.UTF_8);
        return FleetQuestionReader.read(
                RequestBody.of(body), SETTINGS, Instant.now(), Optional.empty(), FleetQuestion.Format.JSON);
    }
}
