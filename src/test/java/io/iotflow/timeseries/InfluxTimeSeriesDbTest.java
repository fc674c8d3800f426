package io.iotflow.timeseries;

import static io.iotflow.telemetry.store.TestLog.reading;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.iotflow.device.Device;
import io.iotflow.influx.InfluxTestServer;
import io.iotflow.platform.database.Sql;
import io.iotflow.platform.problem.Problem;
import io.iotflow.stack.ShippedConfig;
import io.iotflow.stack.TestDatabase;
import io.iotflow.telemetry.store.TelemetryMessage;
import io.iotflow.telemetry.store.TestLog;
import io.iotflow.telemetry.store.WindowQuery.Function;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which store answers: the log in PostgreSQL, and a server that speaks InfluxDB's API and can be told to fail. */
class InfluxTimeSeriesDbTest {

    private static final Instant START =
            Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(2));
    private static final Device DEVICE = new Device(1, "device1", "Device 1", "sensor", null, Device.Status.ACTIVE);
    private static final Duration TIMEOUT = Duration.ofSeconds(5); // a busy machine answers within it
    private static final int POINTS = 25_000;

    private static TestDatabase database;
    private static Sql sql;
    private static InfluxTestServer influx;
    private static InfluxSettings settings;
    private static InfluxConnection connection;
    private static InfluxProbe probe;
    private static PostgresTimeSeries log;
    private static Forwarder forwarder;
    private long backlog;
    private InfluxTimeSeries series;

    @BeforeAll
    static void create() {
        database = TestDatabase.create();
        sql = database.sql();
        influx = new InfluxTestServer();
        influx.start();
        settings = TestForwarding.settings(influx, TIMEOUT);
        connection = new InfluxConnection(settings);
        probe = new InfluxProbe(settings);
        forwarder = TestForwarding.forwarder(sql, connection);
        log = new PostgresTimeSeries(
                TestLog.read(database), TestLog.readOrdered(database), new QuerySettings(new ShippedConfig(Map.of())));
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
        sql.call("TRUNCATE telemetry, outbox, telemetry_tally, quarantine, quarantine_usage");
        influx.clear();
        series = series(() -> backlog);
    }

    private static InfluxTimeSeries series(LongSupplier backlog) {
        InfluxQuestions questions = new InfluxQuestions(connection, probe, forwarder, backlog);
        return new InfluxTimeSeries(connection, probe, log, forwarder, questions);
    }

    @AfterEach
    void recover() {
        influx.recover();
        influx.start();
    }

    @Test
    void readsFromInfluxDbWhatWasStoredJustNow() {
        store(0, 3);

        PageReader.Found found = range();

        assertEquals(List.of(0.0, 1.0, 2.0), values(found.points()));
        assertEquals(Source.INFLUXDB, found.source());
        assertEquals(new NewestPoints(found.points().subList(2, 3), Source.INFLUXDB), series.latest(query()));
    }

    @Test
    void writesNothingWhereNothingOfTheDeviceWaits() {
        store(0, 3);
        forwarder.forward(100, false);
        new TestLog(database).store(reading(2, START, "value", 1.0));
        int writes = influx.writeRequests();

        assertEquals(3, range().points().size());
        assertEquals(writes, influx.writeRequests());
    }

    @Test
    void answersFromTheLogWhereTooMuchWaits() {
        store(0, 3);
        backlog = DeviceFlushes.MAX_BACKLOG_TO_SEARCH + 1;
        int writes = influx.writeRequests();

        assertAnsweredByTheLog(3);
        assertEquals(writes, influx.writeRequests());
    }

    @Test
    void answersFromTheLogWhileInfluxDbIsDown() {
        store(0, 3);
        influx.stop();

        assertAnsweredByTheLog(3);
    }

    @Test
    void answersFromTheLogWhatInfluxDbWasNotGivenYet() {
        store(0, 3);
        influx.failWrites(503, "{}", Map.of());

        assertAnsweredByTheLog(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 429, 500, 502, 503})
    void answersFromTheLogWhateverKeepsInfluxDbFromAnswering(int status) {
        store(0, 3);
        forwarder.forward(100, false);
        influx.failQueries(status, "{\"code\":\"some\"}", Map.of());

        assertAnsweredByTheLog(3);
    }

    @Test
    void waitsForAHangingInfluxDbOnce() {
        store(0, 3);
        forwarder.forward(100, false);
        influx.hang(Duration.ofSeconds(60));

        assertAnsweredByTheLog(3);
        assertTimeout(TIMEOUT, () -> {
            for (int i = 0; i < 3; i++) {
                assertAnsweredByTheLog(3);
            }
        });
    }

    @Test
    void goesOnInTheLogFromWhereInfluxDbBreaksOff() {
        store(0, POINTS);
        forward();
        List<DataPoint> ofInflux = all(series.range(query(), atStart()));
        influx.failQueriesAfter(2, 503, "{}", Map.of());
        PageReader pages = series.range(query(), atStart());

        List<DataPoint> points = all(pages);

        assertEquals(Source.POSTGRESQL, pages.source());
        assertEquals(POINTS, points.size());
        assertEquals(ofInflux, points);
    }

    @Test
    void takesNothingTwiceFromAnAnswerThatIsCut() {
        store(0, 1_000);
        forward();
        influx.cutQueries();

        assertAnsweredByTheLog(1_000);
    }

    @Test
    void goesOnInEitherStoreWithThePositionThatTheOtherGave() {
        store(0, 30);
        forward();
        PageReader.Found first = series.range(query(), atStart()).take(10, Duration.ofMinutes(1));
        influx.stop();
        PageReader.Found second =
                series.range(query(), first.next().orElseThrow()).take(10, Duration.ofMinutes(1));
        influx.start();
        InfluxTimeSeries later = series(() -> 0); // asks again
        PageReader.Found third =
                later.range(query(), second.next().orElseThrow()).take(10, Duration.ofMinutes(1));

        assertEquals(
                List.of(Source.INFLUXDB, Source.POSTGRESQL, Source.INFLUXDB),
                List.of(first.source(), second.source(), third.source()));
        List<Object> values = new ArrayList<>();
        List.of(first, second, third).forEach(it -> values.addAll(values(it.points())));
        assertEquals(IntStream.range(0, 30).mapToObj(i -> (Object) (double) i).toList(), values);
    }

    @ParameterizedTest
    @ValueSource(strings = {"MEAN", "COUNT", "LAST"})
    void makesTheSameWindowsOfTheLog(String function) {
        store(0, 120);
        forward();
        TimeSeriesQuery windows = new TimeSeriesQuery(
                DEVICE,
                query().range(),
                Optional.empty(),
                List.of(),
                Optional.of(new Windows(60_000_000, Function.valueOf(function))));
        List<DataPoint> ofInflux = all(series.range(windows, atStart()));
        influx.stop();

        PageReader pages = series.range(windows, atStart());

        assertEquals(ofInflux, all(pages));
        assertEquals(Source.POSTGRESQL, pages.source());
        assertEquals(2, ofInflux.size());
    }

    @Test
    void failsWhereInfluxDbSaysThatTheQueryIsWrong() {
        influx.failQueries(400, "{\"code\":\"invalid\",\"message\":\"compilation failed\"}", Map.of());

        assertEquals(503, assertThrows(Problem.class, this::range).status());
        assertEquals(
                503, assertThrows(Problem.class, () -> series.latest(query())).status());
    }

    @Test
    void failsToDeleteWhileInfluxDbCannot() {
        store(0, 3);
        influx.stop();

        assertEquals(
                503, assertThrows(Problem.class, () -> series.delete(query())).status());
    }

    private void assertAnsweredByTheLog(int points) {
        PageReader.Found found = range();
        assertEquals(Source.POSTGRESQL, found.source());
        assertEquals(points, found.points().size());
        NewestPoints latest = series.latest(query());
        assertEquals(Source.POSTGRESQL, latest.source());
        assertEquals((double) (points - 1), latest.points().get(0).value());
    }

    private PageReader.Found range() {
        return series.range(query(), atStart()).take(10_000, Duration.ofMinutes(1));
    }

    private static List<DataPoint> all(PageReader pages) {
        List<DataPoint> all = new ArrayList<>();
        while (!pages.isEnded()) {
            all.addAll(pages.next(PageReader.MAX));
        }
        return all;
    }

    private static TimeSeriesQuery query() {
        return new TimeSeriesQuery(DEVICE, new TimeRange(START, START.plus(Duration.ofHours(3))), Optional.empty());
    }

    private static Position atStart() {
        return Position.before(START);
    }

    private static List<Object> values(List<DataPoint> points) {
        return points.stream().map(DataPoint::value).toList();
    }

    private static void store(int from, int count) {
        new TestLog(database)
                .store(IntStream.range(from, from + count)
                        .mapToObj(i -> reading(1, at(i), "value", (double) i))
                        .toArray(TelemetryMessage[]::new));
    }

    /** Points a second apart, closer where many must fit into the range. */
    private static Instant at(int i) {
        return START.plusMillis(i < 200 ? i * 1_000L : 200_000L + i);
    }

    private static void forward() {
        while (forwarder.forward(5_000, false) > 0) {
            // until nothing waits
        }
    }
}
