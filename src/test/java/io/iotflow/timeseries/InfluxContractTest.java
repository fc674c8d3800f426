package io.iotflow.timeseries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.influxdb.client.domain.Bucket;
import com.influxdb.exceptions.InfluxException;
import io.iotflow.device.Device;
import io.iotflow.quarantine.Reason;
import io.iotflow.quarantine.Refusal;
import io.iotflow.telemetry.store.StoredPoint;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What we rely on in InfluxDB: the same assertions for a real server and for the tests' own. */
class InfluxContractTest {

    private static final Instant TIME =
            Instant.now().truncatedTo(ChronoUnit.MICROS).minusSeconds(60);

    private static InfluxUnderTest server;
    private static InfluxConnection influx;

    private Device device;
    private String measurement;

    @BeforeAll
    static void connect() {
        server = InfluxUnderTest.start();
        influx = new InfluxConnection(server.settings());
    }

    @AfterAll
    static void disconnect() {
        influx.close();
        server.close();
    }

    @BeforeEach
    void names() {
        String id = "d" + UUID.randomUUID();
        device = new Device(1, id, id, "type", null, Device.Status.ACTIVE);
        measurement = "m" + id;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b", "a,b", "a=b", "a\\b", "a\"b", "'", "é😀", "${x}", "a#b", "\\a", "a\\\\b", "../x", "a/b", "<b>",
                "a|>b", "\\n"
            })
    void givesBackNamesAndTextsAsTheyWere(String text) {
        String name = text + measurement;
        influx.write(List.of(new StoredPoint(
                TIME, name, Map.of(text, text, "n", 1.0), Map.of("device_id", device.deviceId(), "location", text))));

        List<DataPoint> points = all(Optional.of(name));

        assertEquals(2, points.size());
        DataPoint point = points.stream()
                .filter(it -> !it.field().equals("n"))
                .findFirst()
                .orElseThrow();
        assertEquals(TIME, point.time());
        assertEquals(name, point.measurement());
        assertEquals(text, point.field());
        assertEquals(text, point.value());
        assertEquals(text, point.tags().get("location"));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1.5, 23.5, 1e-300, 1.7976931348623157e308, 9007199254740993.0, 0.1, 4.9e-324})
    void givesBackNumbersToTheLastBit(double number) {
        influx.write(List.of(point(TIME, Map.of("value", number))));

        assertEquals(number, all(Optional.empty()).get(0).value());
    }

    @Test
    void givesBackALineFeedInAText() {
        influx.write(List.of(point(TIME, Map.of("text", "one\ntwo"))));

        assertEquals("one\ntwo", all(Optional.empty()).get(0).value());
    }

    @Test
    void mergesFieldsOfOneTimeAndLetsTheLastValueWin() {
        influx.write(List.of(point(TIME, Map.of("a", 1.0, "b", 1.0))));
        influx.write(List.of(point(TIME, Map.of("b", 2.0, "c", 3.0))));

        assertEquals(
                List.of(1.0, 2.0, 3.0),
                all(Optional.empty()).stream().map(DataPoint::value).toList());
    }

    @Test
    void writesAReplayedBatchOnce() {
        List<StoredPoint> batch = IntStream.range(0, 500)
                .mapToObj(i -> point(TIME.plusMillis(i), Map.of("value", (double) i)))
                .toList();
        influx.write(batch);
        influx.write(batch);

        assertEquals(500, all(Optional.empty()).size());
    }

    @Test
    void findsTheOnePointWithAnotherTypeAndWritesTheOthers() {
        influx.write(List.of(point(TIME, Map.of("value", 1.0))));
        List<StoredPoint> batch = IntStream.range(1, 101)
                .mapToObj(i -> point(TIME.plusMillis(i), Map.of("value", i == 40 ? "forty" : (Object) (double) i)))
                .toList();

        List<Refusal> refusals = new BisectingWriter(influx::write, () -> influx.retention(influx.bucket()))
                .write(batch)
                .refusals();

        assertEquals(1, refusals.size());
        assertEquals(Reason.REFUSED_BY_INFLUXDB, refusals.get(0).reason());
        assertTrue(
                refusals.get(0).detail().contains("field type conflict"),
                refusals.get(0).detail());
        assertEquals(100, all(Optional.empty()).size());
    }

    @Test
    void cutsARangeAtItsLimitOldestFirst() {
        influx.write(IntStream.range(0, 10)
                .mapToObj(i -> point(TIME.plusMillis(i), Map.of("a", (double) i, "b", (double) i)))
                .toList());

        List<DataPoint> points = read(query(Optional.empty()), 5);

        assertEquals(
                List.of(0.0, 0.0, 1.0, 1.0, 2.0),
                points.stream().map(DataPoint::value).toList());
    }

    @Test
    void putsThePointsOfSeveralSeriesInOneOrder() {
        List<StoredPoint> written = IntStream.range(0, 2_000)
                .mapToObj(i -> new StoredPoint(
                        TIME.plusMillis(i / 4),
                        measurement,
                        Map.of("a", (double) i, "b", (double) i),
                        Map.of("device_id", device.deviceId(), "location", "l" + i % 4)))
                .toList();
        influx.write(written);

        for (int limit : List.of(1, 700, 3_999)) {
            List<DataPoint> points = read(query(Optional.empty()), limit);
            assertEquals(limit, points.size());
            assertEquals(points.stream().sorted(DataPoint.ORDER).toList(), points);
        }
        List<DataPoint> all = all(Optional.empty());
        assertEquals(4_000, all.size());
        PageReader pages = new PageReader(
                query(Optional.empty()), Position.before(range().start()), new InfluxReader(influx)::read);
        List<DataPoint> paged = new ArrayList<>();
        while (!pages.isEnded()) {
            paged.addAll(pages.next(777));
        }
        assertEquals(all, paged);
    }

    @Test
    void seesWhetherSomethingIsNoNumber() {
        influx.write(List.of(point(TIME, Map.of("n", 1.0))));
        assertFalse(new InfluxReader(influx).hasOtherThanNumbers(query(Optional.empty())));

        influx.write(List.of(point(TIME, Map.of("b", true))));
        assertTrue(new InfluxReader(influx).hasOtherThanNumbers(query(Optional.empty())));
    }

    @Test
    void takesNoHalfAnswerForAWholeOne() {
        Assumptions.assumeTrue(server.ownServer().isPresent(), "a real InfluxDB does not cut its answers on demand");
        influx.write(List.of(point(TIME, Map.of("a", 1.0, "b", 2.0, "c", 3.0))));
        server.ownServer().get().cutQueries();
        try {
            assertThrows(InfluxException.class, () -> all(Optional.empty()));
        } finally {
            server.ownServer().get().recover();
        }
    }

    @Test
    void deletesFromStartToBeforeStop() {
        influx.write(List.of(
                point(TIME, Map.of("value", 1.0)),
                point(TIME.plusSeconds(1), Map.of("value", 2.0)),
                point(TIME.plusSeconds(2), Map.of("value", 3.0))));

        influx.delete(new TimeSeriesQuery(device, new TimeRange(TIME, TIME.plusSeconds(2)), Optional.of(measurement)));

        assertEquals(
                List.of(3.0),
                all(Optional.empty()).stream().map(DataPoint::value).toList());
    }

    @Test
    void deletesTheMeansOfTheRangeToo() {
        requireBuckets("telemetry_5m");
        Instant step = Instant.ofEpochSecond(TIME.getEpochSecond() / 300 * 300);
        InfluxConnection meansOnly = new InfluxConnection(server.settings("telemetry_5m", Optional.empty()));
        InfluxConnection both = new InfluxConnection(server.settings("telemetry", Optional.of("telemetry_5m")));
        for (InfluxConnection each : List.of(influx, meansOnly)) {
            each.write(List.of(
                    point(step.minusSeconds(300), Map.of("value", 1.0)),
                    point(step, Map.of("value", 2.0)),
                    point(step.plusSeconds(300), Map.of("value", 3.0))));
        }

        both.delete(new TimeSeriesQuery(
                device, new TimeRange(step.plusSeconds(1), step.plusSeconds(300)), Optional.of(measurement)));

        assertEquals(List.of(1.0, 2.0, 3.0), values(influx));
        assertEquals(List.of(1.0, 3.0), values(meansOnly));
        both.close();
        meansOnly.close();
    }

    @ParameterizedTest
    @CsvSource({"mean, 13.0, 5.0", "min, 1.0, 4.0", "max, 100.0, 6.0", "sum, 130.0, 10.0", "count, 10.0, 2.0"})
    void answersOfTheMeansForWhatTheBucketHasDropped(String function, double ofMeans, double ofPoints) {
        requireBuckets("telemetry_5m", "telemetry_1h");
        Instant hour = TIME.truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(3));
        writeStep(hour, 1, 10, 10, 1);
        writeStep(hour.plusSeconds(300), 100, 100, 100, 1);
        writeStep(hour.plusSeconds(1_500), 2, 5, 20, 8);
        writeStep(hour.plusSeconds(1_800), 1, 10, 10, 1);
        try (InfluxConnection both = connection("telemetry_1h", Optional.of("telemetry_5m"))) {
            Instant second = TIME.truncatedTo(ChronoUnit.SECONDS); // both in one window
            both.write(List.of(point(second, Map.of("value", 4.0)), point(second.plusMillis(1), Map.of("value", 6.0))));

            List<DataPoint> points = windows(both, hour, "30m", function, 10_000);

            assertEquals(hour, points.get(0).time());
            assertEquals(ofMeans, points.get(0).value());
            assertEquals(Map.of("device_id", device.deviceId()), points.get(0).tags());
            assertEquals(hour.plusSeconds(1_800), points.get(1).time());
            assertEquals(ofPoints, points.get(2).value());
            assertEquals(3, points.size());
            assertEquals(points, windows(both, hour, "30m", function, 1));
        }
    }

    @ParameterizedTest
    @CsvSource({"telemetry_1h, 360d, median", "telemetry_1h, 7m, mean", "telemetry, 30m, mean"})
    void answersOfThePointsAloneWhereMeansCannot(String bucket, String window, String function) {
        requireBuckets("telemetry_5m", "telemetry_1h");
        Instant hour = TIME.truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(3));
        writeStep(hour, 1, 10, 10, 1);
        try (InfluxConnection both = connection(bucket, Optional.of("telemetry_5m"))) {
            both.write(List.of(point(TIME, Map.of("value", 4.0))));

            assertEquals(
                    List.of(4.0),
                    windows(both, hour, window, function, 10_000).stream()
                            .map(DataPoint::value)
                            .toList());
        }
    }

    private static void requireBuckets(String... names) {
        List<String> found = influx.buckets().stream().map(Bucket::getName).toList();
        Assumptions.assumeTrue(
                found.containsAll(List.of(names)), "skipped: the InfluxDB has not all of " + List.of(names));
    }

    private static InfluxConnection connection(String bucket, Optional<String> means) {
        return new InfluxConnection(server.settings(bucket, means));
    }

    /** A step as the set-up tool's task writes it. */
    private void writeStep(Instant time, double min, double max, double sum, double count) {
        Map<String, Double> aggregates =
                Map.of("min", min, "max", max, "sum", sum, "count", count, "mean", sum / count);
        try (InfluxConnection means = connection("telemetry_5m", Optional.empty())) {
            means.write(aggregates.entrySet().stream()
                    .map(it -> new StoredPoint(
                            time,
                            measurement,
                            Map.of("value", it.getValue()),
                            Map.of("device_id", device.deviceId(), "aggregate", it.getKey())))
                    .toList());
        }
    }

    private List<DataPoint> windows(
            InfluxConnection bucket, Instant start, String window, String function, int pageSize) {
        TimeSeriesQuery query = new TimeSeriesQuery(
                device,
                new TimeRange(start, TIME.plusSeconds(60)),
                Optional.of(measurement),
                List.of(),
                Windows.parse(window, function));
        InfluxReader reader = new InfluxReader(bucket);
        PageReader pages =
                new PageReader(query, Position.before(start), (slice, page) -> reader.readWindows(slice, false, page));
        List<DataPoint> points = new ArrayList<>();
        while (!pages.isEnded()) {
            points.addAll(pages.next(pageSize));
        }
        return points;
    }

    private List<Object> values(InfluxConnection bucket) {
        Position start = Position.before(range().start());
        return new PageReader(query(Optional.empty()), start, new InfluxReader(bucket)::read)
                .take(10_000, Duration.ofMinutes(1)).points().stream()
                        .map(DataPoint::value)
                        .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\"b", "a\\b", "a' OR device_id=\"x", "é", "a=b AND c"})
    void deletesAMeasurementWhateverItsName(String text) {
        String name = text + measurement;
        influx.write(List.of(
                new StoredPoint(TIME, name, Map.of("v", 1.0), Map.of("device_id", device.deviceId())),
                point(TIME, Map.of("v", 2.0))));

        influx.delete(new TimeSeriesQuery(device, range(), Optional.of(name)));

        assertEquals(
                List.of(2.0),
                all(Optional.empty()).stream().map(DataPoint::value).toList());
    }

    @Test
    void holdsOnAWrongTokenAndOnAnUnknownBucket() {
        InfluxConnection wrong =
                new InfluxConnection(InfluxUnderTest.settings(influx.url(), "wrong", server.settings().org));
        InfluxException refusal =
                assertThrows(InfluxException.class, () -> wrong.write(List.of(point(TIME, Map.of("v", 1.0)))));
        assertEquals(WriteOutcome.HOLD, WriteOutcome.of(refusal));

        InfluxConnection lost = new InfluxConnection(InfluxUnderTest.settings(
                influx.url(), new String(server.settings().token()), "no such organisation"));
        InfluxException missing =
                assertThrows(InfluxException.class, () -> lost.write(List.of(point(TIME, Map.of("v", 1.0)))));
        assertEquals(WriteOutcome.HOLD, WriteOutcome.of(missing));
    }

    @Test
    void retriesWhenNobodyListens() {
        InfluxConnection nobody = new InfluxConnection(InfluxUnderTest.settings("http://127.0.0.1:1", "t", "o"));

        InfluxException refusal =
                assertThrows(InfluxException.class, () -> nobody.write(List.of(point(TIME, Map.of("v", 1.0)))));

        assertEquals(WriteOutcome.RETRY, WriteOutcome.of(refusal));
    }

    @Test
    void isHealthy() {
        try (InfluxProbe probe = new InfluxProbe(server.settings())) {
            assertTrue(probe.health().connected(), probe.health().toString());
            assertNotNull(probe.health().influxdb().version());
        }
    }

    private StoredPoint point(Instant time, Map<String, Object> fields) {
        return new StoredPoint(time, measurement, new HashMap<>(fields), Map.of("device_id", device.deviceId()));
    }

    private List<DataPoint> all(Optional<String> name) {
        return read(query(name), 10_000);
    }

    private static List<DataPoint> read(TimeSeriesQuery query, int limit) {
        Position start = Position.before(query.range().start());
        return new PageReader(query, start, new InfluxReader(influx)::read)
                .take(limit, Duration.ofMinutes(1))
                .points();
    }

    private TimeSeriesQuery query(Optional<String> name) {
        return new TimeSeriesQuery(device, range(), name);
    }

    private static TimeRange range() {
        return new TimeRange(TIME.minusSeconds(3600), TIME.plusSeconds(3600));
    }
}
